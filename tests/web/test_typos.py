"""Slips in the domain of an address are seen; real domains are left in peace."""

import pytest
from django import forms

from ijmsite.web.fields import AddressField
from ijmsite.web.typos import PROVIDERS, AddressHintMixin, slip_count, suggestion


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("zoe@gmial.com", "zoe@gmail.com"),
        ("zoe@gmal.com", "zoe@gmail.com"),
        ("zoe@gmaill.com", "zoe@gmail.com"),
        ("zoe@gamil.com", "zoe@gmail.com"),
        ("zoe@gmail.con", "zoe@gmail.com"),
        ("zoe@gmail.cmo", "zoe@gmail.com"),
        ("zoe@gmail.co", "zoe@gmail.com"),
        ("zoe@gmail.ca", "zoe@gmail.com"),
        ("zoe@GMIAL.com", "zoe@gmail.com"),
        ("zoe@hotmial.com", "zoe@hotmail.com"),
        ("zoe@hotmai.fr", "zoe@hotmail.fr"),
        ("zoe@outlok.com", "zoe@outlook.com"),
        ("zoe@yahooo.ca", "zoe@yahoo.ca"),
        ("zoe@videotorn.ca", "zoe@videotron.ca"),
        ("zoe@sympatcio.ca", "zoe@sympatico.ca"),
        ("zoe@ornage.fr", "zoe@orange.fr"),
        ("zoe@hsaw.ca", "zoe@shaw.ca"),
        ("zoe@courier.con", "zoe@courier.com"),
        ("a.very+odd@name@gmial.com", "a.very+odd@name@gmail.com"),
    ],
)
def test_sees_a_slip(typed, meant):
    assert suggestion(typed) == meant


NEIGHBORS = """
    ymail.com mail.com email.com gmx.com gmx.de gmx.ca gmx.fr live.ca live.be hotmail.fr hotmail.be
    hotmail.co.uk outlook.fr outlook.de yahoo.co.uk yahoo.com.br me.com mac.com pm.me aim.com
    fastmail.fm hey.com bell.ca bellnet.ca shaw.com telus.com videotron.com orange.com laposte.fr
""".split()  # noqa: SIM905 (a list of so many words reads better so)
NEWSROOMS = """
    cbc.ca radio-canada.ca globeandmail.com thestar.ca thestar.com lapresse.ca ledevoir.com tva.ca
    ctv.ca bellmedia.ca rci.ca globalnews.ca corusent.com postmedia.com nationalpost.com tvo.org
    rogers.ca citynews.ca thecanadianpress.com lemonde.fr lefigaro.fr liberation.fr afp.com rfi.fr
    tf1.fr bfmtv.com reuters.com ap.org bbc.co.uk nytimes.com wsj.com cnn.com npr.org aol.co.uk
    courier.example m\u00fcnchen.example xn--mnchen-3ya.example love.ca tree.fr male.com
""".split()  # noqa: SIM905 (as above)


@pytest.mark.parametrize("domain", [*PROVIDERS, *NEIGHBORS, *NEWSROOMS])
def test_leaves_a_real_domain_in_peace(domain):
    assert suggestion(f"zoe@{domain}") == ""


@pytest.mark.parametrize(
    ("typed", "count"),
    [("gmail.com", 0), ("gmial.com", 1), ("gmil.com", 1), ("gmaill.com", 1), ("gnail.con", 2)],
)
def test_a_swap_of_two_letters_is_one_slip(typed, count):
    assert slip_count(typed, "gmail.com") == count


class AddressForm(AddressHintMixin, forms.Form):
    name = forms.CharField()
    email = AddressField()


def test_asks_once_and_then_believes():
    form = AddressForm({"name": "Zoë", "email": "zoe@gmial.com"})

    assert form.errors["email"] == [
        "Did you mean zoe@gmail.com? Correct it, or send again if yours is right."
    ]
    assert form["email"].value() == "zoe@gmial.com"
    assert 'value="zoe@gmial.com"' in str(form["email_as_is"])
    assert 'data-meant="zoe@gmail.com"' in str(form["email"])
    again = AddressForm({**form.data, "name": "Zoë"})
    assert again.is_valid()
    assert again.cleaned_data["email"] == "zoe@gmial.com"


def test_asks_again_about_another_address():
    first = AddressForm({"name": "Zoë", "email": "zoe@gmial.com"})
    assert not first.is_valid()

    assert not AddressForm({**first.data, "email": "zoe@gmal.com"}).is_valid()
    assert AddressForm({**first.data, "email": "zoe@gmail.com"}).is_valid()


def test_what_was_typed_is_escaped_in_the_question():
    form = AddressForm({"name": "Zoë", "email": "o'zoe&co@gmial.com"})

    assert "o&#x27;zoe&amp;co@gmail.com" in str(form.errors["email"])
