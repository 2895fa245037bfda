"""What the site is made of: every package is locked, listed, and under a licence that is known."""

import json

import pytest
from cyclonedx.model.bom import Bom

from docs.supply.write import HASH, Package, bill_of_materials, is_known, locked
from tests.check import ROOT

PACKAGES = locked((ROOT / "requirements.txt").read_text())


def test_every_package_of_a_web_server_has_a_known_licence():
    assert len(PACKAGES) > 30
    assert [package.name for package in PACKAGES if not package.licence] == []


def test_the_list_of_licences_is_that_of_the_locked_packages():
    """`make sbom` writes it anew."""
    lines = (ROOT / "docs" / "licences.md").read_text().splitlines()
    listed = {tuple(line.split(" | ")[:2]) for line in lines if line.startswith("| ")}

    assert {(f"| {package.name}", package.licence) for package in PACKAGES} <= listed
    assert len(listed) == len(PACKAGES) + 2  # the head of the table


@pytest.mark.parametrize("licence", ["", "Proprietary", "AGPL-3.0-only", "MIT AND GPL-3.0-only"])
def test_a_licence_that_nobody_has_looked_at_is_unknown(licence):
    assert not is_known(licence)


def test_a_package_that_nobody_knows_has_none():
    assert Package("no-such-package", "1.0", []).licence == ""


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_is_locked_with_its_checksums(name):
    packages = locked((ROOT / name).read_text())

    assert [package.name for package in packages if not package.hashes] == []
    assert len(HASH.findall("--hash=sha256:" + "0" * 64)) == 1


def test_the_bill_of_materials_is_read_by_others():
    bill = bill_of_materials(PACKAGES)
    read = Bom.from_json(json.loads(json.dumps(bill)))

    assert {str(c.purl) for c in read.components} == {package.purl for package in PACKAGES}
    [django] = [d for d in bill["dependencies"] if d["ref"].startswith("pkg:pypi/django@")]
    assert any("asgiref" in ref for ref in django["dependsOn"])
