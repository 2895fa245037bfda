"""What the tests of the press kit ask of it."""

import csv
import io
import zipfile

from contacts.kit import archive

KIT = "/press/kit.zip"
FRENCH_KIT = "/fr/press/kit.zip"


def unpacked(response):
    return zipfile.ZipFile(io.BytesIO(response.content))


def kit_of(client, path=KIT):
    return unpacked(client.get(path))


def photos_in(kit):
    return [name for name in kit.namelist() if name.startswith("photos/")]


def table_of(kit):
    (name,) = {"captions.csv", "legendes.csv"} & set(kit.namelist())
    return list(csv.DictReader(io.StringIO(kit.read(name).decode("utf-8-sig"))))


def kept():
    """Return the kits that lie on the disk."""
    return sorted(archive.folder().glob("*"))
