"""The pictures of the admin that `docs/help` shows, taken from a running newsroom.

What is typed into the forms of the desk is not saved. A question, a sign-up and a banner that
starts in years are: there must be something to show.
"""

import io
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).resolve().parent / "desk"
WIDTH, HEIGHT = 1440, 900
HEADLINE = "Harbour Towns Agree to Share What They Know"
STANDFIRST = "Six harbour towns will tell one another of boats that hire by night."
TEXT = "The agreement was signed in the fish hall of Harrow Bay, between two deliveries of ice."
INQUIRY = {
    "name": "Zoë O’Brien",
    "outlet": "Harrow Bay Courier",
    "email": "zoe@courier.example",
    "message": "May we speak with someone about the agreement? Ten minutes would be enough.",
}
SIGN_UP = {"name": "Amina Roy", "email": "amina@supporter.example", "city": "Harrow Bay"}
BANNER = {
    "headline": "Stand with a survivor this winter",
    "headline_fr": "Soyez là pour une personne survivante cet hiver",
    "text": "Your gift pays for a safe bed, and for somebody who listens.",
    "text_fr": "Votre don paie un lit sûr, et quelqu’un qui écoute.",
    "starts_at_0": "2036-12-01",
    "starts_at_1": "06:00",
}
# A program would be quicker; the site puts aside what is sent within three seconds.
AS_A_PERSON = 3500  # milliseconds


def take(browser: Browser, url: str) -> int:
    """Take every picture into `FOLDER`; return how many."""
    FOLDER.mkdir(exist_ok=True)
    deadline = f"{in_days(3)}T15:00"
    send(browser, f"{url}/press/", INQUIRY | {"deadline": deadline}, topic="interview")
    send(browser, f"{url}/fundraise/", SIGN_UP, idea="polar_dip")
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    sign_in(page, url)
    pictures = 0
    for name, box in views(page, f"{url}/admin"):
        save(page.screenshot(clip=box, full_page=True), name)
        pictures += 1
    page.close()
    return pictures


def send(browser: Browser, address: str, fields: dict[str, str], **choices: str) -> None:
    page = browser.new_page()
    page.goto(address)
    page.wait_for_timeout(AS_A_PERSON)
    for name, value in fields.items():
        page.fill(f"main [name={name}]", value)
    for name, value in choices.items():
        page.select_option(f"main [name={name}]", value)
    page.locator("main form [type=submit]").first.click()
    page.get_by_text("Thank you").first.wait_for()
    page.close()


def in_days(number: int) -> str:
    return f"{(datetime.now(UTC) + timedelta(days=number)).date()}"


def sign_in(page: Page, url: str) -> None:
    """Use a one-time link of the newsroom whose `DATA_DIR` this process has as well."""
    command = [sys.executable, "manage.py", "signin_link"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 (our own command)
    page.goto(url + urlsplit(told.stdout.split()[-1]).path)
    page.locator("main [type=submit]").click()
    page.wait_for_url("**/admin/")


def views(page: Page, admin: str) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield the name of each picture, and what of the page it shows, when the page shows it."""
    page.goto(f"{admin}/news/article/add/", wait_until="networkidle")
    page.fill("#id_headline", HEADLINE)
    page.fill("#id_standfirst", STANDFIRST)
    page.locator(".ProseMirror").fill(TEXT)
    yield "article", top(page, 640)

    page.select_option("[name=status]", "published")
    page.fill("#id_publish_at_0", f"{in_days(1)}")
    page.fill("#id_publish_at_1", "06:00")
    page.locator("#id_headline").focus()
    yield "schedule", around(page, ".beside-the-story", 480)

    open_first(page, f"{admin}/news/article/?q=Romania")
    yield "withdraw", top(page, 420)

    open_first(page, f"{admin}/photos/photo/")
    yield "photo", around(page, ".photo-readers", 320)

    banner = f"{admin}/pages/banner/"
    page.goto(f"{banner}?q={BANNER['headline_fr'].split()[0]}")
    if not page.locator("#result_list a").count():
        page.goto(f"{banner}add/")
        for name, value in BANNER.items():
            page.fill(f"[name={name}]", value)
        page.click("[name=_save]")
    open_first(page, f"{banner}?q={BANNER['headline_fr'].split()[0]}")
    yield "banner", top(page, 560)

    open_first(page, f"{admin}/contacts/inquiry/?q=Courier")
    yield "inquiry", top(page, 620)

    open_first(page, f"{admin}/fundraisers/fundraiser/?q=amina")
    yield "signup", top(page, 620)


def open_first(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#result_list tbody a").first.click()
    page.wait_for_load_state("networkidle")


def top(page: Page, height: int) -> dict[str, float]:
    """Return the upper part of what stands beside the list of the desks."""
    return around(page, "#content", height)


def around(page: Page, selector: str, height: int) -> dict[str, float]:
    box = page.locator(selector).first.bounding_box()
    y = box["y"] + page.evaluate("scrollY")
    return {"x": box["x"], "y": y, "width": box["width"], "height": min(box["height"], height)}


def save(picture: bytes, name: str) -> None:
    # A palette is enough to see the page by, in a fraction of the bytes.
    image = Image.open(io.BytesIO(picture)).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    image.convert("RGB").save(FOLDER / f"{name}.webp", lossless=True, method=6)
