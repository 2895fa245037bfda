"""What is said to a mail server, in which order, and what it may answer.

Commands are sent ahead of their answers where it takes that (RFC 2920).
"""

import select
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from ijmsite.mail.mime import build_mail
from ijmsite.mail.outcomes import Kind
from ijmsite.mail.smtp import PhasedSMTP, SMTPTransport
from ijmsite.mail.transports import transport_for

pytestmark = pytest.mark.django_db
OK, GO_ON = "250 ok", "354 go on"


class Conversation:
    """One client's side of a conversation in which each step is what is read, then said."""

    def __init__(self, server, features):
        self.server, self.features = server, features
        self.begin()

    def begin(self):
        """Take a connection, also in the place of one that is over."""
        self.line, _address = self.server.accept()
        self.line.settimeout(5)
        self.file = self.line.makefile("rwb", buffering=0)
        self.say("220 ready")
        self.hear("ehlo")
        self.say("250-mail.example", *(f"250-{name}" for name in self.features), OK)

    def end(self):
        with suppress(OSError):  # The other side may have ended it.
            self.line.shutdown(socket.SHUT_RDWR)
        self.file.close()
        self.line.close()

    def is_left(self):
        return self.file.readline() == b""

    def take_a_message(self):
        self.hear("mail", "rcpt", "data")
        self.say(OK, OK, GO_ON)
        self.take_body()

    def hear(self, *words):
        for word in words:
            heard = self.file.readline().decode().strip()
            assert heard.lower().startswith(word.lower()), heard

    def say(self, *lines):
        self.line.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def is_silent(self):
        return not select.select([self.line], [], [], 0.2)[0]

    def take_body(self, *answers):
        while self.file.readline() != b".\r\n":
            pass
        self.say(*answers or [OK])


def follow(script, server, features):
    client = Conversation(server, features)
    try:
        script(client)
    finally:
        client.end()


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


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ([OK, "550 5.1.1 nobody here", GO_ON], Kind.PERMANENT),
        # To these a dot by itself would be a message, empty and for somebody.
        (["451 4.3.0 later", OK, GO_ON], Kind.TRANSIENT),
        ([OK, "252 perhaps", GO_ON], Kind.TRANSIENT),
    ],
    ids=["recipient", "sender", "not sure"],
)
def test_one_that_waits_for_the_text_of_a_refused_message_is_left(talk, answers, kind):
    def script(client):
        client.hear("mail", "rcpt", "data")
        client.say(*answers)
        assert client.is_left()
        client.end()
        client.begin()
        client.take_a_message()

    assert talk(script, messages=2) == [kind, Kind.SENT]


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
        # All was read: the next answers are those to the next message.
        client.take_a_message()

    assert talk(script, messages=2) == [kind, Kind.SENT]


def test_who_takes_it_as_it_comes_is_told_of_letters_beyond_ascii(talk):
    def script(client):
        client.hear("mail from:<newsroom@newsroom.example> body=8bitmime", "rcpt", "data")
        client.say(OK, OK, GO_ON)
        client.take_body()

    assert talk(script, features=("PIPELINING", "8BITMIME")) == [Kind.SENT]


def test_one_that_has_no_time_for_the_text_is_asked_again_over_another_line(talk):
    def script(client):
        client.hear("mail", "rcpt", "data")
        client.say(OK, OK, "421 4.3.2 shutting down")
        assert client.is_left()
        client.end()
        client.begin()
        client.take_a_message()

    assert talk(script, messages=2) == [Kind.TRANSIENT, Kind.SENT]


def test_a_refusal_before_the_line_ends_is_not_asked_for_again_at_once(talk):
    def script(client):
        client.take_a_message()
        client.hear("mail", "rcpt", "data")
        client.say(OK, "451 4.7.1 slow down", "503 no")
        client.end()
        assert not select.select([client.server], [], [], 0.3)[0]

    assert talk(script, messages=2) == [Kind.SENT, Kind.TRANSIENT]


def test_a_line_that_is_cut_before_the_text_has_brought_nothing(talk):
    def script(client):
        client.hear("mail", "rcpt", "data")
        client.say(OK, OK)
        client.line.shutdown(socket.SHUT_RDWR)

    assert talk(script) == [Kind.TRANSIENT]


@pytest.mark.parametrize("lost_after", [1, 2])
def test_who_promises_what_it_does_not_take_is_spoken_to_one_by_one_from_then_on(talk, lost_after):
    def script(client):
        client.hear("mail", "rcpt", "data")
        client.say(*[OK, OK][:lost_after])
        client.end()
        for _message in range(2):
            client.begin()
            for word, answer in [("mail", OK), ("rcpt", OK), ("data", GO_ON)]:
                client.hear(word)
                assert client.is_silent()
                client.say(answer)
            client.take_body()
            client.end()

    assert talk(script, messages=3) == [Kind.TRANSIENT, Kind.SENT, Kind.SENT]


def test_a_line_that_had_ended_before_the_message_says_nothing_of_that(talk):
    def script(client):
        client.take_a_message()
        client.end()
        client.begin()
        client.take_a_message()

    assert talk(script, messages=2) == [Kind.SENT, Kind.SENT]


def test_a_question_about_the_password_that_cannot_be_read_is_no_fault_of_the_message(hello):
    def script(client):
        client.hear("auth login")
        client.say("334 Enter password:")
        assert client.is_left()

    message = hello()
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as pool:
        server.settimeout(5)
        asks = [lambda t: t.deliver(message, build_mail(message)).kind, SMTPTransport.is_up]
        for ask in asks:
            told = pool.submit(follow, script, server, ["AUTH LOGIN"])
            transport = SMTPTransport("127.0.0.1", server.getsockname()[1], "none", "ana", "secret")
            assert ask(transport) in {Kind.UNREACHABLE, False}
            told.result()


@pytest.mark.parametrize("features", [(), ("PIPELINING",)], ids=["one by one", "at once"])
@pytest.mark.parametrize("more", ["554 5.4.0 too many messages", OK])
def test_what_nobody_asked_for_is_no_answer_to_the_next_message(talk, more, features):
    def script(client):
        for word, answer in [("mail", OK), ("rcpt", OK), ("data", GO_ON)]:
            client.hear(word)
            client.say(answer)
        client.take_body(OK, more)
        assert client.is_left()
        client.end()
        client.begin()
        for word, answer in [("mail", OK), ("rcpt", OK), ("data", GO_ON)]:
            client.hear(word)
            client.say(answer)
        client.take_body()

    assert talk(script, features=features, messages=2) == [Kind.SENT, Kind.SENT]


@pytest.mark.parametrize("answer", ["what?", "250 " + "x" * 9_000, "250-a\r\nb\r\n250 c", "999 no"])
def test_what_is_no_answer_is_taken_for_none(talk, answer):
    def script(client):
        client.hear("mail", "rcpt", "data")
        client.say(OK, answer)
        assert client.is_left()
        client.end()

    assert talk(script) == [Kind.TRANSIENT]


@pytest.mark.parametrize("answer", ["what?", "250 " + "x" * 9_000])
def test_what_is_no_answer_to_a_message_leaves_open_whether_it_arrived(talk, answer):
    def script(client):
        client.hear("mail", "rcpt", "data")
        client.say(OK, OK, GO_ON)
        client.take_body(answer)
        assert client.is_left()
        client.end()

    assert talk(script) == [Kind.AMBIGUOUS]


@pytest.mark.parametrize("end", ["\r", "\n"])
def test_no_address_brings_a_command_of_its_own(end):
    client = PhasedSMTP()
    client.esmtp_features = {"pipelining": ""}
    client.recipient = f"zoe@courier.example>{end}RCPT TO:<all@courier.example"

    with pytest.raises(ValueError, match="line end"):
        client.mail("news@newsroom.example")
