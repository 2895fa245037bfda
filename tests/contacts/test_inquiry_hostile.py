"""What a press form is sent besides questions: nothing is lost, injected or answered with a 500."""

import logging
from email import message_from_bytes, policy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from contacts.forms import InquiryForm
from contacts.models import Inquiry
from ijmsite.mail.mime import build_mail, to_bytes
from ijmsite.mail.models import Message
from tests.effort import takes_less_than

pytestmark = pytest.mark.django_db

ZWJ_FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


def message_of(stored):
    """Return a stored message as the mail server gets it."""
    return message_from_bytes(to_bytes(build_mail(stored), stored), policy=policy.default)


@pytest.mark.matrix
@pytest.mark.parametrize("field", ["name", "outlet", "phone"])
@pytest.mark.parametrize(
    "line_break", ["\r\n", "\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x00", "\x7f"]
)
def test_one_line_stays_one_line(post_inquiry, inquiry_data, field, line_break):
    response = post_inquiry({**inquiry_data, field: f"a{line_break}Bcc: z@evil.example"})

    assert response.status_code == 200
    assert not Inquiry.objects.exists()
    assert not Message.objects.exists()


def test_an_encoded_line_break_is_text_and_adds_no_header(post_inquiry, inquiry_data):
    post_inquiry({**inquiry_data, "name": "a%0d%0aBcc: z@evil.example"})

    for stored in Message.objects.all():
        message = message_of(stored)
        assert message["Bcc"] is None
        assert "evil" not in str(message["Subject"])
        assert len(message.get_all("To")) == 1


@pytest.mark.matrix
@pytest.mark.parametrize(
    "address",
    [
        *("a@example.com\nBcc:z@evil.example", "a@x.example,b@x.example"),
        *(
            '"Eve" <a@x.example>, b@y.example',
            "<a@x.example>",
            "\u30e6\u30fc\u30b6\u30fc@x.example",
        ),
        *(
            "\u0430dmin@x.example",
            "a@[127.0.0.1]",
            "a@localhost",
            "a\u200b@x.example",
            "a@\x00.example",
        ),
        *("a@" + "x" * 250 + ".example", "a" * 320),
    ],
)
def test_one_address_is_one_address(post_inquiry, inquiry_data, address):
    response = post_inquiry({**inquiry_data, "email": address})

    assert response.status_code == 200
    assert 'href="#inquiry_email"' in response.text
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("zoe@courier.example\n", "zoe@courier.example"),
        ("a@m\u00fcnchen.example", "a@xn--mnchen-3ya.example"),
        ("a@xn--mnchen-3ya.example", "a@xn--mnchen-3ya.example"),
        # Cyrillic: staff see that it is another domain.
        ("a@\u0440\u0430\u0443.example", "a@xn--80a5ak.example"),
    ],
)
def test_a_domain_is_kept_in_the_form_in_which_it_cannot_deceive(
    post_inquiry, inquiry_data, typed, stored
):
    post_inquiry({**inquiry_data, "email": typed})

    assert Inquiry.objects.get().email == stored


def test_two_spellings_of_one_domain_are_one_person(post_inquiry, inquiry_data):
    for typed in ["a@m\u00fcnchen.example", "a@xn--mnchen-3ya.example", "A@M\u00dcNCHEN.example"]:
        post_inquiry({**inquiry_data, "email": typed})

    assert Message.objects.filter(template="contacts/email/acknowledgement").count() == 1


@pytest.mark.parametrize("field", ["name", "outlet", "email", "phone", "message"])
def test_half_a_character_is_an_error_and_no_failure(inquiry_data, field):
    form = InquiryForm({**inquiry_data, field: "a\ud800"})

    assert not form.is_valid()
    assert field in form.errors


@pytest.mark.matrix
@pytest.mark.parametrize("field", ["name", "outlet", "phone", "message"])
@pytest.mark.parametrize("override", ["\u202e", "\u2066", "\u2069"])
def test_text_that_would_be_read_in_another_order_is_refused(
    post_inquiry, inquiry_data, field, override
):
    response = post_inquiry({**inquiry_data, field: f"gpj{override}.exe"})

    assert f'href="#inquiry_{field}"' in response.text


@pytest.mark.matrix
@pytest.mark.parametrize(
    "name",
    [
        *("Zo\u00eb", "\u738b", "\u0645\u062d\u0645\u062f \u0639\u0644\u064a", "O'Brien", "Null"),
        *("<b>Bold</b>", ZWJ_FAMILY, "Robert'); DROP TABLE Students;--", "{{ 7*7 }}", "%s%n"),
    ],
)
def test_a_name_arrives_as_it_was_typed(post_inquiry, inquiry_data, settings, name):
    post_inquiry({**inquiry_data, "name": name})
    told = Message.objects.get(to=settings.PRESS_INBOX)

    assert Inquiry.objects.get().name == name
    assert name in told.text
    body = message_of(told).get_body().get_content()
    assert name in body


def test_a_message_of_5000_characters_is_taken_and_one_more_is_kept_but_refused(
    post_inquiry, inquiry_data
):
    refused = post_inquiry({**inquiry_data, "message": "x" * 5001})
    assert "x" * 5001 in refused.text
    assert not Inquiry.objects.exists()

    post_inquiry({**inquiry_data, "message": "x" * 5000})
    assert Inquiry.objects.get().message == "x" * 5000


def test_the_press_mail_is_text_only_and_lines_come_as_they_were_typed(
    post_inquiry, inquiry_data, settings
):
    typed = f"<b>Bold</b> [a](https://x.example)\n.\n.\nMAIL FROM:<z@evil.example>\n{'long ' * 400}"
    post_inquiry({**inquiry_data, "message": typed})
    told = Message.objects.get(to=settings.PRESS_INBOX)
    message = message_of(told)

    assert [part.get_content_type() for part in message.walk()] == ["text/plain"]
    assert message["Reply-To"] == "zoe@courier.example"
    assert message["From"] == settings.DEFAULT_FROM_EMAIL
    assert max(map(len, message.as_bytes().splitlines())) <= 998
    content = message.get_body().get_content()
    assert "<b>Bold</b> [a](https://x.example)" in content
    assert "MAIL FROM:<z@evil.example>" in content


def test_too_many_fields_or_files_are_a_bad_request(client, from_our_page, inquiry_data):
    many = {**inquiry_data, **{f"field{number}": "x" for number in range(1001)}}
    files = {f"file{n}": SimpleUploadedFile(f"{n}.txt", b"x") for n in range(101)}
    for sent in [many, {**inquiry_data, **files}]:
        assert client.post("/press/", sent, headers=from_our_page).status_code == 400
    assert not Inquiry.objects.exists()


def test_ten_megabytes_are_refused(client, from_our_page):
    body = b"message=" + b"x" * 10_000_000
    response = client.generic(
        "POST", "/press/", body, "application/x-www-form-urlencoded", headers=from_our_page
    )

    assert response.status_code in {400, 413}
    assert not Inquiry.objects.exists()


def test_blanks_in_an_encoded_part_cost_nothing(client, from_our_page):
    part = b'--x\r\nContent-Disposition: form-data; name="message"\r\n'
    body = part + b"Content-Transfer-Encoding: base64\r\n\r\n" + b" " * 2_000_000 + b"\r\n--x--\r\n"

    def post():
        client.generic(
            "POST", "/press/", body, "multipart/form-data; boundary=x", headers=from_our_page
        )

    takes_less_than(2, post)


def test_a_field_sent_twice_counts_by_its_last_value(client, inquiry_data, from_our_page):
    data = {**inquiry_data, "name": ["First", "Last"]}
    client.post("/press/", data, headers=from_our_page)

    assert Inquiry.objects.get().name == "Last"


def test_a_refused_post_leaves_nothing_typed_in_the_log(post_inquiry, inquiry_data, caplog):
    caplog.set_level(logging.DEBUG)
    post_inquiry(inquiry_data, **{"Sec-Fetch-Site": "cross-site"})
    post_inquiry({**inquiry_data, "email": "zoe@gmial.com"})
    post_inquiry(inquiry_data)

    typed = [inquiry_data["name"], inquiry_data["outlet"], "courier.example", "gmial", "agreement"]
    # SQL is logged in debugging only, which production never is.
    lines = [r.getMessage() for r in caplog.records if r.name != "django.db.backends"]
    assert not [line for line in lines if any(word in line for word in typed)]


@pytest.mark.parametrize("status", [403, 429])
def test_a_refused_form_keeps_everything_typed(post_inquiry, inquiry_data, monkeypatch, status):
    headers = {}
    if status == 403:
        headers = {"Sec-Fetch-Site": "cross-site"}
    else:
        monkeypatch.setattr("contacts.services.receiving.HOST_LIMIT", 0)
    response = post_inquiry({**inquiry_data, "zone": "Europe/Berlin"}, **headers)

    assert response.status_code == status
    assert 'id="inquiry-form"' in response.text
    for kept in ["Harrow Bay Courier", "zoe@courier.example", "+1 416 555 0100", "Europe/Berlin"]:
        assert kept in response.text
    assert 'value="2030-03-05T17:00"' in response.text
    assert '<option value="interview" selected>' in response.text
    assert "Today if possible." in response.text
