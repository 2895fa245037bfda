"""The media inquiry: stored with its two messages, or answered with errors beside the fields."""

import re

import pytest
from django.db import connection
from django.utils import timezone
from model_bakery import baker

from contacts.models import Inquiry, PressContact
from ijmsite.mail.models import Message
from ijmsite.pages.titles import title_of
from news.models import Article

pytestmark = pytest.mark.django_db


@pytest.fixture
def press_contact():
    return PressContact.objects.create(
        name="Petra Kooman",
        title="Director",
        phone="519.679.5030",
        extension="229",
        is_default=True,
    )


@pytest.fixture
def article():
    return baker.make(
        Article,
        headline="All Hands on Deck",
        slug="all-hands",
        status="published",
        publish_at=timezone.now(),
    )


def test_shows_the_form_without_a_cookie(client, press_contact):
    response = client.get("/press/")

    assert response.status_code == 200
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.text
    assert response["Cache-Control"] == "no-store"
    assert "tel:+1-519-679-5030;ext=229" in response.text or (
        "tel:+15196795030;ext=229" in response.text
    )


def test_stores_the_inquiry_and_its_two_messages(post_inquiry, inquiry_data, settings):
    response = post_inquiry(inquiry_data)
    inquiry = Inquiry.objects.get()

    assert response.status_code == 303
    assert response["Location"] == f"/press/thanks/?reference={inquiry.reference}"
    assert inquiry.name == "Zoë O'Brien"
    assert inquiry.message == inquiry_data["message"]
    assert set(Message.objects.values_list("to", flat=True)) == {
        settings.PRESS_INBOX,
        "zoe@courier.example",
    }


def test_the_press_mail_goes_from_us_with_the_reference_only_in_its_subject(
    post_inquiry, inquiry_data, settings
):
    post_inquiry(inquiry_data)
    message = Message.objects.get(to=settings.PRESS_INBOX)

    assert message.subject == f"Media inquiry {Inquiry.objects.get().reference}"
    assert message.from_email == settings.DEFAULT_FROM_EMAIL
    assert message.reply_to == ["zoe@courier.example"]
    assert inquiry_data["message"].splitlines()[0] in message.text
    assert "Zoë O'Brien" in message.text
    assert not message.html


def test_the_acknowledgement_carries_nothing_that_was_typed(
    post_inquiry, inquiry_data, press_contact
):
    canaries = {name: f"canary{name}" for name in ("name", "outlet", "message")}
    post_inquiry({**inquiry_data, **canaries})
    message = Message.objects.get(to="zoe@courier.example")

    assert "canary" not in message.text + message.subject
    assert "This is an automatic message" in message.text
    assert Inquiry.objects.get().reference in message.subject
    assert Inquiry.objects.get().reference in message.text
    assert "519.679.5030 x.229" in message.text
    assert message.headers["Auto-Submitted"] == "auto-replied"


def test_the_acknowledgement_speaks_the_language_of_the_page(client, inquiry_data, from_our_page):
    client.post("/fr/press/", inquiry_data, headers=from_our_page)

    assert Inquiry.objects.get().language == "fr"
    assert Message.objects.get(to="zoe@courier.example").language == "fr"


def test_needs_only_name_address_and_message(post_inquiry):
    response = post_inquiry({"name": "Li", "email": "li@x.example", "message": "Hello"})

    assert response.status_code == 303
    assert Inquiry.objects.get().deadline is None


def test_thanks_with_the_reference(client):
    response = client.get("/press/thanks/?reference=M-7KQ2XF")

    assert "M-7KQ2XF" in response.text


def test_thanks_show_nothing_that_is_no_reference(client):
    response = client.get("/press/thanks/?reference=<b>call 1-900</b>")

    assert response.status_code == 200
    assert "1-900" not in response.text


def test_names_the_article_it_came_from(client, post_inquiry, inquiry_data, article):
    page = client.get("/press/?article=/news/all-hands/")
    post_inquiry({**inquiry_data, "article": "/news/all-hands/"})
    inquiry = Inquiry.objects.get()

    assert "All Hands on Deck" in page.text
    assert inquiry.article_path == "/news/all-hands/"
    assert inquiry.article_headline == "All Hands on Deck"


@pytest.mark.parametrize("prefix", ["", "/fr"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_says_in_which_language_that_headline_is(client, article, prefix, language):
    Article.objects.update(language=language)
    page = client.get(f"{prefix}/press/?article={prefix}/news/all-hands/").text

    assert f'<cite lang="{language}">All Hands on Deck</cite>' in page


@pytest.mark.matrix
@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/",
        "//evil.example/news/all-hands/",
        "/admin/",
        "/news/unknown/",
        "javascript:alert(1)",
        "/news/\x00",
        "x" * 500,
        "/news/hidden/",
    ],
)
def test_ignores_an_article_that_is_none_of_ours(post_inquiry, inquiry_data, path):
    baker.make(Article, headline="Hidden", slug="hidden", status="draft")
    response = post_inquiry({**inquiry_data, "article": path})

    assert response.status_code == 303
    inquiry = Inquiry.objects.get()
    assert inquiry.article_path == inquiry.article_headline == ""


@pytest.mark.parametrize("prefix", ["", "/fr"])
@pytest.mark.parametrize("path", ["//[", "http://[", "//[/news/all-hands/", "/news/\ud800/"])
def test_an_address_that_is_none_is_no_server_error(
    client, inquiry_data, from_our_page, prefix, path
):
    if "\ud800" not in path:
        page = client.get(f"{prefix}/press/", {"article": path})
        assert page.status_code == 200
        again = {**inquiry_data, "article": path, "email": ""}
        assert client.post(f"{prefix}/press/", again, headers=from_our_page).status_code == 200
    assert title_of(path).text == ""


BAD = {
    "name": ["a\r\nBcc: z@evil.example", "a\x00b", "\u200b\u200d", "   ", "x" * 121],
    "outlet": ["a\r\nBcc: z@evil.example", "a\x07"],
    "phone": ["1\r\n2", "\x00"],
    "topic": ["interview\r\nBcc: z@evil.example", "casino"],
    "email": [
        *("a@x.example,b@x.example", "a@[127.0.0.1]", "a@localhost"),
        *("a@x.example\nBcc:z@y.example", "not"),
    ],
    "message": ["x" * 5001, "\x00", ""],
    "deadline": [
        *("tomorrow", "2026-13-40T00:00", "2031-03-09T02:30", "2020-01-01T09:00"),
        *("9999-12-31T23:59", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00+14:00"),
    ],
}


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field, values in BAD.items() for value in values]
)
def test_an_error_stands_beside_its_field_and_in_the_summary(
    post_inquiry, inquiry_data, field, value
):
    response = post_inquiry({**inquiry_data, field: value})
    html = response.text

    assert response.status_code == 200
    assert Inquiry.objects.count() == Message.objects.count() == 0
    assert "<title>Error: " in html
    assert re.search(rf'<a[^>]+href="#inquiry_{field}"', html), "the summary links to the field"
    control = re.search(rf'<(?:input|select|textarea)[^>]+id="inquiry_{field}"[^>]*>', html)[0]
    assert 'aria-invalid="true"' in control
    described = re.search(r'aria-describedby="([^"]+)"', control)[1].split()
    assert any(f'id="{name}"' in html for name in described if "error" in name)
    # What was typed stays, in every other field too.
    assert "Zoë" in html or field == "name"
    assert "Today if possible." in html or field == "message"
    if field == "message":
        assert value.strip("\x00") in html


def test_unknown_fields_are_ignored(post_inquiry, inquiry_data):
    post_inquiry(
        {**inquiry_data, "status": "closed", "id": "7", "is_staff": "1", "reference": "M-AAAAAA"}
    )
    inquiry = Inquiry.objects.get()

    assert inquiry.status == Inquiry.Status.NEW
    assert inquiry.reference != "M-AAAAAA"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Referer": "https://evil.example/"},
        {"Origin": "null"},
        {"X-None": "1"},
    ],
)
def test_a_foreign_post_is_refused_and_the_text_kept(post_inquiry, inquiry_data, headers):
    response = post_inquiry(inquiry_data, **headers)

    assert response.status_code == 403
    assert Inquiry.objects.count() == 0
    assert "Today if possible." in response.text
    assert "send it again" in response.text
    assert not response.cookies


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_answers_405_to_other_methods(client, method):
    assert getattr(client, method)("/press/").status_code == 405
    assert getattr(client, method)("/press/thanks/").status_code == 405


def test_odd_requests_are_no_server_error(client, from_our_page):
    for content_type, body in [
        ("application/json", b'{"name": "x"}'),
        ("application/x-www-form-urlencoded", b"name=%ff%fe&email=%00"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"name=x"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("application/x-www-form-urlencoded", b"name[]=a&name[]=b&name=c"),
    ]:
        response = client.generic("POST", "/press/", body, content_type, headers=from_our_page)

        assert response.status_code in {200, 400}
    assert Inquiry.objects.count() == 0


def test_the_page_is_bounded_in_queries(client, press_contact, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        client.get("/press/")


def test_every_inquiry_survives_without_any_mail_server(post_inquiry, inquiry_data, settings):
    settings.EMAIL_URL = "smtp://127.0.0.1:9"
    response = post_inquiry(inquiry_data)

    assert response.status_code == 303
    assert Message.objects.waiting().count() == 2
    assert connection.in_atomic_block
