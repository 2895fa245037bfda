"""nginx with the article's bytes as a file: two workers, connections kept, no log."""

import os
import shutil
import subprocess
from pathlib import Path

from bench.subjects import Missing, raw_wsgi
from bench.subjects.ground import Command, Say, environment

NAME = "nginx static"
PATHS = {"article": "/article.html"}
BINARY = "/usr/sbin/nginx"
CONFIGURATION = """
daemon off;
worker_processes 2;
pid {folder}/nginx.pid;
error_log stderr error;
{user}
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_timeout 75;
    keepalive_requests 1000000;
    open_file_cache max=100;
    types {{ text/html html; }}
    charset utf-8;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/files;
    }}
}}
"""


def prepare(work: Path, articles: int, database_url: str, say: Say) -> None:
    if not os.access(BINARY, os.X_OK):
        install(say)
    raw_wsgi.prepare(work, articles, database_url, say)


def install(say: Say) -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Missing("nginx: install Debian's package nginx-light, or start as root")
    say("Installing nginx …")
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", "nginx-light"]):
        done = subprocess.run(  # noqa: S603 (a fixed command)
            ["/usr/bin/apt-get", "-qq", *arguments],
            env=environment(DEBIAN_FRONTEND="noninteractive"),
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise Missing(f"nginx: apt-get could not install it: {done.stderr.strip()[-200:]}")


def command(work: Path, port: int) -> Command:
    folder = work.resolve() / "nginx"
    (folder / "files").mkdir(parents=True, exist_ok=True)
    _headers, body = raw_wsgi.kept_answer(work)
    (folder / "files" / "article.html").write_bytes(body)
    # Its workers would else be of an account that may not read here.
    user = "user root;" if os.geteuid() == 0 else ""
    words = CONFIGURATION.format(folder=folder, port=port, user=user)
    (folder / "nginx.conf").write_text(words)
    argv = [BINARY, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"]
    return argv, environment(), folder
