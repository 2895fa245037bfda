"""What a sign-up form is sent besides sign-ups: nothing is injected, or answered with a 500."""

import logging
from email import message_from_bytes, policy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fundraisers.forms import FundraiserForm
from fundraisers.models import Fundraiser
from ijmsite.mail.mime import build_mail, to_bytes
from ijmsite.mail.models import Message
from tests.effort import takes_less_than

pytestmark = pytest.mark.django_db

ZWJ_FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


def mail_of(stored):
    """Return a stored message as the mail server gets it."""
    return message_from_bytes(to_bytes(build_mail(stored), stored), policy=policy.default)


@pytest.mark.matrix
@pytest.mark.parametrize("field", ["name", "city"])
@pytest.mark.parametrize(
    "line_break", ["\r\n", "\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x00", "\x7f"]
)
def test_one_line_stays_one_line(post_signup, signup_data, field, line_break):
    response = post_signup({**signup_data, field: f"a{line_break}Bcc: z@evil.example"})

    assert response.status_code == 200
    assert not Fundraiser.objects.exists()
    assert not Message.objects.exists()


def test_an_encoded_line_break_is_text_and_adds_no_header(post_signup, signup_data):
    post_signup({**signup_data, "name": "a%0d%0aBcc: z@evil.example"})

    for stored in Message.objects.all():
        mail = mail_of(stored)
        assert mail["Bcc"] is None
        assert "evil" not in str(mail["Subject"])
        assert len(mail.get_all("To")) == 1


@pytest.mark.matrix
@pytest.mark.parametrize(
    "address",
    [
        *("a@example.com\nBcc:z@evil.example", "a@x.example,b@x.example", "a@localhost"),
        *('"Eve" <a@x.example>, b@y.example', "\u30e6\u30fc\u30b6\u30fc@x.example"),
        *("\u0430dmin@x.example", "a@[127.0.0.1]", "a\u200b@x.example", "a@\x00.example"),
        *("a@" + "x" * 250 + ".example", "a" * 320),
    ],
)
def test_one_address_is_one_address(post_signup, signup_data, address):
    response = post_signup({**signup_data, "email": address})

    assert response.status_code == 200
    assert 'href="#signup_email"' in response.text
    assert not Fundraiser.objects.exists()


def test_two_spellings_of_one_domain_are_one_person(post_signup, signup_data):
    for typed in ["a@m\u00fcnchen.example", "a@xn--mnchen-3ya.example", "A@M\u00dcNCHEN.example"]:
        post_signup({**signup_data, "email": typed})

    assert Fundraiser.objects.get().email == "a@xn--mnchen-3ya.example"


@pytest.mark.parametrize("field", ["name", "email", "city"])
def test_half_a_character_is_an_error_and_no_failure(signup_data, field):
    form = FundraiserForm({**signup_data, field: "a\ud800"})

    assert not form.is_valid()
    assert field in form.errors


@pytest.mark.matrix
@pytest.mark.parametrize("field", ["name", "city"])
@pytest.mark.parametrize("odd", ["gpj\u202e.exe", "a\u2066b", "\u200b\u200d", "   "])
def test_what_would_not_be_read_as_it_was_typed_is_refused(post_signup, signup_data, field, odd):
    response = post_signup({**signup_data, field: odd})

    if (field, odd) == ("city", "   "):
        assert Fundraiser.objects.get().city == ""
    else:
        assert f'href="#signup_{field}"' in response.text


@pytest.mark.matrix
@pytest.mark.parametrize(
    "name",
    [
        *("Zo\u00eb", "\u738b", "\u0645\u062d\u0645\u062f \u0639\u0644\u064a", "O'Brien", "Null"),
        *("<b>Bold</b>", ZWJ_FAMILY, "Robert'); DROP TABLE Students;--", "{{ 7*7 }}", "%s%n"),
    ],
)
def test_a_name_arrives_at_the_fundraising_inbox_as_it_was_typed(
    post_signup, signup_data, settings, name
):
    post_signup({**signup_data, "name": name})
    told = Message.objects.get(to=settings.FUNDRAISING_INBOX)
    mail = mail_of(told)

    assert Fundraiser.objects.get().name == name
    assert name in mail.get_body().get_content()
    assert (mail["Reply-To"], mail["From"]) == (signup_data["email"], settings.DEFAULT_FROM_EMAIL)
    assert [part.get_content_type() for part in mail.walk()] == ["text/plain"]


def test_too_many_fields_or_files_are_a_bad_request(client, from_our_page, signup_data):
    many = {**signup_data, **{f"field{number}": "x" for number in range(1001)}}
    files = {f"file{n}": SimpleUploadedFile(f"{n}.txt", b"x") for n in range(101)}
    for sent in [many, {**signup_data, **files}]:
        assert client.post("/fundraise/", sent, headers=from_our_page).status_code == 400
    assert not Fundraiser.objects.exists()


def test_ten_megabytes_are_refused(client, from_our_page):
    body = b"name=" + b"x" * 10_000_000
    response = client.generic(
        "POST", "/fundraise/", body, "application/x-www-form-urlencoded", headers=from_our_page
    )

    assert response.status_code in {400, 413}
    assert not Fundraiser.objects.exists()


def test_blanks_in_an_encoded_part_cost_nothing(client, from_our_page):
    part = b'--x\r\nContent-Disposition: form-data; name="name"\r\n'
    body = part + b"Content-Transfer-Encoding: base64\r\n\r\n" + b" " * 2_000_000 + b"\r\n--x--\r\n"

    def post():
        client.generic(
            "POST", "/fundraise/", body, "multipart/form-data; boundary=x", headers=from_our_page
        )

    takes_less_than(2, post)


def test_what_is_no_field_of_the_form_changes_nothing(post_signup, signup_data):
    post_signup(
        {
            **signup_data,
            **{"id": "77", "pk": "77", "contact_by": "2020-01-01", "contacted_at": "2020-01-01"},
            **{"closed_at": "2020-01-01", "digest": "x", "signed_up_at": "2020-01-01"},
        }
    )
    fundraiser = Fundraiser.objects.get()

    assert fundraiser.pk != 77
    assert fundraiser.contact_by.year >= 2026
    assert (fundraiser.contacted_at, fundraiser.closed_at) == (None, None)


@pytest.mark.parametrize("name", [["First", "Last"], ["x" * 500, "Last"]])
def test_a_field_sent_twice_counts_by_its_last_value(post_signup, signup_data, name):
    post_signup({**signup_data, "name": name})

    assert Fundraiser.objects.get().name == "Last"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('{"name": "Li", "email": "li@x.example"}', "application/json"),
        ("name[]=Li&email[]=li@x.example", "application/x-www-form-urlencoded"),
        ("name=%ff%fe&email=%ff", "application/x-www-form-urlencoded"),
        ("name=Li&email=li@x.example", "application/x-www-form-urlencoded; charset=utf-16"),
        ("--", "multipart/form-data; boundary=x"),
    ],
)
def test_another_kind_of_body_is_an_error_and_no_failure(client, from_our_page, body, kind):
    response = client.generic("POST", "/fundraise/", body, kind, headers=from_our_page)

    assert response.status_code in {200, 400, 415}
    assert not Fundraiser.objects.exists()


@pytest.mark.parametrize("path", ["/fundraise/", "/fundraise/ideas/polar-dip/"])
@pytest.mark.parametrize("method", ["PUT", "TRACE", "DELETE", "PATCH"])
def test_other_methods_are_refused(client, path, method):
    assert client.generic(method, path).status_code == 405


def test_nothing_that_was_typed_is_in_the_log(post_signup, signup_data, caplog):
    caplog.set_level(logging.DEBUG)
    post_signup(signup_data, **{"Sec-Fetch-Site": "cross-site"})
    post_signup({**signup_data, "email": "amina@gmial.com"})
    post_signup(signup_data)

    typed = ["Amina", "supporter.example", "gmial", "Harrow Bay"]
    # SQL is logged in debugging only, which production never is.
    lines = [r.getMessage() for r in caplog.records if r.name != "django.db.backends"]
    assert not [line for line in lines if any(word in line for word in typed)]
