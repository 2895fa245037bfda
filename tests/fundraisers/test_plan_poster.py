"""The poster: one sheet of paper with what was typed, and a code that leads to the giving page."""

import re

import pytest
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_Q

from .planned import EVENT, make

pytestmark = pytest.mark.django_db
PRINTING = '<script src="/static/fundraisers/print.js" defer>'


@pytest.fixture(autouse=True)
def winter(time_machine):
    time_machine.move_to("2027-01-04T15:00:00Z", tick=False)


def squares(html):
    """Return the dark squares of the code as they are drawn, and the size of the drawing."""
    drawing = re.search(r'<svg class="poster__code".*?</svg>', html, re.S)[0]
    size = int(re.search(r'viewBox="0 0 (\d+) \1"', drawing)[1])
    path = re.search(r'fill="#000" d="([^"]+)"', drawing)[1]
    strokes = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path)
    assert "".join(f"M{x} {y}h{n}v1h-{n}z" for x, y, n in strokes) == path
    return {(int(x) + i, int(y)) for x, y, n in strokes for i in range(int(n))}, size


def matrix(address):
    code = QRCode(error_correction=ERROR_CORRECT_Q, border=4)
    code.add_data(address)
    rows = code.get_matrix()
    return {(x, y) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}, len(rows)


def test_says_what_when_and_where_in_words(client):
    html = make(client, "poster").text

    assert ">Polar dip at Harrow Bay</h1>" in html
    assert "Saturday, March 6, 2027" in html
    assert "10:30 a.m." in html
    assert "Beach House, 12 Quay Street" in html
    assert "IJM Canada" in html


@pytest.mark.parametrize(
    ("day", "words"), [("2027-05-01", "samedi 1er mai 2027"), ("2027-03-07", "dimanche 7 mars")]
)
def test_writes_french_dates_as_french_readers_do(client, day, words):
    html = make(client, "poster", path="/fr/fundraise/plan/", event_date=day).text

    assert words in html
    assert "10\u00a0h\u00a030" in html


def test_has_a_button_to_print_that_only_its_script_reveals(client):
    html = make(client, "poster").text

    assert '<button class="button" type="button" data-print hidden>' in html
    assert "Ctrl+P" in html, "the words stay for those without"


def test_leaves_out_what_was_not_told(client):
    html = make(client, "poster", starts_at="", place="").text

    assert "10:30" not in html
    assert "None" not in html


@pytest.mark.parametrize(
    "address", ["https://give.example/", "https://give.example/canada/harrow-bay?campaign=poster"]
)
def test_the_code_holds_the_address_of_the_giving_page(client, settings, address):
    settings.GIVE_URL = address
    html = make(client, "poster").text

    assert squares(html) == matrix(address)
    assert squares(html) != matrix("https://give.example/other")
    assert f'poster__address">{address}</p>' in html
    assert f"QR code that leads to {address}</title>" in html


def test_whatever_is_typed_stays_text(client):
    html = make(client, "poster", title="<script>alert(1)</script>", place='"><img src=x>').text

    assert re.findall("<script.*?>", html) == [PRINTING]
    assert html.count("<img") == 1, "our own picture"
    assert "&lt;script&gt;" in html


def test_has_no_style_and_no_script_in_the_page(client):
    html = make(client, "poster").text

    assert "<style" not in html
    assert " style=" not in html
    assert re.findall("<script.*?>", html) == [PRINTING]


@pytest.mark.browser
@pytest.mark.parametrize("paper", ["Letter", "A4"])
@pytest.mark.parametrize(
    "fields",
    [
        EVENT,
        {"title": "Bake sale", "event_date": "2027-03-06"},
        {**EVENT, "title": "W" * 80, "place": "W" * 120, "event_date": "2027-09-29"},
        {**EVENT, "title": "🎉" * 80},
    ],
    ids=["usual", "short", "widest", "emoji"],
)
def test_is_one_sheet_whatever_is_typed(new_context, live_server, settings, paper, fields):
    page = new_context().new_page()
    page.goto(f"{live_server.url}/fundraise/plan/")
    for name, value in fields.items():
        page.fill(f"[name={name}]", value)
    with page.expect_navigation():
        page.click("button[value=poster]")

    pdf = page.pdf(format=paper)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1


@pytest.mark.browser
def test_the_button_prints(new_context, live_server):
    page = new_context().new_page()
    page.add_init_script("window.print = () => { window.printed = true; }")
    page.goto(f"{live_server.url}/fundraise/plan/")
    for name, value in EVENT.items():
        page.fill(f"[name={name}]", value)
    page.click("button[value=poster]")

    page.get_by_role("button", name="Print", exact=True).click()

    assert page.evaluate("window.printed")


@pytest.mark.browser
def test_the_way_back_brings_what_was_typed_without_a_script(new_context, live_server):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/fundraise/plan/")
    for name, value in EVENT.items():
        page.fill(f"[name={name}]", value)
    page.click("button[value=poster]")
    page.click("button[name=carried]")

    assert {name: page.input_value(f"[name={name}]") for name in EVENT} == EVENT
    with page.expect_download() as download:
        page.click("button[value=calendar]")
    assert download.value.suggested_filename == "fundraiser.ics"
