"""What the sanitizer leaves, read by another parser, against the list of what may be there."""

import re
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from news.body import clean_body
from tests.news.test_body import CASES, FIGURES

from .fuzzing import of, tries

# Written down again, not imported: a tag that is added there has to be added here on purpose.
TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "a", "strong", "em", "b", "i", "br"}
TAGS |= {"hr", "figure", "figcaption", "cite", "sub", "sup", "table", "caption", "thead", "tbody"}
TAGS |= {"tr", "th", "td"}
EVERYWHERE = {"lang", "title"}
ATTRIBUTES = {
    "a": {"href", "title", "rel"},
    "figure": {"data-photo", "data-alt", "data-decorative", "data-video"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
}
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
ADDRESS = re.compile(r"(https?:|mailto:|tel:|/|#|\?|[^:]*$)", re.IGNORECASE)

names = st.sampled_from(
    sorted(TAGS)
    + ["script", "style", "svg", "math", "img", "iframe", "form", "input", "object"]
    # Those that are read by rules of their own.
    + ["textarea", "title", "noscript", "xmp", "template", "select", "plaintext", "mglyph", "base"]
    + ["foreignObject", "annotation-xml", "mtext", "desc", "frameset", "image", "a\0", "A"]
)
values = st.sampled_from(
    ["javascript:alert(1)", "JaVaScRiPt:x", " javascript:x", "java\tscript:x", "data:text/html,x"]
    + ["//evil.example", "https://a.example", "/news/", "x", '"><script>x</script>', "&#106;", ""]
)
attributes = st.builds(
    lambda name, value, quote: f"{name}={quote}{value}{quote}",
    st.sampled_from(
        ["href", "src", "style", "onerror", "ONCLICK", "id", "name", "srcdoc", "class"]
        + ["title", "xlink:href", "data-photo", "data-alt", "formaction", "rel", "/"]
    ),
    values,
    st.sampled_from(['"', "'", ""]),
)
pieces = st.one_of(
    st.builds(lambda n, a: f"<{n} {' '.join(a)}>", names, st.lists(attributes, max_size=3)),
    st.builds("</{}>".format, names),
    st.sampled_from(["<!--", "-->", "--!>", "<![CDATA[", "]]>", "<?x ", "<!doctype x>", "&lt;"]),
    st.text(max_size=8),
)


def not_allowed(text):
    """Return the tags, attributes and addresses in `text` that should not be there."""
    found = []
    # Which it refuses, as XML does; none of them ends a tag or begins one.
    text = CONTROLS.sub("", text)
    for element in html.fragment_fromstring(text, create_parent="main").iterdescendants():
        if not isinstance(element.tag, str):
            found.append("a comment")
            continue
        allowed = EVERYWHERE | ATTRIBUTES.get(element.tag, set())
        found += [element.tag] if element.tag not in TAGS else []
        found += [f"{element.tag} {n}" for n in element.attrib if n not in allowed]
        found += [a for n, a in element.attrib.items() if n == "href" and not ADDRESS.match(a)]
    return found


@tries(60, 5_000)
def test_nothing_is_left_that_may_not_be_there(examples):
    @of(examples)
    @given(st.lists(pieces, max_size=12))
    def leaves_what_may_be_there(parts):
        with suppress(ValidationError):
            once = clean_body("".join(parts))
            assert not_allowed(once) == []
            assert clean_body(once) == once

    leaves_what_may_be_there()


def test_of_the_known_texts_neither():
    for text, _left in [*CASES.values(), *FIGURES.values()]:
        assert not_allowed(clean_body(text)) == [], text


@pytest.mark.parametrize(
    "text",
    [
        "<p onclick=x>a</p>",
        "<script>a</script>",
        '<a href="javascript:x">a</a>',
        "<!-- a -->",
        '<p>a</p><img src="/media/a.jpg">',
    ],
)
def test_the_other_parser_sees_what_may_not_be_there(text):
    assert not_allowed(text)
