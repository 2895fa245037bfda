"""`make test-next`: every test again, on the next Django and a newer Python, where one is at hand.

The environment in var/next is made of pyproject.toml: another Django, and of all the rest the
newest release that is offered beside it. What nobody has locked may fail on any day, so this is
no part of `make test`.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DJANGO = "django>=6.1,<6.2"
# https://docs.djangoproject.com/en/6.1/faq/install/
NEEDS = (3, 12)
PLACE = ROOT / "var" / "next"
EXTRAS = ["dev", "import", "s3"]
# What is true of the locked packages, and of those alone.
LOCKED = [
    "test_every_package_of_a_web_server_has_a_known_licence",
    "test_the_list_of_licences_is_that_of_the_locked_packages",
]


def candidates() -> Iterator[str]:
    """Yield what may be a Python: PYTHON_NEXT alone, else what is on the PATH or kept by pyenv."""
    if named := os.environ.get("PYTHON_NEXT"):
        yield named
        return
    for folder in os.get_exec_path():
        for path in Path(folder).glob("python3*"):
            if re.fullmatch(r"python3(\.\d+)?", path.name):
                yield str(path)
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    yield from map(str, pyenv.glob("versions/*/bin/python"))


def version_of(python: str) -> tuple[int, ...]:
    """Return what the program says it is, such as (3, 13, 0); () where it says nothing."""
    code = "import sys; print(*sys.version_info[:3])"
    try:
        said = subprocess.run([python, "-c", code], capture_output=True, text=True, timeout=20)
        return tuple(map(int, said.stdout.split()))
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return ()


def newest() -> str | None:
    """Return the path of the newest Python that the next Django runs on, if there is one."""
    version, python = max(
        ((version_of(python), python) for python in candidates()), default=((), "")
    )
    return python if version >= NEEDS else None


def install(python: str) -> Path:
    """Make the environment, hashes checked, where it is not there; return its Python."""
    own, locked, stamp = (PLACE / name for name in ["venv/bin/python", "locked.txt", "installed"])
    lock(python, locked)
    wanted = f"{version_of(python)}\n{locked.read_text()}"
    if not stamp.exists() or stamp.read_text() != wanted:
        stamp.unlink(missing_ok=True)
        subprocess.run([python, "-m", "venv", "--clear", PLACE / "venv"], check=True)
        pip = [own, "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]
        subprocess.run(
            [*pip, "--require-hashes", "--only-binary", ":all:", "-r", locked], check=True
        )
        stamp.write_text(wanted)
    return own


def lock(python: str, locked: Path) -> None:
    """Write the newest releases that go together, with their hashes, into `locked`."""
    PLACE.mkdir(parents=True, exist_ok=True)
    override = PLACE / "override.txt"
    override.write_text(DJANGO)
    uv = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-header", "--upgrade"]
    subprocess.run(
        [*uv, "--generate-hashes", f"--python={python}", f"--override={override}"]
        + [*(f"--extra={extra}" for extra in EXTRAS), "pyproject.toml", f"--output-file={locked}"],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def main() -> None:
    python = newest()
    if not python:
        wanted = ".".join(map(str, NEEDS))
        sys.exit(
            f"Nothing was tested: {DJANGO} needs Python {wanted} or newer, and none is on the PATH "
            "or in pyenv. Name one: make test-next PYTHON_NEXT=/path/of/python3.13"
        )
    print(f"{DJANGO} on {python}, into {PLACE.relative_to(ROOT)} …", flush=True)
    own = install(python)
    os.chdir(ROOT)
    without = [f"--deselect=tests/security/test_supply.py::{name}" for name in LOCKED]
    os.execv(own, [str(own), "-m", "tests.run", *without, *sys.argv[1:]])  # noqa: S606 (the tests, by it)


if __name__ == "__main__":
    main()
