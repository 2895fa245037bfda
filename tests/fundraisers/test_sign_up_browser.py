"""The sign-up in a real browser: from an idea to the thanks, in place, and in both languages."""

from datetime import timedelta

import pytest
from django.utils import timezone
from model_bakery import baker

from fundraisers.models import Fundraiser
from ijmsite.mail.models import Message
from news.models import Article

pytestmark = [pytest.mark.browser, pytest.mark.ci, pytest.mark.django_db(transaction=True)]

FORM = "#signup-form"
SUBMIT = f"{FORM} [type=submit]"
ARTICLE = "/news/all-hands/"
KNOWN = {"name": "name", "email": "email", "city": "address-level2"}


@pytest.fixture
def open_page(new_context, live_server):
    def open_one(path="/fundraise/", **options):
        page = new_context(**options).new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(live_server.url + path)
        return page

    return open_one


@pytest.fixture(autouse=True)
def no_haste(monkeypatch):
    """Let the browser of a test type faster than a person."""
    monkeypatch.setattr("ijmsite.web.traps.FASTEST", timedelta())


def fill(page, email="amina@supporter.example"):
    page.fill("#signup_name", "Amina Roy")
    page.fill("#signup_email", email)


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_an_idea_leads_to_a_sign_up_with_this_idea(open_page, java_script_enabled):
    page = open_page(java_script_enabled=java_script_enabled)
    page.get_by_role("link", name="Polar dip").click()
    page.get_by_role("link", name="Sign up with this idea").first.click()

    assert page.url.endswith("/fundraise/?idea=polar_dip#sign-up")
    assert page.input_value("#signup_idea") == "polar_dip"
    fill(page)
    page.click(SUBMIT)
    page.locator("[data-answer]").wait_for()
    fundraiser = Fundraiser.objects.get()
    assert (fundraiser.idea, fundraiser.set_aside_at) == ("polar_dip", None)
    assert Message.objects.count() == 2


def test_a_double_click_is_one_sign_up(open_page):
    page = open_page()
    fill(page)
    page.dblclick(SUBMIT)
    page.wait_for_selector("[data-answer]")

    assert Fundraiser.objects.count() == 1
    assert Message.objects.count() == 2


def test_a_slip_in_the_address_is_one_click_away_from_its_correction(open_page):
    page = open_page()
    fill(page, "amina@gmial.com")
    page.click(SUBMIT)
    page.wait_for_selector(".error-summary:focus")
    page.get_by_role("button", name="Use amina@gmail.com").click()
    assert page.evaluate("document.activeElement.id") == "signup_email"
    page.click(SUBMIT)
    page.wait_for_selector("[data-answer]")

    assert Fundraiser.objects.get().email == "amina@gmail.com"


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_an_unusual_address_is_believed_the_second_time(open_page, java_script_enabled):
    page = open_page(java_script_enabled=java_script_enabled)
    fill(page, "amina@gmial.com")
    page.click(SUBMIT)
    page.get_by_text("Did you mean amina@gmail.com?").first.wait_for()
    page.click(SUBMIT)
    page.locator("[data-answer]").wait_for()

    assert Fundraiser.objects.get().email == "amina@gmial.com"


@pytest.mark.parametrize("path", ["/fundraise/?idea=run", ARTICLE])
def test_what_is_typed_comes_along_into_the_other_language_but_no_tick(open_page, path):
    now = timezone.now()
    baker.make(Article, headline="All Hands", slug="all-hands", status="published", publish_at=now)
    page = open_page(path)
    fill(page)
    page.select_option("#signup_idea", "run")
    page.fill("#signup_event_date", "2030-02-11")
    page.check("#signup_news_consent")
    page.click(f"{FORM} .form__language a")
    page.locator("html[lang=fr]").wait_for()

    assert "Amina" not in page.url
    assert page.input_value("#signup_name") == "Amina Roy"
    assert page.input_value("#signup_idea") == "run"
    assert page.input_value("#signup_event_date") == "2030-02-11"
    assert not page.is_checked("#signup_news_consent")
    assert page.locator(".error-summary").count() == 0
    page.click(SUBMIT)
    page.wait_for_selector("[data-answer]")
    assert Fundraiser.objects.get().language == "fr"


def test_an_empty_form_goes_to_the_other_language_by_a_plain_link(open_page):
    page = open_page()
    with page.expect_request("**/fr/fundraise/") as asked:
        page.click(f"{FORM} .form__language a")

    assert asked.value.method == "GET"


def test_nobody_meets_the_hidden_field(open_page):
    page = open_page()

    assert page.locator("#signup_subject").bounding_box()["width"] == 1
    assert page.get_by_role("textbox", name="Leave this field empty").count() == 0


def test_the_keyboard_and_a_phone_s_memory_are_enough(open_page):
    page = open_page(viewport={"width": 360, "height": 740})
    kinds = {name: page.get_attribute(f"#signup_{name}", "autocomplete") for name in KNOWN}
    assert kinds == KNOWN
    assert page.get_attribute("#signup_email", "type") == "email"
    page.focus("#signup_name")
    page.keyboard.type("Li")
    page.keyboard.press("Tab")
    page.keyboard.type("li@x.example")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-answer]")

    assert Fundraiser.objects.get().email == "li@x.example"
