"""The press page around its form: whom to call, and what may be taken, without JavaScript."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.admin.boilerplates import count_words
from contacts.kit.assets import Kit
from contacts.models import Boilerplate, PressContact
from tests.staff.people import member

pytestmark = pytest.mark.django_db
LONG_AGO = date(2020, 1, 1)
LIST = "/admin/contacts/boilerplate/"


def officer(name, **fields):
    fields = {"title": "Officer", "title_fr": "Agente", "phone": "519.679.5030"} | fields
    return PressContact.objects.create(name=name, **fields)


def cards(client, path="/press/"):
    """Return what stands about each contact, in words, by the name."""
    html = client.get(path).text
    card = r'<div class="contact">.*?</p>\s*</div>|<li class="colleague.*?</li>'
    parts = re.findall(card, html, re.S)
    words = [" ".join(re.sub(r"<[^>]+>", " ", part).split()) for part in parts]
    return {said.partition(" Officer")[0]: said for said in words}


def test_whom_to_call_stands_there_with_everything(client):
    officer("Ana", is_default=True, extension="229", after_hours="519.555.0142", email="ana@x.org")
    html = client.get("/press/").text
    (card,) = cards(client).values()

    assert "519.679.5030 x.229" in card
    assert 'href="tel:+15196795030;ext=229"' in html
    assert "Monday to Friday, 9 a.m. to 5 p.m., Eastern time" in card
    assert "After hours 519.555.0142" in card
    assert 'href="tel:+15195550142"' in html
    assert 'href="mailto:ana@x.org"' in html


def test_says_nothing_of_what_a_contact_has_not(client, settings):
    officer("Ana", is_default=True)
    html = client.get("/press/").text

    assert "After hours" not in html
    assert settings.PRESS_INBOX not in html  # The form is the way: it leaves a reference.


def test_first_comes_who_is_on_duty_and_then_the_others(client):
    officer("Cleo", is_default=True)
    officer("Ana")
    officer("Ben", topics=["interview", "photo"], language="fr")
    officer("Dora", language="en")
    officer("Emil", topics=["data"])
    found = cards(client)

    assert list(found) == ["Cleo", "Ana", "Ben", "Dora", "Emil"]
    assert "Interviews, photos and video, in French" in found["Ben"]
    assert "All questions, in English" in found["Dora"]
    assert "Data and background" in found["Emil"]


def test_who_is_away_is_named_with_the_deputy_and_without_a_phone(client, time_machine):
    time_machine.move_to("2026-03-02T15:00:00Z")
    ben = officer("Ben")
    away = {"away_from": date(2026, 3, 1), "away_until": date(2026, 3, 12)}
    officer("Ana", is_default=True, deputy=ben, phone="519.555.0101", **away)
    officer("Cleo", deputy=ben, phone="519.555.0102", away_from=LONG_AGO)
    found = cards(client)

    assert list(found) == ["Ben", "Ana", "Cleo"]
    assert "Away until March 12. Ben takes the calls." in found["Ana"]
    assert "Away. Ben takes the calls." in found["Cleo"]
    assert "519.555" not in client.get("/press/").text

    time_machine.move_to("2026-03-13T15:00:00Z")
    assert list(cards(client)) == ["Ana", "Ben", "Cleo"]


def test_names_nobody_who_is_away_for_the_calls(client, time_machine):
    time_machine.move_to("2026-03-02T15:00:00Z")
    away = {"away_from": date(2026, 3, 1), "away_until": date(2026, 3, 12), "phone": "519.555.0101"}
    ana = officer("Ana", deputy=officer("Ben", **away), **away)
    PressContact.objects.filter(name="Ben").update(deputy=ana)
    officer("Cleo")
    found = cards(client)

    assert list(found) == ["Cleo", "Ana", "Ben"]
    assert found["Ana"].endswith("Away until March 12.")
    assert found["Ben"].endswith("Away until March 12.")

    PressContact.objects.filter(name="Cleo").update(is_default=True)
    found = cards(client)
    assert found["Ana"].endswith("Away until March 12. Cleo takes the calls.")
    assert "519.555" not in client.get("/press/").text


@pytest.mark.parametrize("is_default", [True, False])
def test_when_all_are_away_the_office_itself_can_be_called(client, settings, is_default):
    settings.HELP_PHONE = "519.555.0199"
    officer("Ana", is_default=is_default, away_from=LONG_AGO)
    office, ana = cards(client).values()

    assert office.startswith("Press office")
    assert "519.555.0199" in office
    assert ana.endswith("Away.")
    assert "519.679.5030" not in ana


def test_without_a_line_after_hours_the_card_names_that_of_the_office(client):
    officer("Ana", is_default=True, after_hours="519.555.0142", away_from=LONG_AGO)
    PressContact.objects.update(deputy=officer("Ben"))
    html = client.get("/press/").text

    assert "After hours 519.555.0142" in cards(client)["Ben"]
    assert 'href="tel:+15195550142"' in html


def test_without_a_contact_the_office_itself_can_be_called(client, settings):
    assert settings.HELP_PHONE in client.get("/press/").text


def test_costs_as_many_queries_for_many_contacts_as_for_one(client, django_assert_num_queries):
    ana = officer("Ana", is_default=True, after_hours="519.555.0142")
    with CaptureQueriesContext(connection) as one:
        client.get("/press/")
    for number in range(5):
        officer(f"N{number}", away_from=LONG_AGO, deputy=ana if number % 2 else None)
        officer(f"M{number}")
    with django_assert_num_queries(len(one)):
        client.get("/press/")


@pytest.mark.parametrize(("path", "words"), [("/press/", "English"), ("/fr/press/", "français")])
def test_tells_who_we_are_in_three_lengths(client, path, words):
    for length in Boilerplate.Words.values:
        text = {"text": f"We, in English, {length}.", "text_fr": f"Nous, en français, {length}."}
        Boilerplate.objects.create(words=length, **text)
    html = client.get(path).text

    for length in Boilerplate.Words.values:
        assert re.search(rf'id="about-{length}">\w+, \w+ {words}, {length}\.</p>', html)
        # Only a script can copy, so that only a script shows the button.
        assert re.search(rf'<button[^>]+hidden data-copy="about-{length}"', html)
    assert html.count('role="status"') == 3
    assert "copy-text" in html


def test_without_texts_the_short_one_stands_there(client):
    html = client.get("/press/").text

    assert "is a registered charity and a partner" in html
    assert "copy-text" not in html


def test_names_each_logo_file_with_its_size(client):
    html = client.get("/press/").text

    for logo in Kit("en").logos:
        for file in logo.files:
            kilobytes = f"{file.size / 1024:.1f}\xa0KB"
            link = re.search(rf'href="[^"]+{file.name}" download="{file.name}">.*?</a>', html)[0]
            assert f"{file.format}, {kilobytes}" in link


@pytest.fixture
def lead(client):
    client.force_login(member("PR lead"))
    return client


def text_of(words, word="word"):
    return " ".join([word] * words)


def send(client, **fields):
    data = {"words": 50, "text": text_of(50), "text_fr": text_of(50, "mot")} | fields
    return client.post(f"{LIST}add/", data)


def errors(response):
    return response.context["adminform"].form.errors


@pytest.mark.parametrize("count", [43, 50, 57])
def test_takes_a_text_near_its_length(lead, count):
    assert send(lead, text=text_of(count)).status_code == 302
    assert count_words(Boilerplate.objects.get().text) == count


@pytest.mark.parametrize("field", ["text", "text_fr"])
@pytest.mark.parametrize("count", [1, 41, 58, 200])
def test_says_beside_the_field_how_many_words_it_has(lead, field, count):
    found = errors(send(lead, **{field: text_of(count)}))

    assert list(found) == [field]
    assert f"This has {count} words; please write 42 to 57." in found[field]


def test_a_text_is_one_paragraph_in_its_language_s_typography(lead):
    typed = f'Le mot : "oui" \r\n\r\n{text_of(47, "mot")}!'
    send(lead, text=f"One\n{text_of(49)}", text_fr=typed)
    stored = Boilerplate.objects.get()

    assert "\n" not in stored.text + stored.text_fr
    assert stored.text_fr.startswith("Le mot\xa0: «\xa0oui\xa0» mot")


@pytest.mark.parametrize("field", ["text", "text_fr"])
@pytest.mark.parametrize("character", ["\x00", "\u202e"])
def test_refuses_what_does_not_read_as_it_was_typed(lead, field, character):
    sent = send(lead, **{field: f"{text_of(50)} {character}"})

    assert field in errors(sent)
    assert not Boilerplate.objects.exists()


def test_each_length_exists_once(lead):
    send(lead)

    assert list(errors(send(lead))) == ["words"]


def test_a_changed_text_is_on_the_page_at_once(lead, client):
    send(lead)
    stored = Boilerplate.objects.get()
    data = {"words": 50, "text": text_of(50, "other"), "text_fr": stored.text_fr}
    lead.post(reverse("admin:contacts_boilerplate_change", args=[stored.pk]), data)

    assert "other other" in client.get("/press/").text


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_button_copies_its_own_text_and_says_so(live_server, new_context):
    for length in (50, 100):
        Boilerplate.objects.create(words=length, text=f"We are {length}.", text_fr="Nous.")
    context = new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{live_server.url}/press/")
    about = page.locator(".about").nth(1)
    about.get_by_role("button", name="Copy the text").click()

    assert about.get_by_role("status").inner_text().startswith("Copied")
    assert page.locator(".about").first.get_by_role("status").inner_text() == ""
    assert page.evaluate("navigator.clipboard.readText()").strip() == "We are 100."


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_everything_can_be_read_without_javascript(live_server, new_context):
    officer("Ana", is_default=True, after_hours="519.555.0142")
    Boilerplate.objects.create(words=50, text="We are 50.", text_fr="Nous.")
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/press/")

    assert page.get_by_text("519.555.0142").is_visible()
    assert page.get_by_text("We are 50.").is_visible()
    assert not page.get_by_role("button", name="Copy the text").count()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_phone_has_the_jump_links_of_the_long_page(live_server, new_context):
    page = new_context(viewport={"width": 360, "height": 740}, has_touch=True).new_page()
    page.goto(f"{live_server.url}/press/")
    links = page.locator(".page-head .chips a")

    assert links.count() >= 2
    assert all(link.is_visible() for link in links.all())
