import re

# As nearly every Canadian number is written: it needs no book of those of all countries, for which
# the first page after a start would wait.
PLAIN = re.compile(
    r"(?:\+?1[ .-])?(?:\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[ .-]?)[2-9][0-9]{2}[ .-]?[0-9]{4}"
)
# As numbers are written: digits in groups, perhaps with a country's plus.
DIALLED = re.compile(r"\+?[0-9 ().\u00a0-]+")


def tel_uri(phone: str, extension: str = "") -> str:
    """Return the address that dials a Canadian number, as in RFC 3966, or "" where it cannot."""
    if PLAIN.fullmatch(phone) and re.fullmatch("[0-9]*", extension):
        digits = re.sub(r"[^0-9]", "", phone)[-10:]
        return f"tel:+1{digits};ext={extension}".removesuffix(";ext=")
    import phonenumbers

    try:
        number = phonenumbers.parse(phone, "CA")
    except phonenumbers.NumberParseException:
        return ""
    if extension:
        number.extension = extension
    uri = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.RFC3966)
    # Separators are for the eye (section 5.1.1), and some telephones stumble over them.
    return uri.replace("-", "")


def dial_uri(phone: str) -> str:
    """Return the address that dials a number of any country as it is dialed there, or "".

    Short numbers and free ones, as help lines have them, often work from within their country
    only: they are not made international.
    """
    digits = re.sub(r"[^0-9]", "", phone)
    if not DIALLED.fullmatch(phone) or not 3 <= len(digits) <= 15:
        return ""
    return f"tel:{'+' if phone.startswith('+') else ''}{digits}"
