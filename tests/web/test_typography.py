import pytest
from hypothesis import given
from hypothesis import strategies as st

from ijmsite.web.typography import french, french_pieces


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ('Il dit "bonjour" et part.', "Il dit «\u00a0bonjour\u00a0» et part."),
        ('" Bonjour "', "«\u00a0Bonjour\u00a0»"),
        ("« Bonjour »", "«\u00a0Bonjour\u00a0»"),
        ("«\u202fBonjour\u202f»", "«\u00a0Bonjour\u00a0»"),
        ("«Bonjour»", "«\u00a0Bonjour\u00a0»"),
        ("Le mot “oncle”", "Le mot «\u00a0oncle\u00a0»"),
        ('« Il a dit "non" »', "«\u00a0Il a dit “non”\u00a0»"),
        ('"Il a dit "non" hier"', "«\u00a0Il a dit “non” hier\u00a0»"),
        ("« Une citation qui continue", "«\u00a0Une citation qui continue"),
        ("l'eau d'aujourd'hui", "l’eau d’aujourd’hui"),
        ("Trois règles: un, deux", "Trois règles\u00a0: un, deux"),
        ("Trois règles : un", "Trois règles\u00a0: un"),
        ("« Règle : »", "«\u00a0Règle\u00a0:\u00a0»"),
        ("Quoi ? Non ! Oui ; bien", "Quoi? Non! Oui; bien"),
        ("« ? »", "«\u00a0?\u00a0»"),
        ("50% de 25 $", "50\u00a0% de 25\u00a0$"),
        ("86 000 personnes", "86\u00a0000 personnes"),
        ("1 250 000 $", "1\u00a0250\u00a0000\u00a0$"),
        ("à 14h30, 9 h et 18 h 40", "à 14\u00a0h\u00a030, 9\u00a0h et 18\u00a0h\u00a040"),
        ("12 km et 3 millions", "12\u00a0km et 3\u00a0millions"),
        ("Et alors...", "Et alors…"),
    ],
)
def test_sets_what_is_typed_as_quebec_does(typed, read):
    assert french(typed) == read
    assert french(read) == read


@pytest.mark.parametrize(
    "typed",
    [
        "12:30",
        "un tuyau de 12\" et un de 5' 10",
        "https://exemple.ca/a?b='c'&d=50%&e=\u2026:",
        "presse+d'ici@exemple.ca",
        "www.exemple.ca/l'eau:",
        "En 2025 300 personnes",
        "une phrase.... trop longue",
        "un ratio de 3:4",
        "le chapitre B12 h",
        "",
    ],
)
def test_leaves_alone_what_is_no_prose(typed):
    assert french(typed) == typed


def test_a_quotation_goes_through_markup():
    assert french_pieces(['Il dit "', "non", '" : ', "voilà"]) == [
        "Il dit «\u00a0",
        "non",
        "\u00a0»\u00a0: ",
        "voilà",
    ]


pieces = st.lists(
    st.text(st.sampled_from("ab1 250h\"'«»“”:;!?%$.…,km-@/ \u00a0\u202f\n\u2028é"), max_size=24),
    min_size=1,
    max_size=4,
)
SET = str.maketrans(dict.fromkeys(" \u00a0\u2009\u202f\"'’«»“”.…"))


@given(pieces)
def test_what_is_set_is_set_once_and_keeps_every_letter(typed):
    settled = french_pieces(typed)

    assert french_pieces(settled) == settled
    assert len(settled) == len(typed)
    assert "".join(settled).translate(SET) == "".join(typed).translate(SET)
