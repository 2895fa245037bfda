"""French is complete: what is marked for translation is translated, and compiled."""

import gettext
import re
import shutil
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import translation

ROOT = Path(__file__).resolve().parent.parent
CATALOG = ROOT / "ijmsite" / "locale" / "fr" / "LC_MESSAGES" / "django.po"


def entries(text):
    """Yield (msgctxt + msgid, msgstr lines, flags) of a catalogue."""
    for block in text.split("\n\n"):
        if 'msgid ""\nmsgstr ""\n"Project' in block or "msgid" not in block:
            continue
        flags = " ".join(line for line in block.splitlines() if line.startswith("#,"))
        lines = "\n".join(line for line in block.splitlines() if not line.startswith("#"))
        key, _, value = lines.partition("\nmsgstr")
        yield key, value, flags


def test_nothing_is_untranslated_or_doubtful():
    poor = [
        key
        for key, value, flags in entries(CATALOG.read_text())
        if "fuzzy" in flags or not re.search(r'"[^"]', value)
    ]

    assert not poor


def test_the_compiled_catalog_is_that_of_the_source():
    with CATALOG.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    with translation.override("fr"):
        assert compiled.gettext("Need Help?") == translation.gettext("Need Help?") != "Need Help?"
    plain = r'^(?:msgctxt "(.+)"\n)?msgid "(.+)"\nmsgstr "(.+)"$'
    found = re.findall(plain, CATALOG.read_text(), re.M)
    assert len(found) > 300
    for words in found:
        context, source, target = (text.replace(r"\"", '"').replace(r"\n", "\n") for text in words)
        shown = compiled.pgettext(context, source) if context else compiled.gettext(source)
        assert shown == target


def test_the_source_holds_every_marked_text(tmp_path, settings, monkeypatch):
    if not shutil.which("xgettext"):
        # A fresh machine has none; continuous integration installs it and leaves nothing out.
        pytest.skip("no GNU gettext on this machine")
    fresh = tmp_path / "checkout"
    for name in ["ijmsite", "news", "contacts", "fundraisers", "templates"]:
        shutil.copytree(
            ROOT / name, fresh / name, ignore=shutil.ignore_patterns("*.jpg", "*.svg", "*.pdf")
        )
    settings.LOCALE_PATHS = [fresh / "ijmsite" / "locale"]
    monkeypatch.chdir(fresh)
    call_command("makemessages", locale=["fr"], no_location=True, no_wrap=True, verbosity=0)
    made = (fresh / CATALOG.relative_to(ROOT)).read_text()

    assert {key for key, _, _ in entries(made)} == {
        key for key, _, _ in entries(CATALOG.read_text())
    }
