"""The site as its own processes serve it, on the database of the test."""

import http.client
import os
import signal
import ssl
import subprocess
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from django.db import connection

from drills.newsroom import free_port
from ijmsite import serve
from ijmsite.web.parentage import die_with_parent

ROOT = Path(__file__).resolve().parents[2]
# What a machine in production has to name; no mail leaves these.
PRODUCTION = {
    "PRODUCTION": "1",
    "COLLECTED_STATIC": "0",
    "SECRET_KEY": "x" * 60,
    "LEDGER_KEY": "y" * 60,
    "ALLOWED_HOSTS": "127.0.0.1",
    "TRUSTED_PROXIES": "127.0.0.1",
    "EMAIL_URL": "smtp://127.0.0.1:9",
    "DEFAULT_FROM_EMAIL": "newsroom@newsroom.example",
    "ORG_NAME": "IJM Canada",
    "ORG_MAILING_ADDRESS": "100 Sample Street, London, Ontario",
    "PRESS_INBOX": "press@newsroom.example",
    "FUNDRAISING_INBOX": "fundraising@newsroom.example",
    "GIVE_URL": "https://give.newsroom.example/",
    "HELP_EMAIL": "help@newsroom.example",
    "HELP_PHONE": "519.679.5030",
}


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    content: bytes


def database_url():
    of = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{of['NAME']}"
    return f"postgres://{of['USER']}@{of['HOST']}:{of['PORT']}/{of['NAME']}"


def fetch(port, path, method="GET", body=None, **headers):
    """Ask over a connection of its own."""
    own = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        own.request(method, path, body, {n.replace("_", "-"): v for n, v in headers.items()})
        response = own.getresponse()
        given = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, given, response.read())
    finally:
        own.close()


@contextmanager
def serving(data_dir, workers=1, **environment):
    """Serve the site as `make run` does, but for its number of workers; yield port and process."""
    port = free_port()
    data_dir.mkdir(exist_ok=True)
    own = {"DATA_DIR": str(data_dir), "DATABASE_URL": database_url(), "PORT": str(port)}
    kept = {n: v for n, v in os.environ.items() if n not in {"SITE_URL", "EMAIL_URL"}}
    command = [*serve.command(), "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", str(workers)]
    with (data_dir / "server.log").open("w+") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=kept | own | {"DIE_WITH_PARENT": "1"} | environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent,
            start_new_session=True,
        )
        try:
            wait_for(port, process, data_dir / "server.log")
            yield port, process
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(20)


def wait_for(port, process, log):
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            if fetch(port, "/healthz").status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(log.read_text())


def workers_of(process):
    """Return how much work, in ticks of its processor, each worker has done, by its pid."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    stats = {pid: Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2] for pid in children}
    return {pid: sum(map(int, stat.split()[11:13])) for pid, stat in stats.items()}


class Handler(BaseHTTPRequestHandler):
    """What a proxy does that ends TLS: it asks in plain HTTP, and says how it was asked itself."""

    protocol_version = "HTTP/1.1"
    behind = 0

    def pass_on(self):
        length = int(self.headers.get("Content-Length") or 0)
        headers = dict(self.headers) | {
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "192.0.2.7",
        }
        body = self.rfile.read(length) if length else None
        told = fetch(self.behind, self.path, self.command, body, **headers)
        self.send_response_only(told.status)
        hop_by_hop = {"transfer-encoding", "connection", "content-length"}
        for name, value in told.headers.items():
            if name not in hop_by_hop:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(told.content)))
        self.end_headers()
        self.wfile.write(told.content)

    do_GET = do_HEAD = do_POST = pass_on  # noqa: N815 (the names of the base class)

    def log_message(self, *arguments):
        pass


@contextmanager
def tls_proxy(folder, behind, port):
    """End TLS on `port` before the site on the port `behind`."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
        + ["-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
    handler = type("OwnHandler", (Handler,), {"behind": behind})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *arguments: None  # A browser that goes away is no error.
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
