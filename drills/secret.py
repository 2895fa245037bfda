"""Drill of the site's secret: a new key, with the old one beside it, and then without."""

import json
import os
import subprocess
import sys
import time

from drills.evidence import exactly
from drills.newsroom import ROOT

OLD, NEW = "old-" * 15, "new-" * 15
LINKS = """
import json
from datetime import timedelta
from django.utils import timezone
from django.test import Client
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from ijmsite.privacy.mailing import unsubscribe_url
from ijmsite.privacy.models import DataLink
from ijmsite.staff.models import User
from ijmsite.staff.tokens import reset_tokens
from ijmsite.web.traps import stamp

user = User.objects.create_superuser("rotated@newsroom.example")
client = Client()
client.force_login(user)
data = DataLink(email="reader@drill.example", expires_at=timezone.now() + timedelta(hours=1))
token = data.new_token()
data.save()
uid = urlsafe_base64_encode(force_bytes(user.pk))
path = unsubscribe_url("reader@drill.example", "en").split("/", 3)[3]
print(json.dumps({
    "session": client.cookies["sessionid"].value,
    "reset": reverse("password_reset_confirm", args=[uid, reset_tokens.make_token(user)]),
    "unsubscribe": f"/{path}",
    "me": reverse("privacy:me_data", args=[token]),
    "stamp": stamp(),
}))
"""


def rotated(stage):
    """R22: SECRET_KEY is replaced, and some time later the old one is removed."""
    with stage.machine() as machine:
        links = _made_under_the_old_key(stage, machine)
        with_both = _look(machine, links, SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=OLD)
        without = _look(machine, links, SECRET_KEY=NEW)
    stage.report.show(
        "R22 a new SECRET_KEY, with the old one in SECRET_KEY_FALLBACKS",
        [
            exactly("session of a member of staff", with_both["session"], "works"),
            exactly("link to choose a password", with_both["reset"], "works"),
            exactly("form that was open meanwhile", with_both["form"], "303, new"),
            exactly("link to unsubscribe", with_both["unsubscribe"], "works"),
            exactly("link to one's own data", with_both["me"], "works"),
        ],
    )
    stage.report.show(
        "R22 and without the old one",
        [
            exactly("session of a member of staff", without["session"], "signs in anew"),
            exactly("link to choose a password", without["reset"], "says it is over"),
            exactly("link to unsubscribe", without["unsubscribe"], "works"),
            exactly("link to one's own data", without["me"], "works"),
        ],
    )
    stage.report.show(
        "    Control: the old key was forgotten at once",
        [
            exactly("session of a member of staff", without["session"], "works"),
            exactly("link to choose a password", without["reset"], "works"),
        ],
        must_fail=True,
    )


def _made_under_the_old_key(stage, machine):
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", LINKS]
    environment = stage.environment(machine.folder, machine.url) | {"SECRET_KEY": OLD}
    made = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    # Whoever has filled in a form sooner than in three seconds is no person: see ijmsite.web.traps.
    time.sleep(3)
    return json.loads(made.stdout)


def _look(machine, links, **keys):
    web = machine.web(**{"SECRET_KEY_FALLBACKS": "", **keys})
    try:
        return {
            "session": _session(web, links["session"]),
            "reset": _reset(web, links["reset"]),
            "form": _form(machine, web, links["stamp"]),
            "unsubscribe": _page(web, links["unsubscribe"]),
            "me": _page(web, links["me"]),
        }
    finally:
        web.stop()


def _session(web, value):
    status, headers, _text = web.ask("GET", "/admin/", Cookie=f"sessionid={value}")
    if status == 200:
        return "works"
    where = headers.get("location", "")
    if "/second-factor/" in where:
        return "works"  # It knows who that is, and asks for more.
    return "signs in anew" if "/login/" in where else f"{status} {where}"


def _reset(web, path):
    # A right one leads on to an address without the token, which stays in the session.
    status, headers, _text = web.ask("GET", path)
    if status == 302 and "set-password" in headers.get("location", ""):
        return "works"
    return "says it is over" if status in (200, 410) else str(status)


def _form(machine, web, stamp):
    question = web.visitors.question("S1", f"{os.urandom(4).hex()}@rotated.example")
    answer = web.visitors.post(question | {"rendered": stamp}, "10.40.0.1")
    query = f"SELECT status FROM contacts_inquiry WHERE reference = '{answer.reference}'"  # noqa: S608 (ours)
    states = [state for (state,) in machine.database.rows(query)]
    return f"{answer.status}, {' '.join(states)}"


def _page(web, path):
    status = web.ask("GET", path)[0]
    return "works" if status == 200 else str(status)
