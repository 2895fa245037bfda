"""The forms on pages that are kept, sent by a real browser: directly, and through a proxy."""

import ssl
import urllib.error
import urllib.request
from contextlib import ExitStack

import pytest

from contacts.models import Inquiry
from drills.newsroom import free_port

from .served import PRODUCTION, fetch, serving, tls_proxy

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.ci,
]
TRUSTING = ssl._create_unverified_context()  # noqa: S323 (our own certificate)


@pytest.fixture(params=["directly", "through a proxy that ends TLS"])
def origin(request, tmp_path, article):
    """Return where a browser finds the site."""
    with ExitStack() as stack:
        if request.param == "directly":
            port, _process = stack.enter_context(serving(tmp_path / "site", workers=2))
            yield f"http://127.0.0.1:{port}"
            return
        outside = free_port()
        site_url = f"https://127.0.0.1:{outside}"
        settings = PRODUCTION | {"SITE_URL": site_url}
        port, _process = stack.enter_context(serving(tmp_path / "site", workers=2, **settings))
        stack.enter_context(tls_proxy(tmp_path, port, outside))
        plain = fetch(port, "/news/boat/")
        assert plain.status == 301
        assert plain.headers["location"].startswith("https://")
        yield site_url


def read(address, data=None, **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(address, data, headers)
    try:
        return urllib.request.urlopen(request, timeout=30, context=TRUSTING)
    except urllib.error.HTTPError as error:
        return error


def test_a_question_is_sent_from_a_page_that_is_kept(new_context, origin):
    address = f"{origin}/news/boat/"
    with read(address) as first:
        tag = first.headers["ETag"]
        assert "Set-Cookie" not in first.headers
    with read(address, If_None_Match=tag) as again:
        assert again.status == 304

    context = new_context(ignore_https_errors=True)
    page = context.new_page()
    # Twice, so that the second time it is confirmed or kept for certain.
    page.goto(address)
    page.goto(address)
    form = page.locator("form[action='/press/']")
    form.get_by_label("Your name").fill("Zoë O'Brien")
    form.get_by_role("textbox", name="Email").fill("zoe@courier.example")
    form.get_by_label("Your question").fill("May we speak with someone?")
    page.wait_for_timeout(3_500)
    form.get_by_role("button", name="Send").click()
    page.get_by_text("M-", exact=False).first.wait_for()

    assert Inquiry.objects.get().email == "zoe@courier.example"
    assert context.cookies() == []


@pytest.mark.parametrize(
    "sent",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Referer": "https://evil.example/"},
        {},
    ],
    ids=str,
)
def test_a_form_of_another_site_is_refused_with_a_way_on(origin, sent):
    data = b"name=Zoe&email=zoe%40courier.example&message=May+we+speak%3F"
    with read(f"{origin}/press/", data, **sent) as refused:
        text = refused.read().decode()

    assert refused.status == 403
    assert "Nothing is lost" in text
    assert "May we speak?" in text
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize("name", ["Origin", "Referer"])
def test_a_browser_that_knows_only_older_headers_is_believed(origin, name):
    own = {"Origin": origin, "Referer": f"{origin}/news/boat/"}
    data = b"name=Zoe&email=zoe%40courier.example&message=May+we+speak%3F"
    with read(f"{origin}/press/", data, **{name: own[name]}) as thanks:
        assert thanks.status == 200

    assert "/press/thanks/" in thanks.url
    assert Inquiry.objects.count() == 1
