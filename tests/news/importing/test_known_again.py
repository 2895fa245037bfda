"""What is known again is known by the articles and photos, not by what the audit list says."""

import pytest
from PIL import Image

from ijmsite.photos.models import Photo
from news.deleted import restore
from news.models import Article, Redirect
from tests.staff.emptied import empty_the_audit_list

pytestmark = pytest.mark.django_db
OLD = "https://old.example"


@pytest.fixture
def forgetful(save, run_import):
    """Return a function that imports a file and then empties the audit list."""

    def run(path, *options):
        out, failure = run_import(path, *options)
        assert not failure
        empty_the_audit_list()
        return out

    return run


def test_a_page_is_known_by_its_file_when_its_address_is_told_no_more(save, forgetful):
    path = save()
    forgetful(path, "--source-url", f"{OLD}/registry/")
    assert "1 page: 0 drafts made" in forgetful(path)

    assert Article.objects.get().imported_from == f"{OLD}/registry/"


def test_a_picture_is_known_by_its_file(save, forgetful):
    for name in ("one", "two"):
        path = save(
            f"{name}.html", headline=name, body=f'<p>{"The text. " * 40}</p><img src="a.jpg">'
        )
        Image.new("RGB", (320, 200), "#446688").save(path.parent / "a.jpg", "JPEG")
        forgetful(path)

    assert Article.objects.count() == 2
    assert Photo.objects.count() == 1


def test_a_restored_article_has_its_old_address_again(save, forgetful):
    path = save(address=f"{OLD}/old-registry.html")
    forgetful(path)
    article = Article.objects.get()
    pk = article.pk
    Redirect.objects.create(path="/older.html", article=article)
    for _time in range(2):
        Article.objects.get(pk=pk).delete()
        assert not Redirect.objects.exists()
        empty_the_audit_list()
        article = restore(pk, None)

    paths = set(article.former_addresses.values_list("path", flat=True))
    assert paths == {"/old-registry.html", "/older.html"}
    assert article.imported_fingerprint
    assert "0 drafts made" in forgetful(path)
