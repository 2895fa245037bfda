import subprocess

import pytest

from deploy.release import ReleaseError, git, noted, release

BEFORE = """# Changelog

## Unreleased

### Added
- A door.

## 1.1.0 - 2026-01-02

- A wall.
"""


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Ada Roy")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "ada@newsroom.example")
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / "CHANGELOG.md").write_text(BEFORE)
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "1.1.0"\n')
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "Begin")
    return tmp_path


def test_what_was_unreleased_stands_under_the_version():
    after = noted(BEFORE, "1.2.0", "2026-03-04")

    assert "## Unreleased\n\n## 1.2.0 - 2026-03-04\n\n### Added\n- A door.\n" in after
    assert after.replace("## 1.2.0 - 2026-03-04\n\n", "", 1) == BEFORE


@pytest.mark.parametrize(
    ("changes", "version", "why"),
    [
        (BEFORE, "1.2", "three numbers"),
        (BEFORE, "", "three numbers"),
        (BEFORE, "v1.2.0", "three numbers"),
        (BEFORE, "1.1.0", "later version"),
        (BEFORE, "1.0.9", "later version"),
        (BEFORE.replace("### Added\n- A door.\n", ""), "1.2.0", "say what is new"),
        (BEFORE.replace("## Unreleased", "## Soon"), "1.2.0", "one heading"),
    ],
)
def test_says_why_there_is_no_release(changes, version, why):
    with pytest.raises(ReleaseError, match=why):
        noted(changes, version, "2026-03-04")


def test_a_tenth_version_is_later_than_the_ninth():
    assert "## 1.10.0" in noted(BEFORE.replace("1.1.0", "1.9.0"), "1.10.0", "2026-03-04")


def test_a_release_is_a_commit_and_a_tag(checkout):
    def note(root):
        (root / "released.txt").write_text("news.0001_initial\n")
        return root / "released.txt"

    assert release(checkout, "1.2.0", note) == "v1.2.0"

    assert git(checkout, "show", "--no-patch", "--format=%s", "v1.2.0^{commit}") == "Release 1.2.0"
    assert 'version = "1.2.0"' in git(checkout, "show", "v1.2.0:pyproject.toml")
    assert git(checkout, "show", "v1.2.0:released.txt") == "news.0001_initial"
    assert git(checkout, "status", "--porcelain") == ""


def test_nothing_is_released_that_is_not_committed(checkout):
    (checkout / "new.py").write_text("x = 1\n")

    with pytest.raises(ReleaseError, match="not committed"):
        release(checkout, "1.2.0")
    assert git(checkout, "tag") == ""
    assert (checkout / "CHANGELOG.md").read_text() == BEFORE
