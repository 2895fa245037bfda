"""Slips in the domain of an address: "gmial.com" is asked about once, and then believed."""

import re
from functools import lru_cache

from django import forms
from django.utils.translation import gettext as _


def _domains(text: str) -> list[str]:
    return text.split()


# Where people have their mail, in Canada and France above all.
PROVIDERS = _domains(
    """
    gmail.com googlemail.com hotmail.com hotmail.ca hotmail.fr outlook.com outlook.fr live.com
    live.ca live.fr msn.com yahoo.com yahoo.ca yahoo.fr icloud.com protonmail.com proton.me
    fastmail.com aol.com videotron.ca sympatico.ca bell.net rogers.com shaw.ca telus.net
    cogeco.ca eastlink.ca sasktel.net orange.fr wanadoo.fr laposte.net free.fr sfr.fr
    bbox.fr neuf.fr numericable.fr
    """
)
# They have the same name in many countries.
FAMILIES = {"gmx", "hotmail", "live", "msn", "outlook", "yahoo", "ymail"}
# They have it nowhere else.
ONLY_COM = {"gmail", "googlemail", "icloud"}
# Others that exist, and differ from one of those by a letter or two.
NEIGHBORS = _domains(
    """
    aim.com bell.ca bell.com bellnet.ca email.com fastmail.fm fmail.com gmx.com gmx.net hey.com
    hushmail.com jmail.com laposte.fr mac.com mail.com mail.me me.com orange.com orange.net pm.me
    proton.com protonmail.ch rmail.com rocketmail.com rogers.ca shaw.com sympatico.com telus.com
    videotron.com ymail.com zmail.com
    """
)
NO_ENDINGS = {
    **dict.fromkeys(["cim", "cmo", "comm", "con", "coom", "cpm", "ocm", "vom", "xom"], "com"),
    **dict.fromkeys(["ner", "nte"], "net"),
    **dict.fromkeys(["ogr", "orgg"], "org"),
}
# An ending of another country; "co", "cm" and "om" are what is left of "com".
COUNTRY = re.compile(r"(?!co$|cm$|om$)[a-z]{2}|(co|com)\.[a-z]{2}")
LONG = 10  # letters of a domain; in more of them, two may be wrong
SHORT = 4  # letters of a name; so short ones have real neighbors, and only a swap is a slip


def suggestion(address: str) -> str:
    """Return the address that was probably meant, or nothing."""
    local, _at, typed = address.rpartition("@")
    domain = typed.lower()
    if _is_real(domain):
        return ""
    name, _dot, ending = domain.rpartition(".")
    domain = f"{name}.{NO_ENDINGS.get(ending, ending)}"
    meant = domain if _is_real(domain) else _nearest(domain) or domain
    return f"{local}@{meant}" if meant != typed.lower() else ""


def _is_real(domain: str) -> bool:
    name, _dot, ending = domain.partition(".")
    if name in FAMILIES and COUNTRY.fullmatch(ending):
        return True
    return domain in PROVIDERS or domain in NEIGHBORS


# Journalists of one outlet write from one domain.
@lru_cache(maxsize=1_000)
def _nearest(domain: str) -> str:
    if (name := domain.partition(".")[0]) in ONLY_COM:
        return f"{name}.com"
    slips = [(slip_count(domain, provider), provider) for provider in PROVIDERS]
    count, provider = min(slips, key=lambda slip: slip[0])
    if len(provider.partition(".")[0]) <= SHORT:
        is_slip = count == 1 and sorted(domain) == sorted(provider)
    else:
        is_slip = count <= (2 if len(provider) > LONG else 1)
    return provider if is_slip else ""


def slip_count(typed: str, meant: str) -> int:
    """Count the letters that are missing, too many, wrong or swapped with the next one.

    (The optimal string alignment distance.) What differs much in length counts by that alone.
    """
    if abs(len(typed) - len(meant)) > 2:
        return abs(len(typed) - len(meant))
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for i, a in enumerate(typed):
        above, before, row = before, row, [i + 1]
        for j, b in enumerate(meant):
            row.append(min(before[j + 1] + 1, row[j] + 1, before[j] + (a != b)))
            if i and j and a == meant[j - 1] and typed[i - 1] == b:
                row[-1] = min(row[-1], above[j - 1] + 1)
    return row[-1]


class AddressHintMixin:
    """A form that asks once whether a domain is a slip; sent again, the address is believed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email_as_is"] = forms.Field(required=False, widget=forms.HiddenInput)

    def clean_email(self):
        address = self.cleaned_data["email"]
        meant = suggestion(address)
        if not meant or self["email_as_is"].value() == address:
            return address
        self.data = self.data.copy()
        self.data[self.add_prefix("email_as_is")] = address
        # For the script that offers it by a button.
        self.fields["email"].widget.attrs |= {
            "data-meant": meant,
            "data-use": _("Use %(address)s") % {"address": meant},
        }
        raise forms.ValidationError(
            _("Did you mean %(address)s? Correct it, or send again if yours is right."),
            code="typo",
            params={"address": meant},
        )
