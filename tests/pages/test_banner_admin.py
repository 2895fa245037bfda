from datetime import UTC, datetime, timedelta

import pytest
from model_bakery import baker

from ijmsite.pages.models import Banner
from tests.staff.people import member

pytestmark = pytest.mark.django_db
LIST = "/admin/pages/banner/"
NOW = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def lead(client, time_machine):
    time_machine.move_to(NOW, tick=False)
    client.force_login(member("PR lead"))


def banner(start, end, **fields):
    fields = {"headline": "Every gift doubled", "text": "Until Friday"} | fields
    end = None if end is None else NOW + end
    return baker.make(Banner, starts_at=NOW + start, ends_at=end, link="", **fields)


def filled(start, end):
    office = [moment.astimezone(UTC) - timedelta(hours=5) for moment in (start, end)]
    return {
        "headline": "Giving Tuesday",
        "text": "One day",
        "headline_fr": "Mardi je donne",
        "text_fr": "Un jour",
        "starts_at_0": f"{office[0]:%Y-%m-%d}",
        "starts_at_1": f"{office[0]:%H:%M}",
        "ends_at_0": f"{office[1]:%Y-%m-%d}",
        "ends_at_1": f"{office[1]:%H:%M}",
    }


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (DAY, 2 * DAY, "Not yet: it starts on Wed 4 Mar 2026 09:00 EST."),
        (-DAY, DAY, "Yes, until Wed 4 Mar 2026 09:00 EST."),
        (-DAY, 0 * DAY, "No longer: it ended on Tue 3 Mar 2026 09:00 EST."),
        (-DAY, 6 * DAY, "Yes, until Mon 9 Mar 2026 10:00 EDT."),
        (-DAY, None, "Yes, until somebody gives it an end."),
    ],
)
def test_says_in_words_whether_it_runs(client, start, end, said):
    thing = banner(start, end)

    assert said in client.get(LIST).text
    assert said in client.get(f"{LIST}{thing.pk}/change/").text


def test_says_which_one_readers_see(client):
    banner(-DAY, DAY, headline="First")
    second = banner(-DAY, 2 * DAY, headline="Second")

    assert "Waiting behind “First”" in client.get(f"{LIST}{second.pk}/change/").text


def test_shows_how_it_reads_in_both_languages(client):
    thing = banner(-DAY, DAY, headline_fr="Chaque don compte <b>")

    html = client.get(f"{LIST}{thing.pk}/change/").text

    assert "<strong>Every gift doubled</strong>" in html
    assert "<strong>Chaque don compte &lt;b&gt;</strong>" in html
    assert "It leads to the giving page." in html
    assert "banner.js" not in html


def test_fills_in_office_time(client):
    client.post(f"{LIST}add/", filled(NOW, NOW + DAY))

    assert Banner.objects.get().ends_at == NOW + DAY
    assert "Office time: America/Toronto, now EST." in client.get(f"{LIST}add/").text


def test_overlap_is_allowed_and_said(client):
    banner(-DAY, DAY, headline="First")

    response = client.post(f"{LIST}add/", filled(NOW, NOW + DAY), follow=True)

    assert Banner.objects.count() == 2
    assert "“First” runs from Mon 2 Mar 2026 09:00 EST" in response.text


def test_one_after_the_other_is_no_overlap(client):
    banner(-DAY, 0 * DAY, headline="First")

    response = client.post(f"{LIST}add/", filled(NOW, NOW + DAY), follow=True)

    assert "at the same time" not in response.text


def test_end_before_start_is_an_error(client):
    response = client.post(f"{LIST}add/", filled(NOW + DAY, NOW))

    assert "The end must lie after the start." in response.text
    assert not Banner.objects.exists()
    assert response.context["adminform"].form.errors["ends_at"]


WITHOUT_END = {"ends_at_0": "", "ends_at_1": ""}


@pytest.mark.parametrize(
    ("field", "text", "word"),
    [
        ("text", "Every gift is Doubled.", "Doubled"),
        ("headline", "Limited-time offer", "Limited"),
        ("text", "Give until  midnight", "until midnight"),
        ("text", "Your gift goes 2x as far", "2x"),
        ("text", "Given dollar for dollar", "dollar for dollar"),
        ("text", "Only 48 hours left", "48 hours left"),
        ("text", "Every gift is dou\u034fbled.", "doubled"),
        ("text", "Every gift is mat\ufe0fc\u3164hed.", "matched"),
        ("text", "Every gift is m\u0338atched.", "matched"),
        ("text", "Every gift is m\u0430tched.", "m\u0430tched"),
        ("text_fr", "Chaque don est doub\u034fle\u0301.", "doublé"),
        ("text_fr", "Chaque don est doublé.", "doublé"),
        ("headline_fr", "Offre à durée limitée", "limitée"),
        ("text_fr", "Donnez jusqu’à minuit", "jusqu&#x27;à minuit"),
    ],
)
def test_what_promises_something_for_a_time_has_an_end_and_terms(client, field, text, word):
    response = client.post(f"{LIST}add/", filled(NOW, NOW + DAY) | WITHOUT_END | {field: text})

    assert not Banner.objects.exists()
    assert set(response.context["adminform"].form.errors) == {"ends_at", "terms"}
    assert f"The text says “{word}”: please give the end." in response.text


def test_it_is_saved_once_both_are_given(client):
    terms = {"text": "Every gift is matched.", "terms": "https://give.example/terms"}
    client.post(f"{LIST}add/", filled(NOW, NOW + DAY) | terms)

    assert Banner.objects.get().terms == "https://give.example/terms"


@pytest.mark.parametrize(
    "text",
    [
        *("Help without end.", "Unlimited love, sans limites", "Unmatched"),
        *("Nobody has hours left to lose", "Room 2 X", "Для Марии, с любовью", "Cœur et œuvre"),
    ],
)
def test_what_promises_nothing_needs_no_end(client, text):
    client.post(f"{LIST}add/", filled(NOW, NOW + DAY) | WITHOUT_END | {"text": text})

    assert Banner.objects.get().ends_at is None


@pytest.mark.parametrize("name", ["headline", "text", "headline_fr", "text_fr"])
@pytest.mark.parametrize("words", ["\u202eevig", "Give\vnow", "\u200b\u2060"])
def test_readers_see_what_was_typed_and_nothing_else(client, name, words):
    response = client.post(f"{LIST}add/", filled(NOW, NOW + DAY) | {name: words})

    assert set(response.context["adminform"].form.errors) == {name}


def test_its_french_words_have_french_typography(client):
    words = {"headline_fr": '"Ensemble" : agissons', "text_fr": "L'offre de 50 $ : donnez !"}
    client.post(f"{LIST}add/", filled(NOW, NOW + DAY) | words | {"text": '"Now": it\'s time!'})
    saved = Banner.objects.get()

    assert saved.headline_fr == "«\u00a0Ensemble\u00a0»\u00a0: agissons"
    assert saved.text_fr == "L’offre de 50\u00a0$\u00a0: donnez!"
    assert saved.text == '"Now": it\'s time!'


def test_another_link_alone_changes_no_french_word(client):
    """Whoever hid the banner would see it again."""
    words = {"headline_fr": "Ensemble !", "text_fr": "L'offre : donnez"}
    thing = banner(0 * DAY, DAY, **words)
    version = thing.version
    sent = filled(NOW, NOW + DAY) | {"headline": thing.headline, "text": thing.text} | words
    more = {"link": "https://give.example/", "terms": "https://give.example/terms"}
    client.post(f"{LIST}{thing.pk}/change/", sent | more)

    thing.refresh_from_db()
    assert thing.link == "https://give.example/"
    assert (thing.headline_fr, thing.text_fr) == ("Ensemble !", "L'offre : donnez")
    assert thing.version == version


@pytest.mark.parametrize("name", ["headline_fr", "text_fr"])
def test_says_it_in_french_as_well(client, name):
    response = client.post(f"{LIST}add/", filled(NOW, NOW + DAY) | {name: ""})

    assert set(response.context["adminform"].form.errors) == {name}


def test_one_without_an_end_waits_and_overlaps(client):
    endless = banner(-DAY, None, headline="Endless")
    client.post(f"{LIST}add/", filled(NOW, NOW + DAY))
    response = client.get(f"{LIST}{endless.pk}/change/")

    assert "“Endless” runs from Mon 2 Mar 2026 09:00 EST and has no end." in response.text
    assert "Waiting behind “Giving Tuesday”" in response.text
    assert "“Endless”, from Wed 4 Mar 2026 09:00 EST." in response.text


def test_says_who_comes_next(client):
    shown = banner(-DAY, 3 * DAY)
    banner(5 * DAY, 6 * DAY, headline="Afterwards")
    assert "“Afterwards”, from" in client.get(f"{LIST}{shown.pk}/change/").text

    banner(DAY, 2 * DAY, headline="Overtaking")
    assert "“Overtaking”, from" in client.get(f"{LIST}{shown.pk}/change/").text
