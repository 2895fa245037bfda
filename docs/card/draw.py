"""`make card`: draw the card of shared links and the icon into the static files.

`card.svg` stands for every page without a picture of its own. It carries no words: the name of
the organization is a setting, and the page brings its title. What tells its story stands within
the square in its middle, to which messengers crop it.
"""

import io
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.conftest import CHROMIUM, CHROMIUM_ARGUMENTS

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "ijmsite" / "static" / "ijmsite"
SIZES = {"card": (1200, 630), "icon": (180, 180)}


def main():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        for name, (width, height) in SIZES.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            # The icon takes its door from the sprite, which a browser does not allow among files.
            page.route("http://files/**", answer_from_files)
            page.goto(f"http://files/docs/card/{name}.svg")
            # Flat colours: a palette holds them all, edges included, in a third of the bytes.
            image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            image = image.quantize(256, dither=Image.Dither.NONE)
            path = STATIC / f"{name}.png"
            image.save(path, optimize=True)
            print(f"{path.name}: {width} x {height}, {path.stat().st_size // 1000} kB")
        browser.close()


def answer_from_files(route):
    route.fulfill(path=ROOT / urlsplit(route.request.url).path[1:])


if __name__ == "__main__":
    main()
