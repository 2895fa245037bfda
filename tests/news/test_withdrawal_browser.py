"""Somebody calls at night, and the PR lead has a phone."""

import os

import pytest
from django.conf import settings
from django.test import Client

from news.models import Article
from tests.browser import choose
from tests.staff.people import member

# Playwright's synchronous interface runs an event loop, in which Django refuses its ORM.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTH = 360


@pytest.fixture
def violations():
    return []


@pytest.fixture
def phone(chromium, live_server, violations):
    """Return a page of a phone on which a PR lead has signed in."""
    signed_in = Client()
    signed_in.force_login(member("PR lead"))
    name = settings.SESSION_COOKIE_NAME
    context = chromium.new_context(viewport={"width": WIDTH, "height": 740}, has_touch=True)
    context.add_cookies(
        [{"name": name, "value": signed_in.cookies[name].value, "url": live_server.url}]
    )
    context.expose_binding("tellViolation", lambda source, text: violations.append(text))
    context.add_init_script(
        'document.addEventListener("securitypolicyviolation",'
        " (e) => window.tellViolation(`${e.effectiveDirective} ${e.blockedURI}`))"
    )
    context.on("dialog", lambda dialog: violations.append(f"asked: {dialog.message}"))
    yield context.new_page()
    context.close()


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth") <= WIDTH


def test_withdraws_with_one_tap_from_the_list(phone, live_server, make_article, violations):
    for number in range(8):
        make_article(f"other-{number}", headline="A very long headline about the harbor " * 3)
    article = make_article(headline="In danger")
    successor = make_article("newer", headline="The newer one")
    reader = Client()
    assert reader.get(article.get_absolute_url()).status_code == 200
    phone.goto(f"{live_server.url}/admin/news/article/")
    assert fits(phone)
    button = phone.get_by_role("button", name="Withdraw now: In danger")
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    # In sight and large enough for a thumb, and nothing of the list is out of sight.
    assert phone.evaluate(
        "(e => e.scrollWidth <= e.clientWidth)(document.querySelector('.results'))"
    )
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= WIDTH
    assert box["height"] >= 44

    button.tap()
    phone.wait_for_url("**/withdrawn/")

    assert reader.get(article.get_absolute_url()).status_code == 410
    assert "Withdrawn. Readers can no longer see it" in phone.inner_text(".messagelist")
    assert fits(phone)

    choose(phone, ".successor", "The newer one", "newer")
    phone.get_by_role("button", name="Save").click()
    phone.wait_for_selector("text=Readers are sent to “The newer one” now")
    assert reader.get(article.get_absolute_url()).url == successor.get_absolute_url()
    assert violations == []


@pytest.mark.audit
def test_withdraws_from_the_article_without_scrolling(phone, live_server, make_article, violations):
    article = make_article()
    phone.goto(f"{live_server.url}/admin/news/article/{article.pk}/change/")
    button = phone.get_by_role("button", name="Withdraw now")
    box = button.bounding_box()
    assert box["y"] + box["height"] <= 740

    button.tap()
    phone.wait_for_url("**/withdrawn/")

    assert Article.objects.get().status == "withdrawn"
    assert violations == []


def test_box_for_all_has_a_label_on_a_phone(phone, live_server, make_article):
    make_article(), make_article("other")
    phone.goto(f"{live_server.url}/admin/news/article/")

    box, label = phone.locator("#action-toggle"), phone.get_by_text("All on this page")
    places = [place.bounding_box() for place in (box, label)]
    middles = [place["y"] + place["height"] / 2 for place in places]
    assert abs(middles[0] - middles[1]) < 4
    label.click()

    assert phone.locator("tr.selected").count() == 2
