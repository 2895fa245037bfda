"""What the desk says before somebody presses the button, in a real browser."""

import os

import pytest
from django.utils import timezone

from news.models import Article
from tests.browser import choose, editor, follow, until

# Playwright's synchronous interface runs an event loop, in which Django refuses its ORM.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(chromium, live_server, client, django_user_model):
    """Return a page on which an administrator is signed in."""
    client.force_login(django_user_model.objects.create_superuser("pat@s.example", "x"))
    context = chromium.new_context(
        viewport={"width": 1440, "height": 900},
        timezone_id="Europe/Paris",
        base_url=live_server.url,
    )
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    problems = []
    context.on("weberror", lambda error: problems.append(str(error.error)))
    yield context.new_page()
    context.close()
    assert problems == []


@pytest.fixture
def draft(make_article):
    return make_article(status="draft", publish_at=None, standfirst="", survivor_face="")


def change(article):
    return f"/admin/news/article/{article.pk}/change/"


def button(page):
    return page.input_value("[name=_save]")


@pytest.mark.audit
def test_the_button_says_what_it_does(page, draft, make_article):
    page.goto(change(draft))
    assert button(page) == "Save draft"
    page.select_option("#id_status", "in_review")
    assert button(page) == "Send to review"
    assert page.input_value("[name=_continue]") == "Send to review, and keep editing"
    page.select_option("#id_status", "published")
    assert button(page) == "Publish now"

    # The clock of the office, wherever the officer is.
    for date, time, said in [
        ("2099-03-03", "09:00", "Schedule for Tue 3 Mar 2099 09:00 EST"),
        ("2099-07-03", "09:00:30", "Schedule for Fri 3 Jul 2099 09:00 EDT"),
        ("2099-3-3", "9:00", "Schedule for Tue 3 Mar 2099 09:00 EST"),
        ("2020-03-03", "09:00", "Publish now, dated Tue 3 Mar 2020 09:00 EST"),
        ("2099-03-03", "", "Publish at the time typed"),
        ("3 March", "09:00", "Publish at the time typed"),
    ]:
        page.fill("#id_publish_at_0", date)
        page.fill("#id_publish_at_1", time)
        assert button(page) == said

    page.fill("#id_publish_at_0", "")
    page.fill("#id_publish_at_1", "")
    page.click(".field-publish_at .datetimeshortcuts >> nth=0 >> text=Today")
    page.click("#clocklink0")
    page.click("#clockbox0 a:has-text('Midnight')")
    until(page, lambda: button(page)[:18], "Publish now, dated")

    page.goto(change(make_article("public")))
    assert button(page) == "Update what readers see"
    page.select_option("#id_status", "withdrawn")
    assert button(page) == "Withdraw"


def test_a_finding_leads_to_its_field_and_a_reason_publishes(page, draft):
    page.goto(change(draft))
    editor(page)
    page.click(".checks a:has-text('standfirst')")
    assert page.evaluate("document.activeElement.id") == "id_standfirst"
    page.click(".checks a:has-text('face')")
    assert page.evaluate("document.activeElement.name") == "survivor_face"
    assert page.locator("#id_override_reason").count() == 0

    page.click("label[for=id_body]")
    page.keyboard.type("Typed before the refusal. ")
    page.select_option("#id_status", "published")
    follow(page, "[name=_save]")
    page.wait_for_selector(".errornote")

    assert "Typed before the refusal." in page.inner_text(".ProseMirror")
    assert button(page) == "Publish now"
    page.click(".refused a:has-text('standfirst')")
    assert page.evaluate("document.activeElement.id") == "id_standfirst"
    page.fill("#id_override_reason", "The hearing is today.")
    page.click("[name=_save]")
    page.wait_for_selector(".messagelist")
    assert Article.objects.get().is_published


@pytest.mark.audit
def test_suggests_the_words_of_the_library_and_keeps_others(page, make_photo, draft):
    first = make_photo(title="Lighthouse", alt="A lighthouse.", alt_fr="Un phare.")
    make_photo(title="Boats", alt="Four boats.")
    Article.objects.update(photo=first)
    page.goto(change(draft))
    page.wait_for_load_state("networkidle")
    alt = page.locator("#id_photo_alt")
    # Nobody has decided anything yet.
    assert alt.input_value() == ""

    choose(page, ".field-photo", "Boats")
    page.wait_for_selector("#chosen-picture img")
    assert alt.input_value() == "Four boats."
    choose(page, ".field-photo", "Lighthouse")
    until(page, alt.input_value, "A lighthouse.")
    page.select_option("#id_language", "fr")
    until(page, alt.input_value, "Un phare.")

    alt.fill("Le phare où tout a commencé.")
    choose(page, ".field-photo", "Boats")
    page.wait_for_selector("#chosen-picture:has-text('Boats')")
    assert alt.input_value() == "Le phare où tout a commencé."


@pytest.mark.audit
def test_a_late_answer_describes_no_other_picture(page, make_photo, draft):
    boats = make_photo(title="Boats", alt="Four boats.")
    make_photo(title="Lighthouse", alt="A lighthouse.")
    page.goto(change(draft))
    held = []
    page.route(f"**/picker/?id={boats.pk}", lambda route: held.append(route))
    choose(page, ".field-photo", "Boats")
    until(page, lambda: len(held), 1)
    choose(page, ".field-photo", "Lighthouse")
    alt = page.locator("#id_photo_alt")
    until(page, alt.input_value, "A lighthouse.")
    with page.expect_event("requestfinished"):
        held[0].continue_()
    # One round trip more, so that the page has read it.
    page.evaluate("fetch('/healthz').then((answer) => answer.text())")

    assert alt.input_value() == "A lighthouse."
    assert "Lighthouse" in page.inner_text("#chosen-picture")


@pytest.mark.audit
@pytest.mark.parametrize(("width", "is_beside"), [(1440, True), (768, False), (360, False)])
def test_the_publication_stands_beside_the_story_or_below(page, make_article, width, is_beside):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(change(make_article(publish_at=timezone.now(), approvals_required=1)))
    editor(page)
    story = page.locator(".the-story").bounding_box()
    beside = page.locator(".beside-the-story").bounding_box()

    assert (beside["x"] >= story["x"] + story["width"]) == is_beside
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # Django and select2 leave these without a name of their own.
    for role, name in [
        ("textbox", "Publish at: date"),
        ("combobox", "Photo"),
        ("searchbox", "Related articles"),
    ]:
        until(page, page.get_by_role(role, name=name, exact=True).count, 1)
    if is_beside:
        page.evaluate("scrollTo(0, 600)")
        save = page.locator("[name=_save]").bounding_box()
        assert 0 < save["y"] < 900 - save["height"]
