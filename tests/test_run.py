"""What `make run` refuses to start, and what it says at the start."""

import logging
import re
import sys

import pytest

from ijmsite import run, serve
from ijmsite.upkeep import restoring


# Django 6.1 asks the database what it can do.
@pytest.mark.django_db
def test_what_a_broken_off_restore_has_left_is_not_started(settings):
    settings.DATA_DIR.mkdir(exist_ok=True)
    restoring.marker().touch()
    with pytest.raises(SystemExit, match="A restore into .* was broken off"):
        run.check()

    restoring.marker().unlink()
    run.check()


def test_a_web_worker_that_does_not_hear_is_killed_before_the_supervisor_gives_up():
    options = serve.OPTIONS
    assert 0 < int(options[options.index("--workers-kill-timeout") + 1]) < run.STOP_WITHIN


@pytest.mark.django_db(transaction=True)
def test_says_where_the_site_is_in_one_piece_whatever_is_logged_meanwhile(capsys):
    handler = logging.StreamHandler(sys.stdout)
    logging.getLogger("ijmsite.audit").addHandler(handler)
    try:
        run.welcome()
    finally:
        logging.getLogger("ijmsite.audit").removeHandler(handler)

    said = capsys.readouterr().out
    assert "action=sign_in_link" in said
    assert re.search(r"^  Site   \S+\n  Admin  http\S+/admin/sign-in/\S+\n", said, re.MULTILINE)
