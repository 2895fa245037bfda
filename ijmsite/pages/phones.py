import phonenumbers


def tel_uri(phone: str, extension: str = "") -> str:
    """Return the address that dials a Canadian number, as in RFC 3966, or "" where it cannot."""
    try:
        number = phonenumbers.parse(phone, "CA")
    except phonenumbers.NumberParseException:
        return ""
    if extension:
        number.extension = extension
    uri = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.RFC3966)
    # Separators are for the eye (section 5.1.1), and some telephones stumble over them.
    return uri.replace("-", "")
