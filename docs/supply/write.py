"""`make sbom`: what the site is made of besides its own sources, and under which licences.

Writes a bill of materials (CycloneDX 1.5, JSON) to var/sbom.json and the list of licences to
docs/licences.md. Both are read from requirements.txt, which has the versions and the checksums of
all that is installed on a web server, and from what the packages say of themselves.
"""

import json
import re
import sys
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
LOCKED = re.compile(r"^([\w.-]+)==([^\s;]+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
# By SPDX's names: where a package says nothing, or not which one of a family. From the file of the
# licence that it brings along.
SAID = {
    "colorama": "BSD-3-Clause",
    "django-csp": "BSD-3-Clause",
    "django-simple-history": "BSD-3-Clause",
    "markdown-it-py": "MIT",
    "mdurl": "MIT",
    "pytest-django": "BSD-3-Clause",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "qrcode": "BSD-3-Clause AND MIT",
    "sqlparse": "BSD-3-Clause",
}
# Those that let anybody run, change and hand on the site under its own terms.
KNOWN = {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "MIT-CMU"}
KNOWN |= {"MPL-2.0", "PSF-2.0", "Unlicense"}
# A library that is used as it is: its own changes would have to be handed on, ours not.
KNOWN |= {"LGPL-3.0-only"}

HEAD = """# Licences of what the site is made of

Written by `make sbom` from `requirements.txt` and from what the packages say of themselves; a test
fails where a package is not listed or has a licence that nobody has looked at. The packages of
`requirements-dev.txt` run on the machines of developers alone and are not listed. The fonts stand
under the SIL Open Font License: `ijmsite/static/ijmsite/fonts/OFL.txt`.

| package | licence | what it is |
| --- | --- | --- |
"""


class Package(NamedTuple):
    name: str
    version: str
    hashes: list[str]  # SHA-256, one for each file that may be installed

    @property
    def about(self) -> Any:
        """Return what the package says of itself; nothing where another system needs it."""
        try:
            return metadata.metadata(self.name)
        except metadata.PackageNotFoundError:
            return {}

    @property
    def licence(self) -> str:
        """Return the SPDX expression, or an empty text."""
        told = self.about.get("License-Expression") or self.about.get("License") or ""
        return SAID.get(self.name) or (told if is_known(told) else "")

    @property
    def summary(self) -> str:
        return " ".join((self.about.get("Summary") or "").split()).rstrip(".").replace("|", "/")

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"


def is_known(licence: str) -> bool:
    return all(part in KNOWN for part in re.split(r" (?:AND|OR) ", licence))


def locked(text: str) -> list[Package]:
    """Return the packages of a locked list of requirements, in its order."""
    starts = [*LOCKED.finditer(text)]
    ends = [match.start() for match in starts[1:]] + [len(text)]
    return [
        Package(match[1].lower(), match[2], HASH.findall(text[match.start() : end]))
        for match, end in zip(starts, ends, strict=True)
    ]


def bill_of_materials(packages: list[Package]) -> dict[str, Any]:
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "ijmsite", "bom-ref": "ijmsite"}},
        "components": [component(package) for package in packages],
        "dependencies": [
            {"ref": package.purl, "dependsOn": needed_by(package, packages)} for package in packages
        ],
    }


def component(package: Package) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": package.purl,
        "name": package.name,
        "version": package.version,
        "purl": package.purl,
        "licenses": [{"expression": package.licence}],
        # Of each file that may be installed, as pip compares them.
        "properties": [{"name": "pip:hash:sha256", "value": value} for value in package.hashes],
    }


def needed_by(package: Package, packages: list[Package]) -> list[str]:
    purls = {other.name: other.purl for other in packages}
    wanted = package.about.get_all("Requires-Dist") or [] if package.about else []
    names = {re.match(r"[\w.-]+", line)[0].lower().replace("_", "-") for line in wanted}
    return sorted(purls[name] for name in names & purls.keys())


def list_of_licences(packages: list[Package]) -> str:
    return HEAD + "".join(f"| {p.name} | {p.licence} | {p.summary} |\n" for p in packages)


def main() -> int:
    packages = locked((ROOT / "requirements.txt").read_text())
    if unknown := [package.name for package in packages if not package.licence]:
        print(f"Look at the licences of {', '.join(unknown)}, and add them to SAID.")
        return 1
    bill = ROOT / "var" / "sbom.json"
    bill.parent.mkdir(exist_ok=True)
    bill.write_text(json.dumps(bill_of_materials(packages), indent=2) + "\n")
    (ROOT / "docs" / "licences.md").write_text(list_of_licences(packages))
    print(f"Wrote {bill.relative_to(ROOT)} and docs/licences.md: {len(packages)} packages.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
