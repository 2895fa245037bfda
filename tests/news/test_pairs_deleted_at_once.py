"""An article comes back while somebody pairs its former twin with another one."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction

from news import deleted
from news.models import Article

pytestmark = pytest.mark.django_db(transaction=True)


def paired_elsewhere(twin, other):
    """Pair `twin` with `other` as somebody else; return whether that could be."""
    try:
        with transaction.atomic():
            # Who saves at the desk waits; this test must not wait for itself. On SQLite the whole
            # transaction would wait; there, too, it gives up at once.
            nowait = connection.features.has_select_for_update_nowait
            row = Article.objects.select_for_update(nowait=nowait).get(pk=twin.pk)
            row.translation_of = other
            row.save()
    except OperationalError:
        return False
    finally:
        connection.close()
    return True


def test_what_somebody_pairs_meanwhile_is_not_overwritten(make_article, monkeypatch):
    rope = make_article("rope", status="draft", publish_at=None)
    corde = make_article("corde", language="fr", translation_of=rope)
    other = make_article("other", status="draft", publish_at=None)
    key, could_be = rope.pk, []
    rope.delete()

    def can_be_pair(*pair):
        with ThreadPoolExecutor() as pool, monkeypatch.context() as patch:
            if connection.vendor == "sqlite":
                patch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0)
            could_be.append(pool.submit(paired_elsewhere, corde, other).result())
        return asked(*pair)

    asked = deleted.can_be_pair
    monkeypatch.setattr(deleted, "can_be_pair", can_be_pair)
    deleted.restore(key, None)

    corde.refresh_from_db()
    assert could_be == [corde.translation_of == other]
