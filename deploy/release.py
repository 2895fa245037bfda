"""`make release VERSION=1.2.0`: note a release in the change log, commit that, and tag it.

Nothing leaves this checkout: `git push --follow-tags` does that, once you have looked at it.
"""

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

HEADING = "## Unreleased\n"


class ReleaseError(Exception):
    """Why there is no release, in a sentence."""


def git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]
    done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603 (git, on our checkout)
    if done.returncode:
        raise ReleaseError(done.stderr.strip())
    return done.stdout.strip()


def noted(changes: str, version: str, day: str) -> str:
    """Return the change log with what is unreleased under this version.

    Raises `ReleaseError` where nothing is noted, or the version is not a later one.
    """
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise ReleaseError("Name a version of three numbers: make release VERSION=1.2.0")
    if changes.count(HEADING) != 1:
        raise ReleaseError(f"CHANGELOG.md needs one heading {HEADING.strip()}.")
    before, after = changes.split(HEADING)
    unreleased = re.split(r"^## ", after, maxsplit=1, flags=re.MULTILINE)[0]
    if not re.search(r"^- ", unreleased, re.MULTILINE):
        raise ReleaseError("Nothing stands under Unreleased in CHANGELOG.md: say what is new.")
    released = re.findall(r"^## (\d+\.\d+\.\d+)", after, re.MULTILINE)
    if released and numbers(version) <= numbers(released[0]):
        raise ReleaseError(f"{released[0]} is released already: name a later version.")
    return f"{before}{HEADING}\n## {version} - {day}\n{after}"


def numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def note_migrations(root: Path) -> Path:
    """Note which migrations machines have from now on: those must not change any more."""
    command = [sys.executable, "manage.py", "lint_migrations", "--release"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)  # noqa: S603 (ours)
    if done.returncode:
        raise ReleaseError((done.stdout + done.stderr).strip())
    return root / "ijmsite/upkeep/released.txt"


def release(root: Path, version: str, note: Callable[[Path], Path] = note_migrations) -> str:
    """Make the release in this checkout, and return its tag."""
    changes, project = root / "CHANGELOG.md", root / "pyproject.toml"
    text = noted(changes.read_text(), version, str(datetime.now(UTC).date()))
    if git(root, "status", "--porcelain"):
        raise ReleaseError("Something is not committed: a release is what everybody can see.")
    tag = f"v{version}"
    if git(root, "tag", "--list", tag):
        raise ReleaseError(f"The tag {tag} is there already.")
    changes.write_text(text)
    line = re.compile(r'^version = ".*"$', re.MULTILINE)
    project.write_text(line.sub(f'version = "{version}"', project.read_text(), count=1))
    git(root, "add", str(note(root)), str(changes), str(project))
    git(root, "commit", "--quiet", "--message", f"Release {version}")
    git(root, "tag", "--annotate", "--message", f"Release {version}", tag)
    return tag


def main() -> None:
    try:
        tag = release(Path(__file__).resolve().parent.parent, "".join(sys.argv[1:]))
    except ReleaseError as error:
        sys.exit(str(error))
    print(f"Tagged {tag}. Look at it (git show {tag}), then: git push --follow-tags")


if __name__ == "__main__":
    main()
