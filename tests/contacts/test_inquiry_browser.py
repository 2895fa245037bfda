"""The inquiry form in a real browser: in place, by the journalist's clock, over a broken line."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from model_bakery import baker

from contacts.models import Inquiry, PressContact
from ijmsite.mail.models import Message
from ijmsite.pages import office
from ijmsite.pages.workdays import days_off
from news.models import Article
from tests.browser import until

pytestmark = [pytest.mark.browser, pytest.mark.ci, pytest.mark.django_db(transaction=True)]

FORM = "#inquiry-form"
HELP = "#inquiry_deadline_helptext"
SUBMIT = f"{FORM} [type=submit]"
BERLIN = ZoneInfo("Europe/Berlin")
ARTICLE = "/news/all-hands/"
MONDAY = "2026-11-30T15:00:00Z"
MONDAY_NIGHT = "2026-11-30T22:30:00Z"


@pytest.fixture(autouse=True)
def site():
    PressContact.objects.create(
        name="Petra Kooman",
        title="Director",
        phone="519.679.5030",
        extension="229",
        is_default=True,
    )
    baker.make(
        Article,
        headline="All Hands on Deck",
        slug="all-hands",
        status="published",
        publish_at=timezone.now(),
    )


@pytest.fixture
def open_page(new_context, live_server):
    def open_one(path="/press/", now=None, **options):
        context = new_context(**{"timezone_id": "Europe/Berlin"} | options)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        if now:
            page.clock.set_fixed_time(now)
        page.goto(live_server.url + path)
        return page

    return open_one


def fill(page, email="zoe@courier.example"):
    page.fill("#inquiry_name", "Zoë O'Brien")
    page.fill("#inquiry_email", email)
    page.fill("#inquiry_message", "May we speak with someone?")


def said(page):
    return page.inner_text(HELP).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize("path", ["/press/", ARTICLE])
def test_says_by_which_clock_a_deadline_is_meant_and_what_it_comes_to(open_page, path):
    page = open_page(path, MONDAY)
    assert said(page) == "Your time (Europe/Berlin)."
    assert page.get_attribute(HELP, "aria-live") == "polite"

    page.get_by_role("button", name="In 3 hours").click()
    assert page.input_value("#inquiry_deadline") == "2026-11-30T19:00"
    assert said(page) == "Your time (Europe/Berlin). That is in 3 h, 1:00 p.m. EST in Toronto."

    page.fill("#inquiry_deadline", "2026-11-30T15:59")
    assert said(page) == "Your time (Europe/Berlin). This time has passed."
    page.fill("#inquiry_deadline", "2026-12-05T16:00")
    assert said(page).startswith("Your time (Europe/Berlin). That is in 5 days, 10:00 a.m. EST")


def test_says_so_where_the_office_is_closed_then(open_page):
    page = open_page(now=MONDAY)
    page.get_by_role("button", name="Tomorrow, noon").click()

    assert page.input_value("#inquiry_deadline") == "2026-12-01T12:00"
    assert said(page) == (
        "Your time (Europe/Berlin). That is in 20 h, 6:00 a.m. EST in Toronto. Our office is "
        "closed then; it opens Tue, Dec 1, 9:00 a.m. EST."
    )


@pytest.mark.parametrize(
    ("at", "hurries"),
    [("2026-12-01T12:00", True), ("2026-12-01T14:59", True), ("2026-12-02T12:00", False)],
)
def test_asks_for_a_call_where_nobody_reads_the_question_before(open_page, at, hurries):
    page = open_page(now=MONDAY_NIGHT)
    page.fill("#inquiry_deadline", at)

    assert "Our office is closed then" in said(page)
    assert said(page).endswith(" If it cannot wait, call us before then.") == hurries


def test_names_the_after_hours_line_where_there_is_one(open_page):
    PressContact.objects.update(after_hours="519.555.0199")
    page = open_page(now=MONDAY_NIGHT)
    page.get_by_role("button", name="Tomorrow, noon").click()

    assert said(page).endswith("If it cannot wait, call the after-hours line: 519.555.0199")


def test_the_script_and_the_server_agree_when_the_office_is_open(open_page):
    year = timezone.localdate().year
    start = datetime(year, 1, 1, 12, tzinfo=UTC)
    page = open_page(now=start - timedelta(days=1), timezone_id="UTC")
    # Over two years with their changes of the clock, at all hours; and on all their holidays.
    moments = [start + timedelta(hours=step) for step in range(0, 2 * 365 * 24, 401)]
    for day in [*days_off(year), *days_off(year + 1)]:
        moments.append(datetime(day.year, day.month, day.day, 15, tzinfo=UTC))
    for at in moments:
        page.fill("#inquiry_deadline", f"{at:%Y-%m-%dT%H:%M}")
        words = said(page)
        opening = office.next_opening(at)
        if office.is_open(at):
            assert "closed" not in words, at
        else:
            assert f"it opens {opening:%a, %b} {opening.day}, 9:00 a.m. {opening:%Z}" in words, at


def test_the_office_s_own_clock_is_said_once(open_page):
    page = open_page(now=MONDAY, timezone_id="America/Toronto")
    page.get_by_role("button", name="In 1 hour").click()

    assert said(page) == "In the time of our office in Toronto. That is in 1 h."


def test_says_it_in_french(open_page):
    page = open_page("/fr/press/", MONDAY)
    page.locator(f"{FORM} .form__picks button").nth(1).click()

    assert "3 h, soit 13 h 00 HNE" in said(page)


def test_after_five_the_button_means_tomorrow(open_page):
    page = open_page(now="2026-11-30T18:00:00Z")
    page.get_by_role("button", name="Tomorrow, 5 p.m.").click()

    assert page.input_value("#inquiry_deadline") == "2026-12-01T17:00"


def test_a_deadline_is_stored_by_the_journalist_s_clock(open_page):
    page = open_page(ARTICLE)
    due = (timezone.now() + timedelta(days=3)).astimezone(BERLIN).replace(hour=9, minute=30)
    fill(page)
    page.fill("#inquiry_deadline", f"{due:%Y-%m-%dT%H:%M}")
    page.click(SUBMIT)
    page.wait_for_selector("[data-answer]")

    inquiry = Inquiry.objects.get()
    assert inquiry.deadline == due.replace(second=0, microsecond=0)
    assert inquiry.zone == "Europe/Berlin"
    assert inquiry.article_path == ARTICLE


def test_a_slip_in_the_address_is_one_click_away_from_its_correction(open_page):
    page = open_page(ARTICLE)
    fill(page, "zoe@gmial.com")
    page.click(SUBMIT)
    page.wait_for_selector(".error-summary:focus")
    assert page.input_value("#inquiry_message") == "May we speak with someone?"
    assert said(page) == "Your time (Europe/Berlin)."

    page.get_by_role("button", name="Use zoe@gmail.com").click()
    assert page.input_value("#inquiry_email") == "zoe@gmail.com"
    assert page.evaluate("document.activeElement.id") == "inquiry_email"
    page.click(SUBMIT)
    page.wait_for_selector("[data-answer]")
    assert page.url.endswith(ARTICLE)
    assert Inquiry.objects.get().email == "zoe@gmail.com"


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_an_unusual_address_is_believed_the_second_time(open_page, java_script_enabled):
    page = open_page(ARTICLE, java_script_enabled=java_script_enabled)
    fill(page, "zoe@gmial.com")
    page.click(SUBMIT)
    page.get_by_text("Did you mean zoe@gmail.com?").first.wait_for()
    assert page.input_value("#inquiry_name") == "Zoë O'Brien"
    page.click(SUBMIT)
    page.locator("[data-answer]").wait_for()

    inquiry = Inquiry.objects.get()
    assert inquiry.email == "zoe@gmial.com"
    assert inquiry.article_path == ARTICLE
    assert inquiry.status == Inquiry.Status.NEW


def test_without_javascript_nothing_is_offered_that_needs_it(open_page):
    page = open_page(java_script_enabled=False)

    assert not page.get_by_role("button", name="In 1 hour").is_visible()
    assert "where it is now" in said(page)


def test_a_line_that_breaks_after_sending_gives_one_question_and_a_phone(open_page):
    page = open_page(ARTICLE)
    fill(page)

    def lose_the_answer(route):
        route.fetch(max_redirects=0)
        route.abort()

    page.route("**/press/", lose_the_answer)
    page.click(SUBMIT)
    problem = page.get_by_role("alert")
    problem.get_by_text("Nothing is lost").wait_for()
    assert problem.get_by_role("link").get_attribute("href").endswith(";ext=229")
    assert Inquiry.objects.count() == 1

    page.unroute("**/press/")
    page.click(SUBMIT)
    page.wait_for_selector("[data-answer]")
    assert Inquiry.objects.get().reference in page.inner_text("[data-answer]")
    assert Message.objects.count() == 2


def test_a_double_click_is_one_question(open_page):
    page = open_page(ARTICLE)
    fill(page)
    page.dblclick(SUBMIT)
    page.wait_for_selector("[data-answer]")

    assert Inquiry.objects.count() == 1
    assert Message.objects.count() == 2


def test_what_is_typed_comes_along_into_the_other_language(open_page):
    page = open_page(ARTICLE)
    fill(page)
    page.fill("#inquiry_message", "May we speak\nwith someone?")
    page.select_option("#inquiry_topic", "interview")
    page.fill("#inquiry_deadline", "2030-03-05T17:00")
    page.click(f"{FORM} .form__language a")
    page.get_by_role("heading", name="Bureau de presse").wait_for()

    assert "Zo" not in page.url
    assert page.input_value("#inquiry_name") == "Zoë O'Brien"
    assert page.input_value("#inquiry_message") == "May we speak\nwith someone?"
    assert page.input_value("#inquiry_topic") == "interview"
    assert page.input_value("#inquiry_deadline") == "2030-03-05T17:00"
    assert "All Hands on Deck" in page.inner_text(".form__about")
    assert page.locator(".error-summary").count() == 0
    page.click(SUBMIT)
    page.wait_for_selector("[data-answer]")
    inquiry = Inquiry.objects.get()
    assert (inquiry.language, inquiry.article_path) == ("fr", f"/fr{ARTICLE}")
    assert inquiry.status == Inquiry.Status.NEW


@pytest.mark.parametrize("status", [403, 429])
def test_who_is_refused_is_told_in_place_and_loses_nothing(open_page, monkeypatch, status):
    page = open_page(ARTICLE)
    if status == 429:
        monkeypatch.setattr("contacts.services.receiving.HOST_LIMIT", 0)
    else:
        monkeypatch.setattr("ijmsite.web.submissions.is_same_origin", lambda request: False)
    fill(page)
    with page.expect_response("**/press/") as answered:
        page.click(SUBMIT)
    page.wait_for_selector(".error-summary:focus")

    assert answered.value.status == status
    assert page.url.endswith(ARTICLE)
    assert page.input_value("#inquiry_message") == "May we speak with someone?"
    assert "All Hands on Deck" in page.inner_text(".form__about")
    until(page, lambda: page.input_value("#inquiry_zone"), "Europe/Berlin")


def test_nobody_meets_the_hidden_field(open_page):
    page = open_page()
    trap = page.locator("#inquiry_subject")

    assert trap.bounding_box()["width"] == 1
    assert page.locator(".form__trap").bounding_box()["width"] == 1
    assert page.get_by_role("textbox", name="Leave this field empty").count() == 0
    page.focus("#inquiry_message")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") != "inquiry_subject"


def test_an_error_goes_when_what_it_asks_for_is_done(open_page):
    page = open_page()
    fill(page, email="zoe@gmial.com")
    page.fill("#inquiry_deadline", "2020-01-31T10:00")
    page.click(SUBMIT)
    page.wait_for_selector("#inquiry_deadline_error")
    page.fill("#inquiry_deadline", "2020-01-31T11:00")
    page.fill("#inquiry_email", "zoe@gmal.com")
    assert page.locator(f"{FORM} [aria-invalid]").count() == 2

    page.locator(f"{FORM} .form__picks button").first.click()
    assert page.locator(f"{FORM} .error-summary li").count() == 1
    page.fill("#inquiry_email", "zoe@gmail.com")

    assert page.locator(f"{FORM} [aria-invalid], {FORM} .error-summary").count() == 0
    assert page.locator("#inquiry_deadline_error, #inquiry_email_error").count() == 0


def test_what_was_left_empty_is_no_error_once_it_is_filled_in(open_page):
    page = open_page()
    page.fill("#inquiry_deadline", "2099-01-31T10:00")
    page.click(SUBMIT)
    page.wait_for_selector("#inquiry_name_error")
    assert page.locator(f"{FORM} .error-summary li").count() == 4

    page.fill("#inquiry_name", "Bo")
    page.fill("#inquiry_email", "bo")
    # As far ahead as the one that was refused for that.
    page.fill("#inquiry_deadline", "2098-01-31T10:00")
    page.fill("#inquiry_message", "How many?")
    assert page.locator(f"{FORM} [aria-invalid]").evaluate_all("all => all.map((e) => e.name)") == [
        "email",
        "deadline",
    ]

    page.fill("#inquiry_email", "bo@courier.example")
    assert page.locator(f"{FORM} .error-summary li").count() == 1
