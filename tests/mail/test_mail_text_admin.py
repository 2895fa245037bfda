"""The words of mails at the desk: the list, the page where they are typed, preview and test."""

import html
import re

import pytest
from django.conf import settings

from ijmsite.mail.models import MailText, Message
from ijmsite.staff.models import AuditEvent
from tests.staff.people import member

pytestmark = pytest.mark.django_db
LIST = "/admin/mail/mailtext/"
EN, FR = f"{LIST}fundraisers-welcome-en/", f"{LIST}fundraisers-welcome-fr/"
GOOD = {"subject": "Come in", "text": "Hello\r\n\r\nBy {date}: {guide_link}", "seen": ""}


@pytest.fixture(autouse=True)
def fundraising(client):
    person = member("Fundraising")
    client.force_login(person)
    return person


def text(**fields):
    made = {"template": "fundraisers/email/welcome", "language": "en", "subject": "Come in"}
    return MailText.objects.create(**made | {"text": "{date} {guide_link}"} | fields)


def stamp_in(response):
    return re.search(r'name="seen" value="([^"]*)"', response.text)[1]


def test_lists_every_mail_in_each_language_and_whether_it_was_changed(client):
    text(language="fr")

    page = client.get(LIST).text

    assert EN.removesuffix("/") in page
    assert FR.removesuffix("/") in page
    assert page.count("Welcome, with the guide") == 2
    assert "Changed " in page
    assert "As shipped" in page


def test_the_page_opens_with_the_shipped_words(client):
    page = html.unescape(client.get(f"{FR}change/").text)

    assert "{guide_link}" in page
    assert 'lang="fr"' in page
    assert not MailText.objects.exists()


def test_saves_the_words_and_who_changed_them(client, fundraising):
    response = client.post(f"{EN}change/", GOOD)

    saved = MailText.objects.get()
    assert response.status_code == 302
    assert (saved.template, saved.language) == ("fundraisers/email/welcome", "en")
    assert saved.text == "Hello\n\nBy {date}: {guide_link}"
    history = client.get(f"{LIST}{saved.pk}/history/").text
    assert fundraising.first_name in history


def test_saving_again_changes_the_same_row_and_clears_its_failure(client):
    text(failed_at="2030-01-01T00:00:00Z")
    seen = stamp_in(client.get(f"{EN}change/"))

    client.post(f"{EN}change/", GOOD | {"seen": seen})

    saved = MailText.objects.get()
    assert saved.text.startswith("Hello")
    assert saved.failed_at is None


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("text", "{date} {guide_link} {name}", "There is no placeholder {name}."),
        ("text", "{guide_link}", "The placeholder {date} is missing"),
        ("text", "{date} {guide_link} {", "A brace stands alone"),
        ("text", "{date} {guide_link} \x07", "control character"),
        ("text", "{date} {guide_link}" + "x" * 5000, "at most 5000 characters"),
        ("text", "", "required"),
        ("subject", "Come\r\nBcc: all@evil.example", "one line"),
        ("subject", "Come {name}", "There is no placeholder {name}."),
        ("subject", "x" * 121, "at most 120 characters"),
        ("subject", " ", "required"),
    ],
)
def test_an_error_stands_beside_its_field_and_nothing_is_saved(client, field, value, said):
    response = client.post(f"{EN}change/", GOOD | {field: value})

    assert response.status_code == 200
    assert any(said in error for error in response.context["form"].errors[field])
    assert 'aria-invalid="true"' in response.text
    assert not MailText.objects.exists()


def test_who_comes_second_is_shown_what_the_first_one_wrote(client):
    seen = stamp_in(client.get(f"{EN}change/"))
    text(text="Of somebody else {date} {guide_link}")

    response = client.post(f"{EN}change/", GOOD | {"seen": seen})

    assert "Nothing is saved yet" in response.text
    assert "Of somebody else" in response.text
    assert "By {date}: {guide_link}" in response.text
    assert MailText.objects.get().text.startswith("Of somebody else")
    client.post(f"{EN}change/", GOOD | {"seen": stamp_in(response)})
    assert MailText.objects.get().text.startswith("Hello")


def test_who_types_while_another_goes_back_to_the_shipped_words_is_told(client):
    made = text()
    seen = stamp_in(client.get(f"{EN}change/"))
    made.delete()

    response = client.post(f"{EN}change/", GOOD | {"seen": seen})

    assert "Nothing is saved yet" in response.text
    assert not MailText.objects.exists()


def test_the_preview_shows_both_parts_with_values_and_saves_nothing(client):
    typed = GOOD | {"text": "Dear friend\n\n{date} {guide_link}\n\n<script>x</script>"}
    response = client.post(f"{EN}preview/", typed)

    shown = html.unescape(response.text)
    assert "<h1>Dear friend</h1>" in shown
    assert "{date}" not in shown
    assert shown.count("100 Sample Street") == 2
    assert "<script" not in response.text
    assert "&lt;script" in response.text
    assert not MailText.objects.exists()
    assert not Message.objects.exists()


def test_the_preview_runs_nothing_and_stands_on_our_own_pages_only(client):
    policy = client.post(f"{EN}preview/", GOOD)["Content-Security-Policy"]

    assert "sandbox allow-same-origin allow-popups" in policy
    assert "allow-scripts" not in policy
    assert "frame-ancestors 'self'" in policy


@pytest.mark.parametrize("typed", ["{date", "{nobody}", "", "\x00", "{{date}}", "{" * 6000])
def test_the_preview_says_what_cannot_be_saved_and_still_shows_the_rest(client, typed):
    response = client.post(f"{EN}preview/", GOOD | {"text": typed})

    assert response.status_code == 200
    assert "It cannot be saved like this" in response.text
    assert "Come in" in response.text


def test_the_preview_works_on_no_more_than_can_be_saved(client):
    response = client.post(f"{EN}preview/", {"subject": "b" * 9000, "text": "a\r\n" * 200_000})

    assert "at most 5000 characters" in response.text
    assert "at most 120 characters" in response.text
    assert len(response.content) < 40_000


def test_the_preview_shows_the_longest_text_to_its_end(client):
    lines = "{date} {guide_link}" + "\r\na" * 2400 + "\r\nthe end"
    response = client.post(f"{EN}preview/", GOOD | {"text": lines})

    assert "cannot be saved" not in response.text
    assert response.text.count("the end") == 2


def test_the_preview_speaks_the_language_of_the_mail(client):
    shown = client.post(f"{FR}preview/", GOOD | {"text": "Bonjour\n\n{date} {guide_link}"}).text

    assert "/fr/fundraise/guide/" in shown


def test_the_preview_is_only_posted(client):
    assert client.get(f"{EN}preview/").status_code == 405


def test_a_test_goes_to_the_own_address_and_saves_nothing(client, fundraising):
    response = client.post(f"{EN}change/", GOOD | {"_test": "1"})

    sent = Message.objects.get()
    assert sent.to == fundraising.email
    assert sent.subject == "[Test] Come in"
    assert sent.text.startswith("Hello")
    assert sent.html
    assert sent.template == "fundraisers/email/welcome_test"
    assert not MailText.objects.exists()
    assert "A test is on its way" in response.text
    assert "By {date}: {guide_link}" in response.text


def test_ten_tests_an_hour_are_enough(client):
    for _number in range(12):
        response = client.post(f"{EN}change/", GOOD | {"_test": "1"})

    assert Message.objects.count() == 10
    assert "ten tests within an hour" in response.text


def test_what_cannot_be_saved_is_not_sent_as_a_test(client):
    client.post(f"{EN}change/", GOOD | {"_test": "1", "text": "{nobody}"})

    assert not Message.objects.exists()


def test_goes_back_to_the_shipped_words_after_asking(client):
    text()

    assert "are deleted" in client.get(f"{EN}shipped/").text
    assert MailText.objects.exists()
    client.post(f"{EN}shipped/")
    assert not MailText.objects.exists()
    assert AuditEvent.objects.get().action == "delete"
    assert client.post(f"{EN}shipped/").status_code == 302


def test_says_loudly_that_words_could_not_be_used(client):
    text(failed_at="2030-01-01T00:00:00Z")
    text(language="fr")

    page = client.get(f"{LIST}?use=failed").text

    assert "Could not be used" in page
    assert FR.removesuffix("/") not in page
    assert "could not be used on" in client.get(f"{EN}change/").text


@pytest.mark.parametrize("path", ["change/", "shipped/"])
def test_words_of_another_desk_are_not_there(client, path):
    client.force_login(member("PR lead"))
    text()

    for method in (client.get, client.post):
        assert method(f"{EN}{path}").status_code in {302, 403, 404}
    assert client.post(f"{EN}preview/", GOOD).status_code in {403, 404}
    assert MailText.objects.get().subject == "Come in"


@pytest.mark.parametrize("address", ["nobody-en", "fundraisers-welcome-de", "999999", "x" * 900])
def test_a_mail_that_is_not_there_leads_to_the_first_page(client, address):
    response = client.get(f"{LIST}{address}/change/")

    assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert client.post(f"{LIST}{address}/preview/").status_code == 403


def test_the_press_office_words_its_own_mail(client):
    client.force_login(member("PR lead"))
    page = f"{LIST}contacts-acknowledgement-en/"
    typed = {
        "subject": "We have it ({reference})",
        "text": "Hi\n\n{reference}. {office}",
        "seen": "",
    }

    assert "Welcome, with the guide" not in client.get(LIST).text
    shown = client.post(f"{page}preview/", typed).text
    assert "M-7KQ2XF" in shown
    assert "srcdoc" not in shown
    assert client.post(f"{page}change/", typed).status_code == 302
    assert MailText.objects.get().template == "contacts/email/acknowledgement"


def test_every_language_has_its_line(client):
    page = client.get(LIST).text

    assert all(f"fundraisers-welcome-{code}" in page for code, _name in settings.LANGUAGES)
