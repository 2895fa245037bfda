"""Form fields for what strangers type: one line is one line, an address is one address."""

import re
import unicodedata

import idna
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

LINE_BREAKS_AND_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
SURROGATES = re.compile(r"[\ud800-\udfff]")
# They reorder what staff read: https://www.unicode.org/reports/tr9/#Explicit_Directional_Embeddings
DIRECTION_OVERRIDES = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
# Letters and symbols by category that show nothing: Hangul fillers, the empty Braille pattern.
BLANKS = "\u115f\u1160\u3164\uffa0\u2800"
# Many in a row would look like columns, or lines, in mails to staff. No line break is among them.
SPACE = r"[^\S\x00-\x1f\x7f-\x9f\u2028\u2029]"
ROOM = re.compile(rf"(?:{SPACE}|[{BLANKS}]){{2,}}|{SPACE}")
LONGEST_LOCAL = 64  # https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1.1


def readable(value):
    """Refuse text that cannot be stored, or that would not read as it was typed."""
    if SURROGATES.search(value):
        raise ValidationError(_("This contains a character that cannot be used."), code="surrogate")
    if DIRECTION_OVERRIDES.search(value):
        raise ValidationError(
            _("This contains an invisible character that changes the direction of the text."),
            code="direction",
        )
    if value and not any(is_visible(character) for character in value):
        raise ValidationError(_("This contains invisible characters only."), code="invisible")


def is_visible(character):
    """Tell whether a character leaves a mark by itself: a letter, digit, sign or symbol."""
    return unicodedata.category(character)[0] in "LNPS" and character not in BLANKS


def single_line(value):
    """Refuse line breaks and control characters: the value may stand in a mail header."""
    if LINE_BREAKS_AND_CONTROLS.search(value):
        raise ValidationError(
            _("This must be one line, without line breaks or control characters."), code="line"
        )


def without_controls(value):
    if CONTROLS.search(value):
        raise ValidationError(_("This contains a control character."), code="control")


class SingleLineField(forms.CharField):
    """One line, whose words have one blank between them."""

    default_validators = [readable, single_line]

    def to_python(self, value):
        value = super().to_python(value)
        return ROOM.sub(" ", value).strip(f" {BLANKS}") if value else value


class MultiLineField(forms.CharField):
    widget = forms.Textarea
    default_validators = [readable, without_controls]


class AddressField(forms.EmailField):
    """One mail address with a real domain, kept with the domain in punycode."""

    default_validators = [readable, single_line, EmailValidator(allowlist=[])]

    def clean(self, value):
        address = super().clean(value)
        if not address:
            return address
        if any(unicodedata.category(character) == "Cf" for character in address):
            raise ValidationError(_("This contains an invisible character."), code="invisible")
        if "=?" in address:
            # An encoded word, which some programs read as another address: RFC 2047, section 5.
            raise ValidationError(EmailValidator.message, code="encoded")
        local, domain = address.rsplit("@", 1)
        if local.startswith('"'):
            # Hundreds of spellings of one mailbox, and hardly a server that has such a one.
            raise ValidationError(_("Enter the address without quotation marks."), code="quoted")
        if len(local) > LONGEST_LOCAL:
            raise ValidationError(
                _("There are more than 64 characters before the @, which no mail server takes."),
                code="local",
            )
        if domain.startswith("[") or "." not in domain:
            raise ValidationError(
                _("Enter an address with a full domain, such as name@example.com."), code="domain"
            )
        try:
            # IDNA 2008: the older one of Python makes another owner's domain of some names.
            return f"{local}@{idna.encode(domain, uts46=True).decode().lower()}"
        except idna.IDNAError:
            raise ValidationError(EmailValidator.message, code="domain") from None
