"""`make deploy-check`: the files of deploy/, judged by the programs that will read them.

It installs nothing and starts nothing. A program that is not here is named, and counts as a
failure with ALL_TESTS=1, which continuous integration sets.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
UNITS = HERE / "systemd"
# systemd's own measure, from 0 (nothing is open) to 10, times ten.
EXPOSURE = 20
SCRIPTS = ["install.sh", "upgrade.sh", "lib.sh", "ijmsite"]
SITE = "newsroom.example"


class JudgedError(Exception):
    """What a program says of a file."""


def run(*command: str | Path, **options) -> str:
    """Run a program; return what it prints, or raise `JudgedError` with that where it fails."""
    done = subprocess.run(  # noqa: S603 (programs of the system, on our files)
        command, capture_output=True, text=True, timeout=120, **options
    )
    said = (done.stdout + done.stderr).strip()
    if done.returncode:
        raise JudgedError(said or f"{command[0]} ends with {done.returncode}")
    return said


def units(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("ijmsite-*.*") if path.is_file())


def a_machine(root: Path, folder: Path = UNITS) -> Path:
    """Lay out below `root` what systemd looks for: our units, those they name, program and user."""
    shutil.copytree(folder, root / "etc/systemd/system")
    shutil.copytree("/usr/lib/systemd/system", root / "usr/lib/systemd/system", symlinks=True)
    (root / "lib").symlink_to("usr/lib")
    (root / "etc/passwd").write_text("root:x:0:0::/:/bin/sh\nijmsite:x:999:999::/:/bin/false\n")
    python = root / "srv/ijmsite/current/.venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\n")
    python.chmod(0o755)
    return root


def systemd(folder: Path = UNITS) -> None:
    with tempfile.TemporaryDirectory() as directory:
        root = a_machine(Path(directory) / "root", folder)
        said = run("systemd-analyze", "verify", "--man=no", f"--root={root}", *units(folder))
        # What it does not understand it ignores with a line, and counts as fine.
        if said:
            raise JudgedError(said)
        for unit in units(folder):
            if unit.endswith(".service"):
                run(
                    *("systemd-analyze", "security", "--no-pager", "--offline=true"),
                    *(f"--threshold={EXPOSURE}", f"--root={root}", unit),
                )


def caddy(file: Path = HERE / "Caddyfile") -> None:
    if formatted := run("caddy", "fmt", "--diff", str(file)):
        changed = [line for line in formatted.splitlines() if re.match(r"[-+] ", line)]
        if changed:
            raise JudgedError("caddy fmt:\n" + "\n".join(changed))
    said = run("caddy", "adapt", "--config", str(file), "--adapter", "caddyfile")
    if '"level":"warn"' in said:
        raise JudgedError(said)
    run("caddy", "validate", "--config", str(file), "--adapter", "caddyfile")


def nginx(file: Path = HERE / "nginx.conf") -> None:
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        certificate(folder, SITE)
        # It opens its ports to judge: 80 and 443 may be taken, or not ours.
        site = nginx_on(file.read_text(), free_port(), free_port())
        run("nginx", "-t", "-q", "-p", directory, "-c", nginx_around(folder, site))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def nginx_on(site: str, http: int, https: int) -> str:
    """Return the configuration for two ports of loopback."""
    site = re.sub(r"^ *listen \[::\].*\n", "", site, flags=re.MULTILINE)
    return re.sub(
        r"listen (80|443)\b",
        lambda found: f"listen 127.0.0.1:{http if found[1] == '80' else https}",
        site,
    )


def certificate(folder: Path, name: str) -> None:
    """Make key.pem and certificate.pem for two days, signed by nobody else."""
    subject = ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name},IP:127.0.0.1"]
    files = ["-keyout", f"{folder}/key.pem", "-out", f"{folder}/certificate.pem"]
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, *files)


def nginx_around(folder: Path, site: str) -> Path:
    """Write a configuration around that of the site, which keeps all it writes in `folder`."""
    live = f"/etc/letsencrypt/live/{SITE}"
    site = site.replace(f"{live}/fullchain.pem", f"{folder}/certificate.pem")
    site = site.replace(f"{live}/privkey.pem", f"{folder}/key.pem")
    kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    places = "".join(f"    {kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    user = "user root;\n" if os.geteuid() == 0 else ""
    main = folder / "main.conf"
    main.write_text(
        f"{user}pid {folder}/nginx.pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{\n    access_log off;\n{places}{site}\n}}\n"
    )
    return main


def shellcheck(folder: Path = HERE) -> None:
    run("shellcheck", "--external-sources", *SCRIPTS, cwd=folder)


CHECKS: dict[str, tuple[Callable[[], None], str]] = {
    "systemd-analyze": (systemd, "systemd"),
    "caddy": (caddy, "caddy"),
    "nginx": (nginx, "nginx"),
    "shellcheck": (shellcheck, "shellcheck"),
}


def main() -> int:
    failed, missing = [], []
    for program, (check, package) in CHECKS.items():
        if not shutil.which(program):
            missing.append(package)
            continue
        try:
            check()
        except JudgedError as fault:
            failed.append(program)
            print(fault)
        print(f"{'FAILED' if program in failed else 'ok    '} {program}", flush=True)
    if missing:
        print(f"Left out, for want of a program: apt-get install {' '.join(missing)}")
    return 1 if failed or (missing and os.environ.get("ALL_TESTS")) else 0


if __name__ == "__main__":
    sys.exit(main())
