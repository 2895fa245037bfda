"""A manifest and an archive that somebody else wrote: neither ends in a traceback."""

import hashlib
import io
import json
import tarfile
from datetime import UTC, datetime

import pytest

from ijmsite.upkeep import backups, media


def write(made, manifest):
    (made.folder / backups.MANIFEST).write_text(json.dumps(manifest))


def resign(made, **fields):
    """Change the manifest as somebody can who has no key."""
    said = json.loads((made.folder / backups.MANIFEST).read_text())
    said = {name: value for name, value in (said | fields).items() if value is not None}
    del said["signature"]
    write(made, said | {"signature": backups.sign(said, None)})


def archive(name, kind=tarfile.REGTYPE, **headers):
    """Return a tar of one file with this name, which says the right hash of itself."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=tarfile.PAX_FORMAT) as tar:
        member = tarfile.TarInfo(name)
        member.type, member.linkname = kind, "elsewhere.jpg"
        content = b"mine" if kind == tarfile.REGTYPE else b""
        member.size = len(content)
        member.pax_headers = {media.SHA256: hashlib.sha256(content).hexdigest()} | headers
        tar.addfile(member, io.BytesIO(content))
    return target.getvalue()


@pytest.mark.parametrize(
    "fields",
    [
        {"made_at": None},
        {"made_at": "yesterday"},
        {"engine": 1},
        {"ledger": None},
        {"files": []},
        {"files": {"media.tar": 1}},
        {"files": {"media.tar": {"size": "1", "sha256": ""}}},
        {"tables": {"news_article": {"rows": 1}}},
        {"migrations": [1]},
        {"migrations": [["news"]]},
        {"migrations": [["news", 1]]},
        {"migrations": [[["news"], ["0001_initial"]]]},
        {"media": "1"},
        {"missing": None},
    ],
)
def test_a_manifest_that_lacks_what_is_read_is_refused_in_a_sentence(fields, tmp_path):
    folder = tmp_path / "copy"
    folder.mkdir()
    made = backups.Backup(folder, datetime(2026, 3, 5, 2, tzinfo=UTC))
    whole = {"format": 1, "key": "", "signature": "", "made_at": made.made_at.isoformat()}
    whole |= {"site": "1", "engine": "sqlite", "ledger": "0", "files": {}, "tables": {}}
    write(made, whole | {"migrations": [["news", "0001_initial"]], "media": 0, "missing": []})
    resign(made)
    assert made.manifest(None)["media"] == 0
    resign(made, **fields)

    with pytest.raises(backups.UpkeepError, match="does not say what a backup has to say"):
        made.manifest(None)


@pytest.mark.parametrize(
    "content",
    [
        *map(archive, ["../../x", "/tmp/x", "..", ".", "", "a/../../x", "..\\x"]),  # noqa: S108 (no file is made)
        archive("x.jpg", path="a\0b"),
        archive("x.jpg", tarfile.SYMTYPE),
        archive("x.jpg", tarfile.LNKTYPE),
        archive("x.jpg", tarfile.DIRTYPE),
        archive("x.jpg", tarfile.FIFOTYPE),
        archive("x.jpg")[:700],
        b"no tar at all" * 100,
        b"",
    ],
)
def test_no_archive_of_somebody_elses_ends_in_a_traceback_or_writes_a_file(
    content, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path / "data" / "media"

    with pytest.raises(backups.UpkeepError):
        media.put_back(io.BytesIO(content), 1, print)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
