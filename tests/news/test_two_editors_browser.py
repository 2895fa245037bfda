"""Two people at one article, each in a browser of their own."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.browser import editor
from tests.staff.people import PASSWORD, member

pytestmark = [pytest.mark.ci, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sign_in(new_context, live_server):
    """Return a function that opens a browser of its own in which somebody has signed in."""

    def sign_in(name):
        member("PR lead", first_name=name, email=f"{name}@s.example")
        client = Client()
        assert client.login(username=f"{name}@s.example", password=PASSWORD)
        context = new_context(viewport={"width": 1280, "height": 900})
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return context.new_page()

    return sign_in


def write(page, words):
    page.click(".ProseMirror")
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def test_two_browsers_lose_no_letter(sign_in, live_server, make_article):
    article = make_article(
        status="draft", publish_at=None, body="<p>The boats sail.</p><h2>Later</h2><p>The end.</p>"
    )
    url = live_server.url + reverse("admin:news_article_change", args=[article.pk])
    ana, bo = sign_in("Ana"), sign_in("Bo")
    for page in (ana, bo):
        page.goto(url)
        editor(page)
    write(ana, " Ana wrote this.")
    ana.fill("#id_byline", "Ana")
    write(bo, " Bo wrote that, with “quotes” & <signs>.")
    bo.fill("#id_dateline", "Harrow Bay")
    ana.click("[name=_save]")
    ana.wait_for_selector(".messagelist .success")
    bo.click("[name=_save]")

    panel = bo.locator(".conflict")
    panel.wait_for()
    assert "Ana wrote this." in panel.inner_text()
    assert "Bo wrote that, with “quotes” & <signs>." in panel.inner_text()
    assert (
        bo.locator(".ProseMirror").inner_text().endswith(" Bo wrote that, with “quotes” & <signs>.")
    )
    assert bo.input_value("#id_dateline") == "Harrow Bay"
    assert bo.input_value("#id_byline") == "Ana"

    editor(bo)
    write(bo, " Ana wrote this.")
    bo.click("[name=_save]")
    bo.wait_for_selector(".messagelist .success")
    article.refresh_from_db()
    assert article.body == (
        "<p>The boats sail.</p><h2>Later</h2><p>The end. Bo wrote that, with “quotes” &amp; "
        "&lt;signs&gt;. Ana wrote this.</p>"
    )
    assert (article.byline, article.dateline) == ("Ana", "Harrow Bay")
