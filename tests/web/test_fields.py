import pytest
from django.core.exceptions import ValidationError

from ijmsite.web.fields import AddressField, MultiLineField, SingleLineField


@pytest.mark.parametrize(
    "value",
    [
        "a\r\nBcc: z@evil.example",
        "a\nb",
        "a\rb",
        "a\x00b",
        "a\x1bb",
        "a\x7fb",
        "a\x85b",
        "a\u2028b",
        "a\u2029b",
        "\ud800",
        "\u200b\u200d",
        "\u200b \u2060",
        "\u3164",
        "\u2800",
        "\u034f\ufe0f",
        "\u202egnp.exe",
        "\u2066a\u2069",
    ],
)
def test_a_line_refuses_breaks_controls_and_the_invisible(value):
    with pytest.raises(ValidationError):
        SingleLineField().clean(value)


@pytest.mark.parametrize(
    "value",
    ["Zoë", "王", "محمد", "O'Brien", "Null", "<b>", "👩‍👩‍👧‍👦", "Anne-Marie d’Arc", "Ștefan"],
)
def test_a_line_keeps_every_name(value):
    assert SingleLineField().clean(value) == value


@pytest.mark.parametrize(
    "blanks",
    ["   ", "\u2003" * 20, "\u3000", "\u00a0 \u00a0", "\u3164" * 9, "\u2800 " * 9, "\u115f\u1160"],
)
def test_a_line_has_no_room_for_columns_or_other_lines(blanks):
    assert SingleLineField().clean(f"{blanks}Ann{blanks}Lee{blanks}") == "Ann Lee"


@pytest.mark.parametrize("value", ["a \n b", "a\u2003\u2028b", "a \t b", "a\x85 b", "a \x1c b"])
def test_no_blank_hides_a_line_break(value):
    with pytest.raises(ValidationError):
        SingleLineField().clean(value)


def test_a_line_of_blanks_is_empty():
    assert SingleLineField(required=False).clean("\u3164 \u2003") == ""


def test_a_text_keeps_its_lines_and_refuses_controls():
    assert MultiLineField().clean("one\r\ntwo\tthree") == "one\r\ntwo\tthree"
    for value in ["a\x00b", "a\x1bb", "\ud800"]:
        with pytest.raises(ValidationError):
            MultiLineField().clean(value)


@pytest.mark.parametrize(
    "value",
    [
        "a@example.com\nBcc:z@evil.example",
        "a@x.example,b@x.example",
        '"Eve" <a@x.example>, b@y.example',
        "a@[127.0.0.1]",
        "a@localhost",
        "ユーザー@example.com",
        "аdmin@example.com",
        "a@example.com\x00",
        f"{'a' * 250}@example.com",
        "a@b@c.example",
        "a@x.e\u00adxample",
        "a b@c.example",
        "=?utf-8?q?b=40evil.example=3E=00?=@x.example",
    ],
)
def test_an_address_is_one_address_with_a_full_domain(value):
    with pytest.raises(ValidationError):
        AddressField(max_length=254).clean(value)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("a@example.com", "a@example.com"),
        ("a@example.com\n", "a@example.com"),
        ("A.b+c@Example.COM", "A.b+c@example.com"),
        ("a@münchen.example", "a@xn--mnchen-3ya.example"),
        ("a@xn--mnchen-3ya.example", "a@xn--mnchen-3ya.example"),
        ("a@faß.example", "a@xn--fa-hia.example"),
    ],
)
def test_an_address_is_kept_with_its_domain_in_punycode(value, kept):
    assert AddressField(max_length=254).clean(value) == kept


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ('"reporter"@example.com', "quoted"),
        ('"\\r\\eporter"@example.com', "quoted"),
        (f"{'a' * 65}@example.com", "local"),
    ],
)
def test_a_mailbox_has_one_spelling_that_servers_take(value, code):
    with pytest.raises(ValidationError) as refused:
        AddressField(max_length=254).clean(value)

    assert [error.code for error in refused.value.error_list] == [code]


def test_an_address_may_have_64_characters_before_its_sign():
    value = f"{'a' * 64}@example.com"
    assert AddressField(max_length=254).clean(value) == value
