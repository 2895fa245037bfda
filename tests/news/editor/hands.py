"""What a writer does in the text editor, and what stands there then."""

import base64
import io

from PIL import Image

from news.models import Article
from tests.browser import follow


def text(page):
    """Return what would be saved."""
    return page.input_value("#id_body")


def at_end(page, selector):
    """Put the cursor behind the words of a block."""
    page.click(selector)
    page.keyboard.press("End")


def tool(page, name):
    return page.locator(f".prose-menubar button[aria-label='{name}']")


def dialog(page):
    return page.get_by_role("dialog")


def error(page, label):
    """Return what stands beside a field of the dialog, as a screen reader finds it."""
    field = dialog(page).get_by_label(label)
    ids = (field.get_attribute("aria-describedby") or "").split()
    invalid = field.get_attribute("aria-invalid") == "true"
    return page.inner_text(f"#{ids[-1]}") if invalid else ""


def figure(photo, attributes='data-alt="A boat."', caption=""):
    pk = getattr(photo, "pk", photo)
    return f'<figure data-photo="{pk}" {attributes}><figcaption>{caption}</figcaption></figure>'


def save(page):
    follow(page, "[name=_continue]")
    page.wait_for_selector(".messagelist")
    return Article.objects.get()


def jpeg(size=(900, 600)):
    buffer = io.BytesIO()
    Image.new("RGB", size, (30, 80, 120)).save(buffer, "JPEG")
    return buffer.getvalue()


HAND_OVER = """(target, {kind, point, files, html}) => {
  const data = new DataTransfer()
  for (const {name, type, base64} of files) {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
    data.items.add(new File([bytes], name, {type}))
  }
  if (html) data.setData("text/html", html)
  const options = {bubbles: true, cancelable: true, ...point}
  const event = kind === "drop"
    ? new DragEvent("drop", {...options, dataTransfer: data})
    : new ClipboardEvent("paste", {...options, clipboardData: data})
  return target.dispatchEvent(event)
}"""


def hand_over(page, kind, selector, *files, html="", y=0.5):
    """Drop or paste files and markup, in the middle of a block or at another height."""
    box = page.locator(selector).bounding_box()
    point = {"clientX": box["x"] + box["width"] / 2, "clientY": box["y"] + box["height"] * y}
    described = [
        {"name": name, "type": type, "base64": base64.b64encode(content).decode()}
        for name, type, content in files
    ]
    options = {"kind": kind, "point": point, "files": described, "html": html}
    return page.locator(selector).evaluate(HAND_OVER, options)
