"""Commands are sent ahead of their answers where the server takes that (RFC 2920)."""

import select
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from ijmsite.mail.mime import build_mail
from ijmsite.mail.outcomes import Kind
from ijmsite.mail.smtp import PhasedSMTP
from ijmsite.mail.transports import transport_for

pytestmark = pytest.mark.django_db
OK, GO_ON = "250 ok", "354 go on"


class Conversation:
    """One client's side of a conversation in which each step is what is read, then said."""

    def __init__(self, server, features):
        self.line, _address = server.accept()
        self.line.settimeout(5)
        self.file = self.line.makefile("rwb", buffering=0)
        self.say("220 ready")
        self.hear("ehlo")
        self.say("250-mail.example", *(f"250-{name}" for name in features), OK)

    def hear(self, *words):
        for word in words:
            heard = self.file.readline().decode().strip()
            assert heard.lower().startswith(word.lower()), heard

    def say(self, *lines):
        self.line.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def is_silent(self):
        return not select.select([self.line], [], [], 0.2)[0]

    def take_body(self):
        while self.file.readline() != b".\r\n":
            pass
        self.say(OK)


def follow(script, server, features):
    client = Conversation(server, features)
    with client.line, client.file:
        script(client)


@pytest.fixture
def talk(hello):
    """Return a function that lets a server follow a script while messages are handed to it."""

    def talk(script, features=("PIPELINING",), messages=1):
        with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as pool:
            server.settimeout(5)
            told = pool.submit(follow, script, server, features)
            transport = transport_for(f"smtp://127.0.0.1:{server.getsockname()[1]}")
            kinds = []
            for number in range(messages):
                message = hello(to=f"zoe{number}@courier.example")
                kinds.append(transport.deliver(message, build_mail(message)).kind)
            told.result()
            transport.close()
        return kinds

    return talk


def test_sender_recipient_and_data_come_before_the_first_answer(talk):
    def script(client):
        client.hear("mail from:", "rcpt to:<zoe0@", "data")
        client.say(OK, OK, GO_ON)
        client.take_body()

    assert talk(script) == [Kind.SENT]


def test_a_server_that_does_not_say_so_gets_one_after_the_other(talk):
    def script(client):
        for word, answer in [("mail", OK), ("rcpt", OK), ("data", GO_ON)]:
            client.hear(word)
            assert client.is_silent()
            client.say(answer)
        client.take_body()

    assert talk(script, features=()) == [Kind.SENT]


def test_one_that_waits_for_the_text_of_a_refused_message_gets_none(talk):
    def script(client):
        client.hear("mail", "rcpt", "data")
        client.say(OK, "550 5.1.1 nobody here", GO_ON)
        client.hear(".")
        client.say("554 5.5.1 no valid recipients")
        client.hear("rset")
        client.say(OK)
        # The next one goes over the same connection.
        client.hear("mail", "rcpt to:<zoe1@", "data")
        client.say(OK, OK, GO_ON)
        client.take_body()

    assert talk(script, messages=2) == [Kind.PERMANENT, Kind.SENT]


def test_a_message_that_is_refused_at_its_text_stands_in_nobodys_way(talk):
    def script(client):
        client.hear("mail", "rcpt", "data")
        client.say(OK, OK, "451 4.3.0 later")
        # Without it, some servers take the next sender for a second one of this message.
        client.hear("rset")
        client.say(OK)
        client.hear("mail", "rcpt to:<zoe1@", "data")
        client.say(OK, OK, GO_ON)
        client.take_body()

    assert talk(script, messages=2) == [Kind.TRANSIENT, Kind.SENT]


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        (["451 4.3.0 later", "503 no", "503 no"], Kind.TRANSIENT),
        ([OK, "450 4.2.0 greylisted", "503 no"], Kind.GREYLISTED),
        ([OK, OK, "452 4.3.1 full"], Kind.TRANSIENT),
    ],
    ids=["sender", "recipient", "data"],
)
def test_an_answer_is_taken_for_what_it_answers(talk, answers, kind):
    def script(client):
        client.hear("mail", "rcpt", "data")
        client.say(*answers)
        client.hear("rset")
        client.say(OK)

    assert talk(script) == [kind]


def test_a_line_that_is_cut_before_the_text_has_brought_nothing(talk):
    def script(client):
        client.hear("mail", "rcpt", "data")
        client.say(OK, OK)
        client.line.shutdown(socket.SHUT_RDWR)

    assert talk(script) == [Kind.TRANSIENT]


@pytest.mark.parametrize("end", ["\r", "\n"])
def test_no_address_brings_a_command_of_its_own(end):
    client = PhasedSMTP()
    client.esmtp_features = {"pipelining": ""}
    client.recipient = f"zoe@courier.example>{end}RCPT TO:<all@courier.example"

    with pytest.raises(ValueError, match="line end"):
        client.mail("news@newsroom.example")
