"""The preview's dialog and a reviewer's answer, in a real browser under the real policy."""

import io
import os
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone
from PIL import Image

from ijmsite.photos.store import store_photo
from news.models import Article, ReadingLink, Review
from news.reading.services import make_link
from tests.browser import editor, follow, until
from tests.staff.people import member

# Playwright's synchronous interface runs an event loop, in which Django refuses its ORM.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WATCH = """
document.addEventListener("securitypolicyviolation", (e) =>
  window.tell(`${e.effectiveDirective} ${e.blockedURI} on ${location.pathname}`))
"""


@pytest.fixture
def complaints():
    return []


@pytest.fixture
def context(chromium, complaints):
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    context.expose_binding("tell", lambda source, text: complaints.append(text))
    context.add_init_script(WATCH)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield context
    context.close()


@pytest.fixture
def lead(transactional_db):
    return member("PR lead")


@pytest.fixture
def desk(context, live_server, lead):
    """Return a page on which a PR lead has signed in."""
    client = Client()
    client.force_login(lead)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    return context.new_page()


@pytest.fixture
def photo(transactional_db):
    buffer = io.BytesIO()
    Image.new("RGB", (1300, 800), (30, 80, 120)).save(buffer, "JPEG")
    return store_photo(buffer, title="Harbor", alt="A harbor.", credit="Ada Roy")


def width_of(frame):
    return frame.locator("html").evaluate("() => innerWidth")


def faults(page, within):
    found = Axe().run(page, context=within).response["violations"]
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in found]


@pytest.mark.audit
def test_the_dialog_shows_what_is_typed_at_three_widths(
    desk, live_server, make_article, photo, complaints
):
    article = make_article(status="draft", publish_at=None, photo=photo)
    desk.goto(f"{live_server.url}/admin/news/article/{article.pk}/change/")
    desk.fill("#id_headline", "Typed, not saved")
    editor(desk)
    desk.click("label[for=id_body]")
    desk.keyboard.press("Control+End")
    desk.keyboard.type(" And the boats sailed.")
    desk.click("[data-preview] > p [data-view=phone]")
    frame = desk.frame_locator("dialog iframe")
    frame.locator("h1", has_text="Typed, not saved").wait_for()

    assert "And the boats sailed." in frame.locator(".prose").inner_text()
    until(desk, lambda: width_of(frame), 390)
    picture = frame.locator(".article__hero img")
    assert picture.evaluate("async (e) => (await e.decode(), e.naturalWidth)") > 0
    # What is in it cannot be sent: the frame has no forms.
    frame.locator("#inquiry-form [type=submit]").click()

    desk.click("dialog [data-view=desktop]")
    until(desk, lambda: width_of(frame), 1280)
    box = desk.locator("dialog iframe").bounding_box()
    stage = desk.locator(".preview-dialog__stage").bounding_box()
    assert box["width"] <= stage["width"] + 1
    assert desk.get_attribute("dialog [data-view=desktop]", "aria-pressed") == "true"

    desk.click("dialog [data-view=card]")
    frame.locator(".social-card__title", has_text="Typed, not saved").wait_for()
    card = frame.locator(".social-card__picture")
    assert card.evaluate("async (e) => (await e.decode(), e.naturalWidth)") == 1200

    desk.keyboard.press("Escape")
    assert not desk.locator("dialog.preview-dialog").is_visible()
    assert desk.evaluate("document.activeElement.dataset.view") == "phone"
    assert desk.input_value("#id_headline") == "Typed, not saved"
    assert Article.objects.get().headline == article.headline
    assert complaints == []

    # The form itself is as it was: it saves the article.
    follow(desk, "[name=_continue]")
    desk.wait_for_selector(".messagelist")
    assert Article.objects.get().headline == "Typed, not saved"
    assert faults(desk, "#reading-links") == []
    desk.click("[data-preview] > p [data-view=card]")
    frame.locator(".social-card__title").wait_for()
    assert faults(desk, "dialog.preview-dialog") == []


@pytest.mark.audit
def test_the_dialog_says_when_nobody_is_signed_in_any_more(desk, live_server, context):
    desk.goto(f"{live_server.url}/admin/news/article/add/")
    desk.fill("#id_headline", "Typed, not saved")
    context.clear_cookies()
    desk.click("[data-preview] > p [data-view=phone]")
    desk.wait_for_selector(".preview-dialog__problem:not([hidden])")
    desk.click("dialog.preview-dialog [data-close]")

    assert desk.input_value("#id_headline") == "Typed, not saved"


def test_a_reviewer_asks_for_changes_and_then_approves(
    context, live_server, lead, make_article, complaints
):
    article = make_article(status="in_review", publish_at=None)
    link, address = make_link(
        article, lead, purpose="approval", reader_name="Noor Haddad", days=timedelta(days=7)
    )
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}/{address.split('/', 3)[3]}")
    page.click(".reading-bar summary")
    follow(page, ".reading-bar [value=changes]")
    page.wait_for_selector(".error-summary:focus")
    assert page.title().startswith("Error:")
    assert faults(page, "body") == []
    page.click(".error-summary a")
    page.wait_for_selector("textarea:focus")
    page.keyboard.type("Five boats, not four.")
    page.click(".reading-bar [value=changes]")
    page.get_by_text("you asked for changes").wait_for()

    page.click(".reading-answer [value=approved]")
    page.get_by_text("you approved this text").wait_for()
    assert [review.decision for review in Review.objects.all()] == ["approved", "changes"]
    assert context.cookies() == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert complaints == []


def test_a_journalist_accepts_the_terms_and_sees_the_picture(
    context, live_server, lead, make_article, photo, complaints
):
    article = make_article(publish_at=timezone.now() + timedelta(days=2), photo=photo)
    link, address = make_link(
        article, lead, purpose="embargo", reader_name="Noor Haddad", days=timedelta(days=7)
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/{address.split('/', 3)[3]}")
    assert article.headline not in page.content()
    assert faults(page, "body") == []
    page.click("main form button")
    page.get_by_role("heading", name=article.headline).wait_for()

    picture = page.locator(".article__hero img")
    assert picture.evaluate("async (e) => (await e.decode(), e.naturalWidth)") > 0
    assert ReadingLink.objects.get().terms_accepted_at is not None
    assert context.cookies() == []
    assert complaints == []


@pytest.fixture
def made_link(desk, live_server, make_article):
    """Return the desk where a reading link was just made."""
    article = make_article(status="draft", publish_at=None)
    desk.goto(f"{live_server.url}/admin/news/article/{article.pk}/reading-links/add/")
    desk.fill("#id_reader_name", "Noor Haddad")
    follow(desk, "[type=submit].default")
    return desk


def test_the_copied_link_is_the_link(made_link, complaints):
    link = made_link.input_value("#made-link")
    made_link.click("[data-copy] button")
    made_link.get_by_text("Copied").wait_for()
    made_link.get_by_role("link", name="Make another link").click()
    made_link.focus("#id_reader_email")
    made_link.keyboard.press("Control+v")

    until(made_link, lambda: made_link.input_value("#id_reader_email"), link)
    assert complaints == []


@pytest.mark.audit
def test_where_the_clipboard_is_closed_the_link_is_selected(made_link, complaints):
    made_link.evaluate("() => { document.execCommand = () => false }")
    made_link.click("[data-copy] button")
    made_link.get_by_text("Copy it with Ctrl+C").wait_for()

    assert made_link.evaluate("getSelection().toString()") == made_link.input_value("#made-link")
    assert complaints == []
