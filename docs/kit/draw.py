"""`make logos`: draw the PNGs of the press kit from the SVGs beside them.

Their ground is transparent, and they are 1200 pixels wide: enough for a column of print.
"""

import io
import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.conftest import CHROMIUM, CHROMIUM_ARGUMENTS

KIT = Path(__file__).resolve().parents[2] / "contacts" / "static" / "contacts" / "kit"
WIDTH = 1200


def main():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        for source in sorted(KIT.glob("*.svg")):
            drawing = source.read_text()
            width, height = map(
                float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawing).groups()
            )
            page = browser.new_page(
                viewport={"width": WIDTH, "height": round(height * WIDTH / width)}
            )
            page.set_content(
                f"<style>*{{margin:0}}svg{{display:block;width:100vw;height:auto}}</style>{drawing}"
            )
            image = Image.open(io.BytesIO(page.screenshot(omit_background=True)))
            path = source.with_suffix(".png")
            image.save(path, optimize=True)
            print(f"{path.name}: {image.width} x {image.height}, {path.stat().st_size // 1000} kB")
        browser.close()


if __name__ == "__main__":
    main()
