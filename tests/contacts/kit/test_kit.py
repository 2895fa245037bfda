"""The press kit as journalists get it: what is in it, in which language, and how it is sent."""

import pytest

from contacts.models import Boilerplate, PressContact

from .zips import FRENCH_KIT, KIT, kit_of, photos_in, table_of, unpacked

pytestmark = pytest.mark.django_db
LONG_AGO = "2020-01-01"


def test_holds_logos_texts_contacts_and_photos(client, everything):
    kit = kit_of(client)

    assert kit.testzip() is None
    assert set(kit.namelist()) - set(photos_in(kit)) == {
        *("README.txt", "contacts.txt", "captions.csv"),
        *(f"text/about-{words}-words.txt" for words in (50, 100, 200)),
        *(f"logos/{name}" for name in ("logo.svg", "logo.png")),
        *(f"logos/{name}" for name in ("logo-reversed.svg", "logo-reversed.png")),
    }
    assert kit.read("text/about-50-words.txt").decode("utf-8-sig") == "Who we are 50\r\n"
    contacts = kit.read("contacts.txt").decode()
    assert "Petra Kooman" in contacts
    assert "519.679.5030 x.229" in contacts
    assert "519.555.0142" in contacts
    assert "with their credit" in kit.read("README.txt").decode()


def test_speaks_the_language_of_the_page(client, everything):
    response = client.get(FRENCH_KIT)
    assert 'filename="dossier-de-presse-fr.zip"' in response["Content-Disposition"]
    kit = unpacked(response)

    assert kit.read("texte/a-propos-50-mots.txt").decode("utf-8-sig") == "À 50\r\n"
    (line,) = table_of(kit)
    assert "Deux bateaux rentrent." in line.values()
    assert "Usage éditorial libre avec mention" in line.values()
    assert photos_in(kit)[0].startswith("photos/deux-bateaux-a-labri-")


def test_every_name_in_the_french_kit_is_french(client, everything):
    kit = kit_of(client, FRENCH_KIT)
    names = set(kit.namelist())

    assert {"LISEZMOI.txt", "contacts.txt", "legendes.csv", "logos/logo.svg"} <= names
    assert not {"README.txt", "captions.csv"} & names
    readme = kit.read("LISEZMOI.txt").decode()
    assert "legendes.csv" in readme
    assert "texte/" in readme
    assert "captions.csv" not in readme


@pytest.mark.parametrize("path", ["/press/", "/fr/press/"])
def test_says_where_to_ask_for_larger_pictures(client, everything, path):
    page = client.get(path).text
    kit = kit_of(client, f"{path}kit.zip")
    readme = kit.read(next(n for n in kit.namelist() if n in {"README.txt", "LISEZMOI.txt"}))

    for text in (page, readme.decode()):
        assert "1,200" in text or "1200" in text or "1\xa0200" in text


def test_is_sent_as_a_file_without_a_cookie(client, everything):
    response = client.get(KIT)

    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"] == 'attachment; filename="press-kit-en.zip"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-cache"
    assert int(response["Content-Length"]) == len(response.content)
    assert not response.cookies
    assert "Vary" not in response or "Cookie" not in response["Vary"]


def test_a_slow_reader_holds_none_of_the_four_threads(client, everything):
    # What is streamed is read by the thread that answers, for as long as the reader takes;
    # bytes are sent by the loop of the server, and the thread is free.
    assert not client.get(KIT).streaming


def test_is_sent_once_to_whoever_has_it(client, everything):
    etag = client.get(KIT)["ETag"]

    again = client.get(KIT, headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert again["ETag"] == etag

    Boilerplate.objects.filter(words=50).update(text="Who we are now")
    changed = client.get(KIT, headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed["ETag"] != etag


def test_needs_neither_photos_nor_texts_nor_contacts(client):
    kit = kit_of(client)

    assert "README.txt" in kit.namelist()
    assert table_of(kit) == []
    assert photos_in(kit) == []
    assert "519.679.5030" in kit.read("contacts.txt").decode()  # of HELP_PHONE
    assert client.get("/press/").status_code == 200


def test_a_contact_on_holiday_is_left_out_from_the_first_day(client, everything):
    PressContact.objects.create(
        name="Noor Haddad", title="Officer", phone="519.555.0101", away_from=LONG_AGO
    )

    assert "Noor Haddad" not in kit_of(client).read("contacts.txt").decode()


def test_a_replaced_logo_is_in_the_next_kit(client, everything, monkeypatch, tmp_path):
    own = tmp_path / "logo.svg"
    own.write_text("<svg>ours</svg>")
    first = client.get(KIT)["ETag"]
    found = {"contacts/kit/logo.svg": str(own)}
    monkeypatch.setattr("contacts.kit.assets.finders.find", found.get)
    response = client.get(KIT)

    assert response["ETag"] != first
    kit = unpacked(response)
    assert [name for name in kit.namelist() if name.startswith("logos/")] == ["logos/logo.svg"]
    assert kit.read("logos/logo.svg") == b"<svg>ours</svg>"


def test_costs_as_many_queries_for_many_as_for_one(
    client, everything, approve, django_assert_num_queries
):
    with django_assert_num_queries(4):
        client.get(KIT)
    for number in range(4):
        approve()
        PressContact.objects.create(
            name=f"N{number}", title="Officer", phone="519.555.0101", away_from=LONG_AGO
        )
    with django_assert_num_queries(4):
        client.get(KIT)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_can_only_be_read(client, method):
    assert getattr(client, method)(KIT).status_code == 405


@pytest.mark.parametrize(
    "path",
    ["/press/kit.zip/", "/press/kit.zip?file=../../secret_key", "/press/..%2fkit.zip"]
    + ["/press/press-kit/en.zip", "/media/press-kit/en.zip"],
)
def test_no_other_file_can_be_asked_for(client, path):
    response = client.get(path)

    assert response.status_code == 404 or unpacked(response).namelist()[0] == "README.txt"
