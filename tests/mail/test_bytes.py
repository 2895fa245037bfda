"""What a message looks like on the wire."""

from email import message_from_bytes
from email.policy import compat32, default

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ijmsite.mail.addresses import bare_address
from ijmsite.mail.mime import ShortHeaders, build_mail, mime_bytes, simple_bytes, to_bytes
from ijmsite.mail.models import Message

HEADERS = {
    "auto-submitted",
    "content-transfer-encoding",
    "content-type",
    "date",
    "from",
    "message-id",
    "mime-version",
    "reply-to",
    "subject",
    "to",
}


def content(message):
    return to_bytes(build_mail(message), message)


def test_has_these_headers_and_no_others(hello):
    message = hello(
        context={"name": "Zoë\r\nBcc: all@evil.example", "text": "\r\n\r\nFrom: x"},
        reply_to=["zoe@courier.example"],
    )
    mail = message_from_bytes(content(message), policy=default)

    assert {name.lower() for name in mail.keys()} <= HEADERS  # noqa: SIM118 (a message is no mapping)
    assert mail["From"] == "IJM Canada <newsroom@newsroom.example>"
    assert mail["To"] == "zoe@courier.example"
    assert mail["Reply-To"] == "zoe@courier.example"
    assert mail["Subject"] == "Hello Zoë Bcc: all@evil.example"
    assert mail["Message-ID"] == message.message_id
    assert mail["Date"].datetime == message.date.replace(microsecond=0)
    assert mail["Auto-Submitted"] == "auto-generated"


def test_has_text_html_and_attachment(hello):
    message = hello(attachments=["sample/guide.pdf"])
    mail = message_from_bytes(content(message), policy=default)

    assert mail.get_body(["plain"]).get_content().startswith("Yes, Zoë!")
    assert "<h1>Yes, Zoë!</h1>" in mail.get_body(["html"]).get_content()
    [attachment] = mail.iter_attachments()
    assert attachment.get_filename() == "guide.pdf"
    assert attachment.get_content_type() == "application/pdf"
    assert attachment.get_content().startswith(b"%PDF-1.7")


def test_arrives_whole_however_long_it_is(hello, try_once, smtp_sink):
    text = ".line of text\n" * 20_000
    try_once(hello("plain", context={"text": text}))

    [mail] = smtp_sink.mails
    assert mail.get_content().splitlines() == text.splitlines()


def test_is_the_same_at_each_try(hello, try_once, smtp_sink):
    smtp_sink.script["DATA"] = ["451 4.3.0 later", "drop"]
    message = hello(attachments=["sample/guide.pdf"])
    for _ in range(3):
        message = try_once(message)

    assert message.state == "sent"
    first, second, third = smtp_sink.contents
    assert first == second == third
    assert b"boundary=" in first


def test_is_another_one_for_another_message(hello):
    assert content(hello()) != content(hello())


def test_keeps_dots_at_the_start_of_lines(hello, try_once, smtp_sink):
    text = "one\r\n.\r\nMAIL FROM:<all@evil.example>\r\n..two\r\n\n.\n.three\r.\rfour"
    try_once(hello("plain", context={"text": text}))

    [mail] = smtp_sink.mails
    assert smtp_sink.commands.count("MAIL") == 1
    assert mail.get_content().splitlines() == text.splitlines()


def test_sends_no_line_end_but_crlf(hello):
    raw = content(hello(context={"text": "a\rb\nc\r\nd\x0be"}, attachments=["sample/guide.pdf"]))

    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert b"\n" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize("count", [1, 60, 75, 200])
def test_begins_a_subject_on_its_own_line_and_keeps_lines_short(hello, count):
    message = hello(context={"name": "é" + "a" * count})

    raw = content(message)

    lines = raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
    start = next(n for n, line in enumerate(lines) if line.startswith(b"Subject:"))
    assert lines[start].startswith(b"Subject: =?utf-8?")
    # RFC 5322, section 2.1.1.
    assert max(map(len, lines)) <= 78
    assert message_from_bytes(raw, policy=default)["Subject"] == message.subject


def test_a_long_subject_that_only_looks_encoded_leaves_as_it_is(hello):
    message = hello(context={"name": "=?utf-8?b?A?= " + "word " * 20})

    assert b"Subject: Hello =?utf-8?b?A?= word word" in content(message)


def test_folds_lines_no_server_takes(hello, try_once, smtp_sink):
    text = "é" + "x" * 2_000
    message = try_once(hello("plain", context={"text": text}))

    assert message.state == "sent"
    [mail] = smtp_sink.mails
    assert mail["Content-Transfer-Encoding"] == "quoted-printable"
    assert mail.get_content().strip() == text
    assert max(map(len, smtp_sink.accepted[0].split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    "value",
    ["", " a  b ", "x" * 69, "x" * 70, "two words " * 9, "é", "a\tb", "a\n b", "=?utf-8?q?x?="],
)
def test_writes_short_headers_as_python_does(value):
    written = [policy.fold_binary("Subject", value) for policy in (ShortHeaders(), compat32)]

    assert written[0] == written[1]


def made_of(*parts):
    return st.lists(st.sampled_from(parts)).map("".join)


# What may be written in another way: blanks, words that look encoded, ends and lengths of lines.
IN_HEADERS = made_of("a", " ", ",", ":", "=?utf-8?q?x?=", "é", "x" * 68)
LINE_ENDS = ["\r", "\n", "\r\n", "\x0c", "\u2028"]
IN_TEXTS = made_of("a", " ", "\t", ".", "=", "é", "x" * 998, *LINE_ENDS)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "a\rb",
            "a\r\nb\rc\nd",
            "é" * 500,
            "é" * 499,
            "x" * 998,
            "x" * 999,
            "x" * 999 + "\r\nb\rc",
        ),
        *("x" * 998 + "\rb", "x" * 998 + "\x0cb", "=é" * 400, ".\n..\n"),
    ],
    ids=ascii,
)
def test_writes_any_text_under_short_headers_as_python_does(text):
    message = Message(subject="Yes", to="a@b.example", text=text, from_email="i@j.example")
    mail = build_mail(message)

    assert simple_bytes(mail) == mime_bytes(mail, message)


def test_no_line_is_longer_than_a_server_takes_whatever_ends_it_elsewhere(hello):
    paragraphs = "\u2028".join(["a sentence from a typesetter. " * 30] * 6)
    raw = content(hello("plain", context={"text": paragraphs}))

    assert max(map(len, raw.split(b"\r\n"))) <= 998


@given(IN_HEADERS, IN_HEADERS, st.lists(IN_HEADERS, max_size=2), IN_HEADERS, IN_TEXTS)
@example("Yes", "a@b.example", ["c@d.example"], "yes", "Short.\nAnd é.\n")
@example("Yes", "a@b.example", [], "", "x" * 999)
def test_writes_a_simple_mail_as_python_does(subject, to, reply_to, header, text):
    message = Message(
        subject=subject, to=to, reply_to=reply_to, text=text, from_email="i@j.example"
    )
    message.headers = {"Auto-Submitted": header}
    mail = build_mail(message)
    simple = simple_bytes(mail)

    assert simple is None or simple == mime_bytes(mail, message)


def test_writes_most_mails_without_pythons_objects(hello):
    simple = [hello("plain"), hello("plain", context={"text": "é" * 600})]

    assert all(simple_bytes(build_mail(message)) for message in simple)
    assert simple_bytes(build_mail(hello(attachments=["sample/guide.pdf"]))) is None


def test_leaves_a_long_link_in_a_header_whole(hello):
    link = f"<https://newsroom.example/unsubscribe/{'x' * 200}/>"
    raw = content(hello(headers={"List-Unsubscribe": link}))

    assert f"List-Unsubscribe: {link}\r\n".encode() in raw.replace(b" \r\n ", b" ")


def test_writes_a_domain_in_ascii_on_the_envelope(hello, try_once, smtp_sink):
    try_once(hello(to="zoe@zoë.example"))

    assert smtp_sink.recipients == ["zoe@xn--zo-ija.example"]


@given(made_of(*"aZ0_.+-@", "a.b", "@a.ca"))
@example("zoe.b-c_d+1@courier.example")
def test_takes_a_bare_address_as_python_does(value):
    found = []
    for written in [value, f"<{value}>"]:
        try:
            found.append(bare_address(written))
        except ValueError:
            found.append(None)

    assert found[0] == found[1]
