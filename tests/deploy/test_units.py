"""What the files of deploy/ say, and what the site says: the same."""

import re
from ipaddress import ip_address, ip_network
from urllib.parse import quote_plus

import pytest
import yaml
from django.conf import settings

from contacts.models import Inquiry
from deploy.check import HERE, UNITS
from ijmsite import run
from ijmsite.web.limits import ADMIN_LIMIT, PUBLIC_LIMIT
from tests.check import PRODUCTION
from tests.test_settings import check

# What each place says for itself.
PLACE = {"--host", "--port", "--workers"}


def but_for_the_place(words):
    """Return a command line without Python, and without what each place says for itself."""
    words = words[1:]
    places = [n for n, word in enumerate(words) if word in PLACE]
    return [word for n, word in enumerate(words) if n not in places and n - 1 not in places]


def exec_start(unit):
    text = (UNITS / unit).read_text().replace("\\\n", " ")
    return re.search(r"^ExecStart=(.*)$", text, re.MULTILINE)[1].split()


def env_example():
    lines = (HERE / "env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_the_web_server_starts_as_make_run_starts_it():
    said = but_for_the_place(exec_start("ijmsite-web.service"))

    assert said == but_for_the_place(run.children()["web"])
    assert said == ["-m", "ijmsite.serve", "ijmsite.wsgi:application"]


def test_the_container_starts_as_make_run_starts_it():
    command = re.search(r'^CMD \["sh", "-c", "exec (.*)"\]$', container(), re.MULTILINE)[1]

    assert but_for_the_place(command.split()) == but_for_the_place(run.children()["web"])


def test_the_worker_starts_as_make_run_starts_it():
    assert exec_start("ijmsite-worker.service")[1:] == run.children()["mail worker"][1:]


def test_the_example_holds_all_that_production_demands(tmp_path):
    example = env_example()
    assert set(PRODUCTION) <= set(example)
    filled = {
        name: PRODUCTION.get(name, value.replace("FILL IN", "it@newsroom.example"))
        for name, value in example.items()
        if not name.endswith("_DIR")
    }
    result = check(tmp_path, **filled | {"BACKUP_KEY": "x" * 60})

    assert result.returncode == 0, result.stderr


def test_nothing_secret_stands_in_the_example():
    secrets = {name: value for name, value in env_example().items() if name.endswith("_KEY")}

    assert set(secrets.values()) == {"MADE BY install.sh"}
    assert len(secrets) == 3


@pytest.mark.parametrize("file", ["Caddyfile", "nginx.conf"])
def test_proxies_let_in_no_more_than_the_site(file):
    text = (HERE / file).read_text()
    form = {"Caddyfile": "65536.0", "nginx.conf": "client_max_body_size 64k"}[file]
    picture = {"Caddyfile": "30000000.0", "nginx.conf": "client_max_body_size 30m"}[file]

    assert form in text
    assert picture in text
    assert PUBLIC_LIMIT >= 65_536
    assert ADMIN_LIMIT >= 12 * 1024**2


def test_the_longest_question_fits_through_the_proxies():
    # Four bytes of UTF-8 for each character, three characters for each byte.
    longest = quote_plus("\N{GRINNING FACE}") * Inquiry._meta.get_field("message").max_length

    assert len(longest) + 4_000 < 65_536


def test_units_write_to_data_and_backups_alone():
    written = set()
    for file in UNITS.rglob("*.*"):
        if file.is_file():
            written |= set(re.findall(r"^ReadWritePaths=(.*)$", file.read_text(), re.MULTILINE))

    assert written == {env_example()["DATA_DIR"], env_example()["BACKUP_DIR"]}


def test_every_timer_has_its_service():
    timers = {path.stem for path in UNITS.glob("*.timer")}

    assert timers == {"ijmsite-backup", "ijmsite-erasures", "ijmsite-purge"}
    assert timers < {path.stem for path in UNITS.glob("*.service")}


def container():
    return (HERE / "Containerfile").read_text().replace("\\\n", " ")


def test_the_container_runs_as_nobody_and_is_looked_at():
    lines = container().splitlines()
    words = [line.split()[0] for line in lines if re.match(r"[A-Z]+ ", line)]

    assert words.count("FROM") == 2
    assert [line for line in lines if line.startswith("USER ")] == ["USER 10001:10001"]
    assert words.index("USER") < words.index("CMD")
    assert "HEALTHCHECK" in words
    assert "--require-hashes" in container()
    assert not set(words) - {
        *("FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE"),
        *("STOPSIGNAL", "HEALTHCHECK", "CMD"),
    }


def test_the_containers_group_is_the_one_it_runs_with():
    user, group = re.search(r"^USER (\d+):(\d+)$", container(), re.MULTILINE).groups()

    assert f"groupadd --gid {group} ijmsite" in container()
    assert f"useradd --uid {user} --gid {group} " in container()


def test_the_container_copies_what_is_there():
    sources = {
        source
        for line in container().splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for source in line.split()[1:-1]
    }

    assert {
        app.split(".")[0] for app in settings.INSTALLED_APPS if (HERE.parent / app).is_dir()
    } <= sources
    assert all((HERE.parent / source).exists() for source in sources)
    kept = (HERE / "Containerfile.dockerignore").read_text().splitlines()
    assert {line[1:] for line in kept if line.startswith("!")} == sources


def test_compose_gives_the_site_nothing_to_write_to_but_its_data():
    told = yaml.safe_load((HERE / "compose.yaml").read_text())
    for name in ("web", "worker", "prepare", "backup"):
        service = told["services"][name]
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["volumes"] == ["data:/data", "backups:/backups"], name
    # Only the proxy can be reached from outside; it has the address that the site trusts.
    assert [name for name, one in told["services"].items() if "ports" in one] == ["caddy"]
    proxy = told["services"]["caddy"]["networks"]["inside"]["ipv4_address"]
    assert told["x-site"]["environment"]["TRUSTED_PROXIES"] == proxy


def test_nobody_else_gets_the_address_of_the_proxy():
    told = yaml.safe_load((HERE / "compose.yaml").read_text())
    proxy = ip_address(told["services"]["caddy"]["networks"]["inside"]["ipv4_address"])
    [place] = told["networks"]["inside"]["ipam"]["config"]

    assert proxy in ip_network(place["subnet"])
    assert proxy not in ip_network(place["ip_range"])


def test_a_backup_prepares_nothing_while_the_site_runs():
    services = yaml.safe_load((HERE / "compose.yaml").read_text())["services"]

    assert services["backup"]["depends_on"].keys() == {"db"}
    # `up` prepares again, before it looks whether the web server is another one.
    assert "--clear" not in services["prepare"]["command"][-1]
