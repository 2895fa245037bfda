"""The session ends while somebody writes: after signing in again the text is there."""

import pytest
from django.urls import reverse

from news.models import Article
from tests.browser import choose, editor, until
from tests.staff.people import PASSWORD, member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADD = "/admin/news/article/add/"
WATCH = """
document.addEventListener("securitypolicyviolation", (e) =>
  window.tell(`${e.effectiveDirective} ${e.blockedURI} on ${location.pathname}`))
"""


@pytest.fixture
def complaints():
    return []


@pytest.fixture
def page(chromium, live_server, complaints):
    """Return a page of a browser in which a PR lead has signed in."""
    member("PR lead", email="ana@s.example")
    context = chromium.new_context(base_url=live_server.url)
    context.expose_binding("tell", lambda source, text: complaints.append(text))
    context.add_init_script(WATCH)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    page = context.new_page()
    page.goto("/admin/login/")
    sign_in(page)
    yield page
    context.close()
    assert complaints == []


def sign_in(page, email="ana@s.example"):
    page.fill("[name=username]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("#login-form [type=submit]")
    page.wait_for_selector("#user-tools")


def open_form(page, address):
    page.goto(address)
    editor(page)


def write(page, words):
    page.click(".ProseMirror")
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def note(page):
    return page.locator("#kept-typed")


def change_url(article):
    return reverse("admin:news_article_change", args=[article.pk])


@pytest.fixture
def draft(make_article):
    return make_article(status="draft", publish_at=None, body="<p>The boats sail.</p>")


def test_all_of_a_new_article_is_back_and_can_be_saved(page, press_contact, topic, make_photo):
    photo = make_photo(title="Lighthouse")
    open_form(page, ADD)
    page.fill("#id_headline", "Boats “& more”")
    page.fill("#id_standfirst", "One line.\nAnd another.")
    write(page, "The boats sail at <dawn>.")
    page.check(f"#id_topics input[value='{topic.pk}']")
    choose(page, ".field-photo", "Lighthouse", "light")
    page.check("#id_photo_is_decorative")
    page.check("#id_survivor_case input[value=no]")
    page.fill("#id_publish_at_0", "2031-02-03")
    page.fill("#id_publish_at_1", "09:15")
    page.select_option("#id_status", "in_review")
    page.context.clear_cookies(name="sessionid")
    page.click("[name=_save]")
    page.wait_for_selector("#login-form")
    assert not Article.objects.exists()

    sign_in(page)
    editor(page)
    assert note(page).is_visible()
    assert page.locator(".ProseMirror").inner_text() == "The boats sail at <dawn>."
    chosen = page.locator(".field-photo .select2-selection__rendered")
    until(page, lambda: chosen.inner_text().endswith("house"))
    page.click("[name=_save]")
    page.wait_for_selector(".messagelist .success")

    article = Article.objects.get()
    assert article.headline == "Boats “& more”"
    assert article.standfirst.splitlines() == ["One line.", "And another."]
    assert article.body == "<p>The boats sail at &lt;dawn&gt;.</p>"
    assert list(article.topics.all()) == [topic]
    assert (article.photo, article.photo_is_decorative) == (photo, True)
    assert (article.survivor_case, article.status) == ("no", "in_review")
    assert article.publish_at.isoformat() == "2031-02-03T14:15:00+00:00"
    # The copy has gone: the next article starts empty.
    open_form(page, ADD)
    assert not note(page).is_visible()
    assert page.input_value("#id_headline") == ""


def test_a_step_that_readers_would_see_is_not_brought_back(page, draft):
    open_form(page, change_url(draft))
    page.fill("#id_headline", "Boats")
    page.select_option("#id_status", "published")
    page.wait_for_timeout(700)
    open_form(page, change_url(draft))

    assert note(page).is_visible()
    assert page.input_value("#id_headline") == "Boats"
    assert page.input_value("#id_status") == "draft"


@pytest.mark.audit
def test_a_lost_csrf_cookie_loses_no_text(page, draft):
    open_form(page, change_url(draft))
    write(page, " At dawn.")
    page.context.clear_cookies(name="csrftoken")
    page.click("[name=_save]")
    page.wait_for_selector("text=Please send it again")
    page.get_by_role("link", name="Back to the page").click()
    editor(page)
    assert page.locator(".ProseMirror").inner_text() == "The boats sail. At dawn."

    # Whatever is looked at in between.
    page.context.clear_cookies()
    page.click("[name=_save]")
    page.wait_for_selector("text=Please send it again")
    page.goto("/admin/")
    sign_in(page)
    open_form(page, change_url(draft))
    assert note(page).is_visible()
    page.click("[name=_save]")
    page.wait_for_selector(".messagelist .success")
    draft.refresh_from_db()
    assert draft.body == "<p>The boats sail. At dawn.</p>"


@pytest.mark.audit
def test_never_replaces_a_newer_revision_silently(page, draft):
    open_form(page, change_url(draft))
    write(page, " Of Ana.")
    page.context.clear_cookies(name="sessionid")
    page.click("[name=_save]")
    page.wait_for_selector("#login-form")
    draft.body = "<p>Of Bo.</p>"
    draft.save()

    sign_in(page)
    editor(page)
    assert "Meanwhile somebody saved this article" in note(page).inner_text()
    assert page.locator(".ProseMirror").inner_text() == "The boats sail. Of Ana."
    page.click("[name=_save]")
    page.wait_for_selector(".conflict")
    assert "Of Bo." in page.locator(".conflict").inner_text()
    draft.refresh_from_db()
    assert draft.body == "<p>Of Bo.</p>"
    # Seen and saved: the newer text is one revision, this one the next.
    page.click("[name=_save]")
    page.wait_for_selector(".messagelist .success")
    draft.refresh_from_db()
    assert draft.body == "<p>The boats sail. Of Ana.</p>"
    open_form(page, change_url(draft))
    assert not note(page).is_visible()


@pytest.mark.audit
def test_can_be_thrown_away(page, draft):
    open_form(page, change_url(draft))
    page.fill("#id_headline", "A slip")
    page.goto("/admin/")
    open_form(page, change_url(draft))
    assert page.input_value("#id_headline") == "A slip"
    assert "Meanwhile" not in note(page).inner_text()
    with page.expect_navigation():
        note(page).get_by_role("button").click()
    for _visit in range(2):
        assert page.input_value("#id_headline") == draft.headline
        assert not note(page).is_visible()
        open_form(page, change_url(draft))


@pytest.mark.audit
def test_what_was_saved_does_not_come_back(page, draft):
    open_form(page, change_url(draft))
    write(page, " At dawn.")
    page.click("[name=_continue]")
    page.wait_for_selector(".messagelist .success")
    editor(page)
    assert not note(page).is_visible()
    draft.refresh_from_db()
    draft.body = "<p>Of Bo.</p>"
    draft.save()
    open_form(page, change_url(draft))
    assert not note(page).is_visible()
    assert page.locator(".ProseMirror").inner_text() == "Of Bo."


@pytest.mark.audit
def test_looking_is_not_typing(page, make_article, make_photo):
    figure = (
        f'<figure data-photo="{make_photo().pk}" data-alt="A."><figcaption></figcaption></figure>'
    )
    article = make_article(
        photo=make_photo(),
        body=f"<h2>A</h2>\n<ul><li>a</li><li><p>b</p></li></ul> {figure}<hr><p>x<br>y</p>",
    )
    open_form(page, change_url(article))
    page.click(".ProseMirror")
    page.click("#id_headline")
    page.goto("/admin/")
    assert page.evaluate("Object.entries(sessionStorage)") == []
    open_form(page, change_url(article))
    assert not note(page).is_visible()


@pytest.mark.audit
def test_errors_of_the_form_leave_what_was_typed_alone(page, draft):
    # From a list that was narrowed: the address hands its filter on.
    open_form(page, f"{change_url(draft)}?_changelist_filters=state%3Ddraft")
    page.fill("#id_headline", "")
    write(page, " At dawn.")
    page.click("[name=_save]")
    page.wait_for_selector(".errornote")
    editor(page)
    assert not note(page).is_visible()
    # Also when the session ends now.
    page.context.clear_cookies(name="sessionid")
    page.fill("#id_headline", "New")
    page.click("[name=_save]")
    page.wait_for_selector("#login-form")
    sign_in(page)
    editor(page)
    assert page.locator(".ProseMirror").inner_text() == "The boats sail. At dawn."
    assert page.input_value("#id_headline") == "New"


def test_keeps_no_token_and_nothing_after_signing_out(page, draft):
    open_form(page, change_url(draft))
    page.fill("#id_headline", "Secret")
    until(page, lambda: "Secret" in page.evaluate("Object.values(sessionStorage).join()"))
    kept = page.evaluate("Object.values(sessionStorage).join()")
    assert "csrf" not in kept
    assert page.input_value("#article_form [name=csrfmiddlewaretoken]") not in kept

    page.click("#logout-form button")
    page.wait_for_selector("text=You are signed out")
    assert page.evaluate("Object.entries(sessionStorage)") == []


@pytest.mark.audit
def test_is_nobody_elses(page, draft):
    member("PR lead", email="bo@s.example")
    open_form(page, change_url(draft))
    page.fill("#id_headline", "Secret")
    page.context.clear_cookies(name="sessionid")
    page.click("[name=_save]")
    page.wait_for_selector("#login-form")
    sign_in(page, "bo@s.example")
    editor(page)
    assert page.input_value("#id_headline") == draft.headline
    assert not note(page).is_visible()
    assert page.evaluate("Object.values(sessionStorage).join().includes('Secret')") is False
