"""Which Python `make test-next` takes."""

import pytest

from tests import next as newer


@pytest.fixture
def pythons(tmp_path, monkeypatch):
    """Return a function that puts a program on an otherwise empty PATH, with what it says."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.delenv("PYTHON_NEXT", raising=False)

    def add(path, says):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"#!/bin/sh\n{says}\n")
        file.chmod(0o755)
        return str(file)

    return add


def test_takes_the_newest_on_the_path_or_of_pyenv(pythons):
    pythons("bin/python3", "echo 3 11 2")
    pythons("bin/python3.12", "echo 3 12 9")
    newest = pythons("pyenv/versions/3.13.0/bin/python", "echo 3 13 0")

    assert newer.newest() == newest


def test_passes_over_what_does_not_run(pythons):
    pythons("bin/python3.14", "exit 127")
    runs = pythons("bin/python3.12", "echo 3 12 9")

    assert newer.newest() == runs


def test_takes_the_one_that_is_named(pythons, monkeypatch):
    pythons("bin/python3.14", "echo 3 14 0")
    named = pythons("elsewhere/python", "echo 3 12 9")
    monkeypatch.setenv("PYTHON_NEXT", named)

    assert newer.newest() == named


def test_says_that_none_is_new_enough(pythons):
    pythons("bin/python3", "echo 3 11 2")

    with pytest.raises(SystemExit, match=r"Nothing was tested: .* needs Python 3\.12 or newer"):
        newer.main()
