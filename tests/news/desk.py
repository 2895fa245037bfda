"""How a member of staff fills in the form of an article."""

from django.urls import reverse
from django.utils import timezone

from .desk_form import typed_into

ADD = "/admin/news/article/add/"
LIST = "/admin/news/article/"
SAID = {"edit_kind": "minor", "override_reason": "The checks are tested elsewhere."}


def posted(client, article, meanwhile=lambda: None, **fields):
    """Send the article's form as it was shown, but for `fields`; between, `meanwhile`."""
    url = reverse("admin:news_article_change", args=[article.pk])
    data = typed_into(client.get(url), **(SAID | fields))
    meanwhile()
    return client.post(url, data)


def change_url(article):
    return reverse("admin:news_article_change", args=[article.pk])


def at(name, moment):
    """Return how a moment is typed into the two fields of a time."""
    local = timezone.localtime(moment)
    return {f"{name}_0": local.strftime("%Y-%m-%d"), f"{name}_1": local.strftime("%H:%M:%S")}


def form_of(response):
    assert response.status_code == 200
    return response.context["adminform"].form


def errors(response):
    """Return what a form that was refused says, by field."""
    return {k: [str(e) for e in v] for k, v in form_of(response).errors.items()}


def codes(findings):
    return [finding.code for finding in findings]


def figure(photo, attributes='data-alt="Boats."'):
    """Return a picture of the library as a text shows it."""
    return f'<figure data-photo="{photo.pk}" {attributes}><figcaption></figcaption></figure>'
