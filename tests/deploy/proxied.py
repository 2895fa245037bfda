"""The site behind the real proxies of deploy/, on ports of loopback, with own certificates."""

import http.client
import shutil
import socket
import ssl
import subprocess
from contextlib import contextmanager, suppress
from typing import NamedTuple

import pytest

from deploy import check
from drills.newsroom import eventually, free_port
from ijmsite.web.parentage import die_with_parent

NAME = "newsroom.example"
PIECE = 16_384


class Proxy(NamedTuple):
    """One of the proxies, in front of the site."""

    program: str
    http: int
    https: int

    def connect(self):
        """Open a connection as a browser does, whose certificate we do not look at."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        plain = socket.create_connection(("127.0.0.1", self.https), timeout=60)
        try:
            return context.wrap_socket(plain, server_hostname=NAME)
        except OSError:
            plain.close()
            raise

    def ask(self, path, method="GET", body=None, **headers):
        """Ask over a connection of its own; return status, headers and content."""
        own = http.client.HTTPConnection("127.0.0.1", timeout=60)
        own.sock = self.connect()
        named = {name.replace("__", "-"): value for name, value in headers.items()}
        try:
            own.request(method, path, body, {"Host": NAME, **named})
            response = own.getresponse()
            given = {name.lower(): value for name, value in response.getheaders()}
            return response.status, given, response.read()
        finally:
            own.close()

    def status_of(self, head, body=b""):
        """Send a request as long as nothing is answered, as browsers do; return the status."""
        with self.connect() as connection:
            sent = f"{head}\r\nHost: {NAME}\r\n\r\n".encode() + body
            for start in range(0, len(sent), PIECE):
                connection.settimeout(60)
                connection.sendall(sent[start : start + PIECE])
                connection.settimeout(0.01)
                with suppress(TimeoutError):
                    return int(connection.recv(4096).split()[1])
            connection.settimeout(60)
            return int(connection.recv(4096).split()[1])


def caddy(folder, behind, http_port, https_port):
    """Write the Caddyfile for these ports, and return the command that runs it."""
    text = (check.HERE / "Caddyfile").read_text()
    ours = [f"http_port {http_port}", f"https_port {https_port}", "skip_install_trust"]
    ours += [f"storage file_system {folder}/store", "default_bind 127.0.0.1"]
    for old, new in {
        "admin off": "\n\t".join(["admin off", *ours]),
        f"{NAME} {{": f"{NAME} {{\n\ttls internal",
        "127.0.0.1:8000": f"127.0.0.1:{behind}",
        "/srv/ijmsite/current/deploy": str(check.HERE),
    }.items():
        assert old in text, old
        text = text.replace(old, new)
    (folder / "Caddyfile").write_text(text)
    return ["caddy", "run", "--config", f"{folder}/Caddyfile", "--adapter", "caddyfile"]


def nginx(folder, behind, http_port, https_port):
    """Write nginx' configuration for these ports, and return the command that runs it."""
    check.certificate(folder, NAME)
    text = check.nginx_on((check.HERE / "nginx.conf").read_text(), http_port, https_port)
    for old, new in {
        "127.0.0.1:8000": f"127.0.0.1:{behind}",
        "/srv/ijmsite/current/deploy": str(check.HERE),
    }.items():
        assert old in text, old
        text = text.replace(old, new)
    main = check.nginx_around(folder, text)
    return ["nginx", "-p", str(folder), "-c", str(main), "-g", "daemon off;"]


@contextmanager
def proxy(program, folder, behind):
    """Run one of the proxies in front of the port `behind`."""
    if not shutil.which(program):
        pytest.skip(f"no {program} on this machine")
    folder.mkdir(exist_ok=True)
    ports = free_port(), free_port()
    command = {"caddy": caddy, "nginx": nginx}[program](folder, behind, *ports)
    with (folder / "proxy.log").open("w") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, cwd=folder, preexec_fn=die_with_parent
        )
    running = Proxy(program, *ports)

    def answers():
        assert process.poll() is None, (folder / "proxy.log").read_text()
        try:
            return running.ask("/healthz")[0] in {200, 503, 502}
        except OSError:
            return False

    try:
        assert eventually(answers, within=30), (folder / "proxy.log").read_text()
        yield running
    finally:
        process.terminate()
        process.wait(20)
