import os
import subprocess
import sys

import pytest
from django.db import connection
from django.utils import timezone

from deploy.check import HERE
from ijmsite.web.models import Tally
from tests.check import ROOT
from tests.web.served import database_url

pytestmark = [pytest.mark.ci, pytest.mark.django_db(transaction=True)]


def snapshot(what, file, tmp_path):
    url = database_url()
    connection.close()
    subprocess.run(
        [sys.executable, HERE / "snapshot.py", what, file],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url, "DATA_DIR": str(tmp_path)},
        check=True,
    )


def test_a_database_comes_back_as_it_was(tmp_path):
    Tally.objects.create(pk="a visitor", since=timezone.now(), count=7)
    file = tmp_path / "copy"
    snapshot("save", file, tmp_path)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE added (x integer)")
    Tally.objects.all().delete()
    snapshot("load", file, tmp_path)

    assert Tally.objects.get(pk="a visitor").count == 7
    assert "added" not in connection.introspection.table_names()
    assert file.stat().st_mode & 0o077 == 0
