"""Hostile texts, each with exactly what is left of it: nothing that runs, nothing that loads."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from news.body import MAX_BYTES, MAX_TAGS, clean_body
from news.figures import FIGURE
from tests.effort import takes_less_than

ID = "0f0b8c5e-4c1d-4c7e-9a51-1f2f3a4b5c6d"
OTHER = "a1b2c3d4-0000-4000-8000-000000000001"
SHOWN = f'<figure data-photo="{ID}" data-alt="A boat."><figcaption>Off shore.</figcaption></figure>'
WAITING = f'<figure data-photo="{ID}"><figcaption></figcaption></figure>'

CASES = {
    "script": ("<p>a</p><script>alert(1)</script>", "<p>a</p>"),
    "image with handler": ("<img src=x onerror=alert(1)>", ""),
    "svg": ("<svg onload=alert(1)><circle/></svg>", ""),
    "javascript link": ('<a href="javascript:alert(1)">x</a>', "x"),
    "tab in scheme": ('<a href="jav&#x09;ascript:alert(1)">x</a>', "x"),
    "decimal entities without semicolon": (
        '<a href="&#106&#97&#118&#97&#115&#99&#114&#105&#112&#116&#58alert(1)">x</a>',
        "x",
    ),
    "control before scheme": ('<a href="&#1;  javascript:alert(1)">x</a>', "x"),
    "named entities in scheme": ('<a href="java&NewLine;script&colon;alert(1)">x</a>', "x"),
    "data link": ('<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>', "x"),
    "data image": ('<img src="data:image/svg+xml,<svg onload=alert(1)>">', ""),
    "vbscript link": ('<a href="vbscript:msgbox(1)">x</a>', "x"),
    "srcset": (
        '<img src=/media/a.jpg srcset="javascript:alert(1) 1x, https://evil.example/p.gif 2x">',
        "",
    ),
    "style attribute": (
        '<p style="background:url(https://evil.example/t.gif);position:fixed;inset:0">x</p>',
        "<p>x</p>",
    ),
    "style element": (
        "<style>@import 'https://evil.example/x.css';</style><p>k</p>",
        "<p>k</p>",
    ),
    "base": ('<base href="https://evil.example/"><p>k</p>', "<p>k</p>"),
    "refresh": ('<meta http-equiv=refresh content="0;url=https://evil.example/">', ""),
    "iframe": ('<iframe srcdoc="<script>alert(1)</script>"></iframe>', ""),
    "object and embed": (
        '<object data="data:text/html,x"></object><embed src="javascript:alert(1)">',
        "",
    ),
    "form": (
        '<form action="https://evil.example/"><input name=pw>'
        '<button formaction="javascript:alert(1)">go</button></form>',
        "go",
    ),
    "mutation through math": (
        "<math><mtext><table><mglyph><style><!--</style>"
        '<img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
        "",
    ),
    "mutation through noscript": (
        '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
        '&lt;p title=""&gt;',
    ),
    "mutation through svg": (
        '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
        '<p></p>"&gt;',
    ),
    "template": ("<template><script>alert(1)</script></template>", ""),
    "details": ("<details open ontoggle=alert(1)><summary>x</summary></details>", "x"),
    "svg link": (
        '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
        "",
    ),
    "target": (
        '<a href="https://evil.example" target=_blank>x</a>',
        '<a href="https://evil.example" rel="noopener noreferrer">x</a>',
    ),
    "clobbering link": (
        '<a id="__x" name="cookie" href="https://a.example">x</a>',
        '<a href="https://a.example" rel="noopener noreferrer">x</a>',
    ),
    "clobbering image": ('<img name="getElementById" src=x>', ""),
    "script in script": (
        "<<script>script>alert(1)<</script>/script>",
        "&lt;/script&gt;",
    ),
    "nul in tag": ("<scr\0ipt>alert(1)</scr\0ipt>", "alert(1)"),
    "animation": ("<svg><animate onbegin=alert(1) attributeName=x dur=1s>", ""),
    "textarea": (
        '<textarea><img title="</textarea><img src=x onerror=alert(1)>">',
        '&lt;img title=""&gt;',
    ),
    "xmp": (
        '<xmp><img title="</xmp><img src=x onerror=alert(1)>">',
        '&lt;img title=""&gt;',
    ),
    "comment": ("<!--><img src=x onerror=alert(1)>-->", "--&gt;"),
    "tracking pixel": ('<img src="//evil.example/pixel.gif">', ""),
    "foreign image": ('<img src="http://evil.example/a.jpg">', ""),
    "template language": (
        "{{ settings.SECRET_KEY }}{% load static %}",
        "{{ settings.SECRET_KEY }}{% load static %}",
    ),
    "link in dead link": (
        '<a>a<a href="https://a.example">b</a></a>c<a name="d">d</a>',
        'a<a href="https://a.example" rel="noopener noreferrer">b</a>cd',
    ),
    "empty paragraph": ("<p></p>", ""),
    "nul in text": ("<p>a\0b</p>", "<p>ab</p>"),
}
FIGURES = {
    "as the editor writes it": (SHOWN, SHOWN),
    "in another order, with more": (
        '<figure class="x" data-alt=" A\n boat. " onclick="alert(1)" id="y"'
        f' data-photo="{ID.upper()}" style="top:0"><img src="/media/x.jpg"><script>x()</script>'
        '<figcaption class="z"> Off\n shore. </figcaption></figure>',
        SHOWN,
    ),
    "decorative": (
        f'<figure data-photo="{ID}" data-alt="A boat." data-decorative="true"></figure>',
        f'<figure data-photo="{ID}" data-decorative="true"><figcaption></figcaption></figure>',
    ),
    "decorative in doubt": (
        f'<figure data-photo="{ID}" data-decorative="maybe"></figure>',
        WAITING,
    ),
    "alternative text of spaces": (
        f'<figure data-photo="{ID}" data-alt=" &nbsp; "></figure>',
        WAITING,
    ),
    "quotation marks": (
        f"<figure data-photo='{ID}' data-alt='\"&lt;b&gt;\" &amp;amp; co'></figure>",
        f'<figure data-photo="{ID}" data-alt="&quot;&lt;b&gt;&quot; &amp;amp; co">'
        "<figcaption></figcaption></figure>",
    ),
    "video": (
        f'<figure data-video="https://www.example.org/film?a=1&b=2" data-photo="{ID}"></figure>',
        f'<figure data-photo="{ID}" data-video="https://www.example.org/film?a=1&amp;b=2">'
        "<figcaption></figcaption></figure>",
    ),
    **{
        f"video at {address}": (
            f'<figure data-photo="{ID}" data-video="{address}"></figure>',
            WAITING,
        )
        for address in [
            *("http://example.org/film", "javascript:alert(1)", "//example.org", "https://film"),
            *("https://a@example.org/", "https://example.org:8/", "https://127.0.0.1/", ""),
            *("https://example.org/a b", "https://example.org/&quot;>", "HTTPS:/\\example.org"),
        ]
    },
    "inline markup only in a caption": (
        f'<figure data-photo="{ID}"><figcaption><p>One <strong>two</strong></p><ul><li>three '
        '<a href="https://a.example" class="x">four</a><a name="y">!</a></li></ul><h2>five</h2>'
        "<br></figcaption></figure>",
        f'<figure data-photo="{ID}"><figcaption>One <strong>two</strong> three '
        '<a href="https://a.example" rel="noopener noreferrer">four</a>! five <br>'
        "</figcaption></figure>",
    ),
    "no-break spaces of French": (
        f'<figure data-photo="{ID}"><figcaption>«\xa0Oui\u202f!</figcaption></figure>',
        f'<figure data-photo="{ID}"><figcaption>«&nbsp;Oui\u202f!</figcaption></figure>',
    ),
    "two captions": (
        f'<figure data-photo="{ID}"><figcaption>a</figcaption><figcaption>b</figcaption></figure>',
        f'<figure data-photo="{ID}"><figcaption>a b</figcaption></figure>',
    ),
    "figure in a figure": (
        f'<figure data-photo="{ID}"><figure data-photo="{OTHER}"><figcaption>b</figcaption>'
        "</figure><figcaption>a</figcaption></figure>",
        f'<figure data-photo="{ID}"><figcaption>a</figcaption></figure>'
        f'<figure data-photo="{OTHER}"><figcaption>b</figcaption></figure>',
    ),
    "figure in a caption": (
        f'<figure data-photo="{ID}"><figcaption>a<figure data-photo="{OTHER}"></figure>c'
        "</figcaption></figure>",
        f'<figure data-photo="{ID}"><figcaption>ac</figcaption></figure>'
        f'<figure data-photo="{OTHER}"><figcaption></figcaption></figure>',
    ),
    "text in a figure": (
        f'<figure data-photo="{ID}"><p>b</p><figcaption>a</figcaption></figure>',
        f'<figure data-photo="{ID}"><figcaption>a</figcaption></figure><p>b</p>',
    ),
    "no photo": ("<p>a</p><figure><img src=x><figcaption>b</figcaption></figure>", "<p>a</p>"),
    "linked picture": ('<figure>\n<a href="/big.jpg"><img src=x></a>\n</figure>', ""),
    "table in a figure": (
        "<figure><table><tbody><tr><td>a</td></tr></tbody></table>"
        "<figcaption>b</figcaption></figure>",
        "<table><tbody><tr><td>a</td></tr></tbody></table>",
    ),
    "caption without a figure": ("<figcaption>a</figcaption>", "a"),
    "figure inside a paragraph": (f"<p>a{SHOWN}b</p>", f"<p>a</p>{SHOWN}b<p></p>"),
    **{
        f"malformed id {photo!r}": (
            f"<figure data-photo='{photo}'><figcaption>a</figcaption></figure>",
            "",
        )
        for photo in ["", "7", ID[:-1], f"{ID}0", f"{ID} ", ID.replace("-", ""), f'{ID}">', "../x"]
    },
}


@pytest.mark.parametrize(
    ("html", "expected"), [*CASES.values(), *FIGURES.values()], ids=[*CASES, *FIGURES]
)
def test_leaves_exactly(html, expected):
    assert clean_body(html) == expected
    assert clean_body(expected) == expected


def test_keeps_what_the_editor_writes():
    html = (
        "<h2>One</h2><h3>Two</h3><p><strong>a</strong> <em>b</em><br>c</p>"
        "<ul><li><p>d</p></li></ul><ol><li><p>e</p></li></ol><blockquote><p>f “g” &amp; h</p>"
        '</blockquote><p><a href="mailto:a@b.example" title="t" rel="noopener noreferrer">i</a>'
        '<a href="tel:+15195550100" rel="noopener noreferrer">j</a></p>'
    )
    assert clean_body(html) == html


fragments = st.sampled_from(
    ["<a>", "</a>", '<a href="/x">', "<p>", "</p>", "<table>", "<td>", "<svg>", "<math>", "<style>"]
    + ["<title>", "</title>", "<!--", "-->", "<b>", "</b>", "&", "&lt;", '"', "\0", "x", " ", "<"]
    + [f'<figure data-photo="{ID}" data-alt="', f"<figure data-photo={ID}>", "</figure>"]
    + ["<figcaption>", "</figcaption>", "<blockquote>", '<figure data-video="https://a.example/']
    + ['<a title="', '">', "<textarea>", "</textarea>", "<figure>", "<li>", "&amp;amp;", "\xa0"]
)


@settings(max_examples=150, deadline=None, database=None, derandomize=True)
@given(st.lists(fragments, max_size=14))
def test_cleaning_twice_is_cleaning_once(parts):
    once = clean_body("".join(parts))

    assert clean_body(once) == once
    assert "\0" not in once
    assert once.count("<a ") == once.count("</a>")
    assert once.count("<figure") == len(FIGURE.findall(once))


def test_refuses_before_parsing_what_is_too_long():
    def refuse():
        with pytest.raises(ValidationError):
            clean_body("<" * 5_000_000)

    takes_less_than(4, refuse)


@pytest.mark.parametrize(
    "html", ["<ul><li>" * 24_000, "<figure>" * 20_000, "<blockquote>" * 10_001]
)
def test_refuses_before_parsing_what_is_nested_too_deep(html):
    """The parser takes ten seconds for the first of them."""

    def refuse():
        with pytest.raises(ValidationError) as caught:
            clean_body(html[:MAX_BYTES])
        assert caught.value.code == "tags"

    takes_less_than(4, refuse)


@pytest.mark.ci
@pytest.mark.matrix
@pytest.mark.parametrize(
    "unit",
    [
        *("<ul><li>", "<blockquote>", "<figure>", "<table><tr><td>", '<a href="/"><ul><li>'),
        *(f"<figure data-photo={ID}>", f"<figure data-photo={ID}><figcaption>x", "<b>", "<div>"),
    ],
)
def test_takes_no_longer_for_the_worst_that_is_parsed(unit):
    html = unit * min(MAX_TAGS // unit.count("<"), MAX_BYTES // len(unit))

    def clean():
        with suppress(ValidationError):
            clean_body(html)

    takes_less_than(8, clean)


@pytest.mark.parametrize("html", ["<b>" * 100_000, "<b>" * 60_000, "&" * 150_000])
def test_refuses_what_would_be_too_long_when_cleaned(html):
    with pytest.raises(ValidationError):
        clean_body(html)


@pytest.mark.parametrize("pile", ["\u0301\u0323", "&#769;&#803;"])
def test_keeps_ten_marks_upon_a_letter(pile):
    html = clean_body("<p>harbour" + pile * 1_000 + "</p>")

    assert html == "<p>harbour" + "\u0301\u0323" * 5 + "</p>"
    assert clean_body(html) == html


def test_allows_a_long_article():
    html = "<p>" + "é" * ((MAX_BYTES - 7) // 2) + "</p>"
    assert clean_body(html) == html


def test_settles_markup_that_reads_differently_the_second_time():
    html = clean_body('<a href="/x"><table><a href="/y">')
    assert clean_body(html) == html


def test_keeps_the_text_only_of_what_never_settles(monkeypatch):
    passes = iter(range(100))
    monkeypatch.setattr("news.body.tidy", lambda html: f"<p>{next(passes)}</p>")
    assert clean_body("<p>a</p>") == "4"


def test_refuses_what_stands_too_deep_in_itself():
    deep = "<p>" + "<b>a b c d e " * 4900 + "</b>" * 4900 + "</p>"
    lists = "<ul><li>a b c d" * 2400 + "</li></ul>" * 2400

    for text in (deep, lists):
        with pytest.raises(ValidationError, match="more formatting than can be read"):
            clean_body(text)


def test_keeps_a_list_in_a_list_in_a_list():
    text = "<ul><li>a" * 20 + "</li></ul>" * 20

    assert clean_body(text).count("<ul>") == 20


def test_keeps_a_long_table_whose_cells_are_not_closed():
    assert clean_body("<table>" + "<tr><td>a<td>b" * 60 + "</table>").count("</td>") == 120
