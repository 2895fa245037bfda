"""What a browser would send of the article's form as it was served."""

from html.parser import HTMLParser


class FormReader(HTMLParser):
    def __init__(self, form_id):
        super().__init__(convert_charrefs=True)
        self.form_id = form_id
        self.is_inside = False
        self.data = {}
        self.select = self.textarea = None

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "form":
            self.is_inside = found.get("id") == self.form_id
        if not self.is_inside:
            return
        name = found.get("name")
        if tag == "select":
            self.select = name
        elif tag == "option" and "selected" in found:
            self.data.setdefault(self.select, []).append(found.get("value", ""))
        elif tag == "textarea":
            self.textarea = name
            self.data[name] = ""
        elif tag == "input" and name:
            self.read_input(name, found)

    def read_input(self, name, found):
        kind = found.get("type", "text")
        if kind in {"checkbox", "radio"}:
            if "checked" in found:
                self.data.setdefault(name, []).append(found.get("value", "on"))
        elif kind not in {"submit", "button", "file"}:
            self.data[name] = found.get("value", "")

    def handle_endtag(self, tag):
        if tag == "form":
            self.is_inside = False
        elif tag == "textarea":
            self.textarea = None

    def handle_data(self, data):
        if self.textarea:
            self.data[self.textarea] += data


def typed_into(page, form_id="article_form", **changes):
    """Return the data of the form on `page`, with `changes` typed into it."""
    reader = FormReader(form_id)
    reader.feed(page.text)
    # A browser leaves out the line break behind the opening tag.
    data = {k: v.removeprefix("\n") if isinstance(v, str) else v for k, v in reader.data.items()}
    assert data, f"no form {form_id}"
    return data | changes
