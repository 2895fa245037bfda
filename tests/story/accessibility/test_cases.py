"""No page that readers can come to is left out of what is looked at here."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.test import Client

from tests.addresses import SECOND_FACTOR, open_pages

from .cases import ELSEWHERE, EMPTY, FURNISHED

pytestmark = pytest.mark.django_db

TEMPLATES = Path(settings.BASE_DIR, "templates")
# Whoever sees these is signed in as one of the staff; tests/news/test_reading_browser.py has them.
OF_THE_DESK = {"news/reading/preview.html", "news/reading/social_card.html"}
OF_FEEDS = {"news/_feed_content.html"}
OF_FILES = {"privacy/me_export.html"}  # tests/privacy/test_me_page.py


def public_templates():
    for path in TEMPLATES.rglob("*.html"):
        name = path.relative_to(TEMPLATES).as_posix()
        # The pages of the second factor: tests/staff/factor/test_pages_browser.py.
        elsewhere = ("admin/", "mail/", "registration/factor_", "registration/_factor")
        if not name.startswith(elsewhere) and "/email/" not in name:
            yield name


def ask(case, language, addresses):
    is_foreign = case.sent_from == ELSEWHERE
    client = Client(enforce_csrf_checks=is_foreign, raise_request_exception=False)
    headers = {
        "Accept-Language": language,
        "Sec-Fetch-Site": "cross-site" if is_foreign else "same-origin",
    }
    if case.after:
        client.post(case.after.format(**addresses), headers=headers)
    path = case.path_in(language, addresses)
    # Where it leads now: the link of a mail goes on to an address without the secret.
    page = client.get(path, headers=headers, follow=True)
    if case.post is None or case.form:
        return page
    return client.post(page.request["PATH_INFO"], case.post, headers=headers)


@pytest.fixture
def answers(furnished):
    """Return the answer to every case that needs no script."""
    # What pages of other tests have rendered once (`kept`) is rendered here again.
    for loader in engines["django"].engine.template_loaders:
        loader.reset()
    return {case.name: ask(case, "en", furnished) for case in FURNISHED}


def missing(answers):
    """Return the views and the templates of readers that none of the answers shows."""
    found = [answer for answer in answers if answer.status_code != 404]
    views = {answer.resolver_match.view_name for answer in found}
    templates = {template.name for answer in answers for template in answer.templates}
    return {
        *(open_pages() - SECOND_FACTOR - views),
        *({*public_templates()} - OF_THE_DESK - OF_FEEDS - OF_FILES - templates),
    }


def test_every_page_and_template_of_readers_is_looked_at(answers):
    statuses = {name: answer.status_code for name, answer in answers.items()}

    assert statuses == {case.name: case.status for case in FURNISHED}
    assert missing(answers.values()) == set()
    del answers["guide"]
    assert missing(answers.values()) == {"fundraisers:guide", "fundraisers/guide.html"}


def test_the_empty_site_has_the_pages_that_are_looked_at():
    statuses = {case.name: ask(case, "en", {}).status_code for case in EMPTY}

    assert statuses == {case.name: case.status for case in EMPTY}
