"""The head of a page, read."""

from html.parser import HTMLParser


class Head(HTMLParser):
    """What stands in the head of a page."""

    def __init__(self, html):
        super().__init__()
        self.metas, self.links, self.title, self.reading = [], [], "", ""
        self.feed(html.partition("</head>")[0])

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.reading = tag
        if tag == "link":
            self.links.append(attrs)
        if tag == "meta" and (name := attrs.get("property") or attrs.get("name")):
            self.metas.append((name, attrs["content"]))

    def handle_endtag(self, tag):
        self.reading = ""

    def handle_data(self, data):
        if self.reading == "title":
            self.title += data

    def all(self, name):
        return [content for found, content in self.metas if found == name]

    def one(self, name):
        (content,) = self.all(name)
        return content

    @property
    def canonical(self):
        (link,) = (link["href"] for link in self.links if link["rel"] == "canonical")
        return link

    @property
    def social(self):
        return [name for name, _ in self.metas if name.startswith(("og:", "twitter:", "article:"))]
