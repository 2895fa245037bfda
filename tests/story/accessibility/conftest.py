from dataclasses import dataclass, field

import pytest

from . import cases, data

LOCALES = {"en": "en-CA", "fr": "fr-CA"}


@dataclass
class Site:
    url: str
    cases: list
    addresses: dict = field(default_factory=dict)

    def visit(self, page, case, language="en"):
        """Come to the page of `case`, in the state that it names."""
        path = case.path_in(language, self.addresses)
        if case.after:
            self.send(page, case.after.format(**self.addresses), {})
        if case.post is None or case.form:
            response = page.goto(self.url + path)
        else:
            response = self.send(page, path, case.post, case.sent_from)
        assert response.status == case.status, case.name
        if case.form:
            form = page.locator(case.form)
            for name, value in case.post.items():
                form.locator(f"[name={name}]").fill(value)
            form.locator("[type=submit]").click()
            page.locator("[data-form-place] :is([role=alert], [role=status])").wait_for()

    def send(self, page, path, fields, sent_from=""):
        """Send a form to where `path` leads, and return the answer."""
        if sent_from == cases.ELSEWHERE:
            page.goto(sent_from)
        else:
            page.goto(self.url + (sent_from or path))
        action = self.url + path if sent_from else page.url
        with page.expect_navigation() as answered:
            page.evaluate(cases.SEND, [action, fields])
        return answered.value

    def only(self, *names):
        """Return the site with some of its pages."""
        chosen = [case for case in self.cases if case.name in names]
        assert len(chosen) == len(names), names
        return Site(self.url, chosen, self.addresses)

    def found(self, look, page, language="en"):
        """Come to every page in turn; return what `look` finds there, by the name of the page."""
        found = {}
        for case in self.cases:
            self.visit(page, case, language)
            found[case.name] = look(page)
        return {name: faults for name, faults in found.items() if faults}


@pytest.fixture
def empty_site(live_server):
    return Site(live_server.url, cases.EMPTY)


@pytest.fixture
def furnished(settings):
    """Store one of everything, and return the addresses of what is not found without them."""
    settings.ROOT_URLCONF = "tests.story.accessibility.urls"
    return data.addresses(data.articles(data.frame()))


@pytest.fixture
def site(live_server, furnished):
    return Site(live_server.url, cases.FURNISHED, furnished)


@pytest.fixture
def open_page(new_context):
    """Return a function that opens a page in a browser of its own, in a language."""

    def open_one(language="en", **options):
        return new_context(locale=LOCALES[language], **options).new_page()

    return open_one
