"""`make screenshots`: take every public page of a running newsroom at three widths, and the
pages of the admin that the help shows.

Reads the address from the first argument; with "desk" as the second one, the public pages are
left out. The pictures go beside this file.
"""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from docs.screenshots import desk
from tests.conftest import CHROMIUM, CHROMIUM_ARGUMENTS

HERE = Path(__file__).resolve().parent
WIDTHS = [360, 768, 1440]
PAGES = {
    "home": "/",
    "news": "/news/",
    "article": "/news/all-hands-on-deck-to-end-trafficking-in-romania/",
    "topic": "/news/topics/justice-systems/",
    "press": "/press/",
    "press-thanks": "/press/thanks/?reference=M-7KQ2XF",
    "fundraise": "/fundraise/",
    "fundraise-thanks": "/fundraise/thanks/",
    "guide": "/fundraise/guide/",
    "idea": "/fundraise/ideas/polar-dip/",
    "plan": "/fundraise/plan/",
    "your-data": "/me/",
    "privacy": "/privacy/",
    "accessibility": "/accessibility/",
    "not-found": "/nothing-here/",
    "article-in-french-frame": "/fr/news/the-second-question/",
}


def scroll_through(page):
    """Bring every picture that loads late into view."""
    for y in range(0, page.evaluate("document.documentElement.scrollHeight"), 600):
        page.evaluate(f"scrollTo(0, {y})")
        page.wait_for_timeout(30)
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_load_state("networkidle")


def main():
    url = sys.argv[1].rstrip("/")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        print(f"admin: {desk.take(browser, url)} pictures")
        for width in WIDTHS if sys.argv[2:] != ["desk"] else []:
            page = browser.new_page(viewport={"width": width, "height": 900})
            for name, path in PAGES.items():
                page.goto(url + path, wait_until="networkidle")
                scroll_through(page)
                shoot(page, name, width)
            for name, path in {
                "press-errors": "/press/",
                "fundraise-errors": "/fundraise/",
            }.items():
                page.goto(url + path)
                page.locator("main form [type=submit]").first.click()
                page.get_by_role("alert").wait_for()
                shoot(page, name, width)
            print(f"{width} px: {len(PAGES) + 2} pages")
        browser.close()


def shoot(page, name, width):
    # The guide is as long as a guide is: its beginning shows how it looks.
    picture = page.screenshot(full_page=name != "guide")
    # A palette is enough to see the page by, in a quarter of the bytes.
    image = Image.open(io.BytesIO(picture)).convert("RGB").quantize(128, dither=Image.Dither.NONE)
    image.save(HERE / f"{name}-{width}.png", optimize=True)


if __name__ == "__main__":
    main()
