"""The editor's library is pinned; these tell what to look at when it is not the same any more."""

import base64
import hashlib
import re
from pathlib import Path

import django_prose_editor
from django.contrib.staticfiles import finders
from django.forms import Textarea

from news.body import EXTENSIONS, BodyField

EDITOR = Path(django_prose_editor.__file__).parent / "static/django_prose_editor/editor.js"
INJECTED = "PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA="


def injected_css():
    return re.search(r"=`(\.ProseMirror \{.*?)`", EDITOR.read_text(), re.DOTALL)[1]


def own(name):
    return Path(finders.find(f"admin_desk/{name}")).read_text()


def test_library_injects_the_style_that_we_serve_as_a_file():
    digest = base64.b64encode(hashlib.sha256(injected_css().encode()).digest()).decode()

    assert digest == INJECTED
    assert injected_css() in own("tiptap-core.css")


def test_library_still_looks_for_the_mark():
    assert "style[data-tiptap-style" in EDITOR.read_text()
    assert "data-tiptap-style" in own("csp-style.js")


def test_asks_for_our_modules_by_their_static_address():
    html = BodyField().formfield().widget.render("body", "", {"id": "id_body"})

    for name in ("editor-a11y", "editor-words", "photo-figure"):
        assert f"/static/admin_desk/{name}.js" in html
    assert isinstance(BodyField().formfield().widget, Textarea)


def test_own_modules_name_each_other_by_the_import_map():
    """A relative import would ask for a name without its hash, which is not kept."""
    widget = BodyField().formfield().widget
    known = widget.media._importmap._data["imports"]
    folder = Path(finders.find("admin_desk/photo-figure.js")).parent
    imports = re.compile(r'^import .* from "([^"]+)"$', re.MULTILINE)
    asked = {name for path in folder.glob("*.js") for name in imports.findall(path.read_text())}

    assert asked <= set(known)
    assert {name for name in known if name.startswith("desk/")} <= asked
    assert all(finders.find(path) for path in known.values())


def test_tells_the_editor_where_the_library_is():
    config = BodyField().formfield().widget.get_config()
    html = BodyField().formfield().widget.render("body", "", {"id": "id_body"})

    assert str(config["extensions"]["PhotoFigure"]["pickerUrl"]) == "/admin/photos/photo/picker/"
    assert "/admin/photos/photo/upload/" in html


def test_offers_no_picture_and_no_raw_markup():
    assert not {"Image", "Figure", "HTML", "Table", "Underline"} & set(EXTENSIONS)
