"""`make deploy-check` finds what is wrong."""

import shutil

import pytest

from deploy import check

pytestmark = [pytest.mark.slow, pytest.mark.ci]


def needs(program):
    if not shutil.which(program):
        pytest.skip(f"no {program} on this machine")


@pytest.mark.parametrize("program", list(check.CHECKS))
def test_the_shipped_files_pass(program):
    needs(program)

    check.CHECKS[program][0]()


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("ijmsite-web.service", "Restart=always", "Restart=sometimes", "Failed to parse"),
        ("ijmsite-web.service", "Type=exec", "Typ=exec", "Unknown key"),
        (
            "ijmsite-.service.d/hardening.conf",
            "SystemCallFilter=@system-service\nSystemCallFilter=~@privileged @resources\n",
            "",
            "exposure",
        ),
    ],
)
def test_systemd_finds_what_is_wrong(tmp_path, file, old, new, said):
    needs("systemd-analyze")
    folder = tmp_path / "units"
    shutil.copytree(check.UNITS, folder)
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new))

    with pytest.raises(check.JudgedError, match=said):
        check.systemd(folder)


@pytest.mark.parametrize(
    ("judge", "file", "old", "new"),
    [
        (check.caddy, "Caddyfile", "buffer_requests", "buffer_everything"),
        (check.caddy, "Caddyfile", "\tadmin off", "admin off"),
        (check.nginx, "nginx.conf", "proxy_request_buffering on;", "proxy_request_buffering on"),
        (check.nginx, "nginx.conf", "keepalive 16;", "keepalive many;"),
    ],
)
def test_proxies_find_what_is_wrong(tmp_path, judge, file, old, new):
    needs(judge.__name__)
    text = (check.HERE / file).read_text()
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new))

    with pytest.raises(check.JudgedError):
        judge(tmp_path / file)


def test_shellcheck_finds_what_is_wrong(tmp_path):
    needs("shellcheck")
    for name in check.SCRIPTS:
        shutil.copy(check.HERE / name, tmp_path)
    with (tmp_path / "lib.sh").open("a") as file:
        file.write("rm -rf $nowhere/*\n")

    with pytest.raises(check.JudgedError, match="SC2"):
        check.shellcheck(tmp_path)
