"""`python -m docs.card.draw`: draw the card of shared links and the icon into the static files.

`card.svg` stands for every page without a picture of its own. It carries no words: the name of
the organization is a setting, and the page brings its title. What tells its story stands within
the square in its middle, to which messengers crop it.
"""

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.conftest import CHROMIUM, CHROMIUM_ARGUMENTS

HERE = Path(__file__).resolve().parent
STATIC = HERE.parents[1] / "ijmsite" / "static" / "ijmsite"
SIZES = {"card": (1200, 630), "icon": (180, 180)}


def main():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        for name, (width, height) in SIZES.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto((HERE / f"{name}.svg").as_uri())
            # Flat colours: a palette holds them all, edges included, in a third of the bytes.
            image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            image = image.quantize(256, dither=Image.Dither.NONE)
            path = STATIC / f"{name}.png"
            image.save(path, optimize=True)
            print(f"{path.name}: {width} x {height}, {path.stat().st_size // 1000} kB")
        browser.close()


if __name__ == "__main__":
    main()
