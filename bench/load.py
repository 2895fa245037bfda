"""Load on a server from outside: wrk, and one request after another over one connection."""

import re
import shutil
import socket
import statistics
import subprocess
import time
from dataclasses import dataclass, field

from bench.servers import Server

WRK = shutil.which("wrk")
MICROSECONDS = {"us": 1, "ms": 1_000, "s": 1_000_000, "m": 60_000_000}
NOTHING, LONGEST = " 0 requests in", 20
REFUSED = re.compile(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)")


class LeftOutError(Exception):
    """A figure cannot be measured here; says why."""


class WrongAnswerError(Exception):
    """A server did not answer what is measured."""


@dataclass(frozen=True)
class Load:
    """What one round came to: requests a second, and microseconds."""

    rate: float
    p50: float
    p99: float
    cpu: float  # of the server's processes, for each request
    requests: int

    def words(self) -> str:
        return f"{self.rate:,.0f}/s, {self.cpu:,.0f} us of CPU"


def wrk(server: Server, path: str, seconds: float, connections: int = 8, headers=()) -> Load:
    """Ask for one address over several connections, as fast as the answers come."""
    if WRK is None:
        raise LeftOutError("wrk is missing: apt-get install wrk")
    url = f"http://127.0.0.1:{server.port}{path}"
    # It takes whole seconds only.
    command = [WRK, "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s"]
    command += ["--latency", "--timeout", "30s"]
    for name, value in dict(headers).items():
        command += ["-H", f"{name}: {value}"]
    before = server.cpu()
    done = subprocess.run([*command, url], capture_output=True, text=True)  # noqa: S603 (our own)
    spent = server.cpu() - before
    # What was asked last is still being made, and not to be a burden to whoever comes next.
    server.settle()
    said = done.stdout + done.stderr
    if NOTHING in said and seconds < LONGEST:
        return wrk(server, path, seconds * 3, connections, headers)
    return read_wrk(said, spent, server.name)


def read_wrk(said: str, spent: float, name: str) -> Load:
    """Return what wrk says, where nothing was refused; `spent` are seconds of CPU."""
    requests = re.search(r"(\d+) requests in", said)
    refused = REFUSED.search(said)
    if refused or not requests or not int(requests[1]):
        raise WrongAnswerError(f"{name}: {refused[0] if refused else said.strip()[-300:]}")
    count = int(requests[1])
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])
    p50, p99 = (quantile(said, share) for share in ("50", "99"))
    return Load(rate, p50, p99, spent * 1e6 / count, count)


def quantile(said: str, share: str) -> float:
    number, unit = re.search(rf"{share}%\s+([\d.]+)(us|ms|s|m)\b", said).groups()
    return float(number) * MICROSECONDS[unit]


@dataclass
class Asker:
    """Ask one question after another over one connection, and know how long each answer took.

    A bare socket: what Python's own client costs would hide how pages differ.
    """

    port: int
    headers: dict[str, str] = field(default_factory=dict)
    timeout: float = 60
    _socket: socket.socket | None = None

    def get(self, path: str, **headers: str) -> tuple[float, int, dict[str, str], bytes]:
        """Return seconds, status, headers and body of one answer."""
        lines = {"Host": f"127.0.0.1:{self.port}", **self.headers, **headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        request = f"GET {path} HTTP/1.1\r\n{head}\r\n".encode()
        for attempt in (1, 2):
            is_new = self._socket is None
            self._socket = self._socket or self._connected()
            started = time.perf_counter()
            try:
                self._socket.sendall(request)
                answer = self._answer()
            except OSError:
                self.close()
                # An old connection may have been closed meanwhile.
                if is_new or attempt == 2:
                    raise
                continue
            return time.perf_counter() - started, *answer
        raise AssertionError("not reached")

    def close(self) -> None:
        if self._socket:
            self._socket.close()
        self._socket = None

    def _connected(self) -> socket.socket:
        connected = socket.create_connection(("127.0.0.1", self.port), timeout=self.timeout)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connected

    @property
    def local_port(self) -> int:
        self._socket = self._socket or self._connected()
        return self._socket.getsockname()[1]

    def _answer(self) -> tuple[int, dict[str, str], bytes]:
        received = self._until(b"", b"\r\n\r\n")
        head, _, body = received.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (x.partition(":") for x in lines)
        }
        status = int(first.split()[1])
        if status in (204, 304):
            body = b""
        elif "content-length" in headers:
            while len(body) < int(headers["content-length"]):
                body += self._more()
        elif headers.get("transfer-encoding") == "chunked":
            body = self._until(body, b"0\r\n\r\n", at_end=True)
        else:
            while more := self._socket.recv(2**16):
                body += more
        if headers.get("connection", "").lower() == "close":
            self.close()
        return status, headers, body

    def _until(self, received: bytes, mark: bytes, at_end: bool = False) -> bytes:
        while not (received.endswith(mark) if at_end else mark in received):
            received += self._more()
        return received

    def _more(self) -> bytes:
        more = self._socket.recv(2**18)
        if not more:
            raise ConnectionError("closed too early")
        return more


def one_by_one(
    server: Server, path: str, seconds: float, headers=(), at_least: int = 3, at_most: int = 400
) -> Load:
    """Ask one question after another, for some seconds; figures are of the median answer."""
    asker = Asker(server.port, dict(headers))
    times = []
    before, started = server.cpu(), time.perf_counter()
    while len(times) < at_least or (
        len(times) < at_most and time.perf_counter() - started < seconds
    ):
        took, status, _headers, _body = asker.get(path)
        if status != 200:
            raise WrongAnswerError(f"{server.name}: {path} is answered {status}")
        times.append(took * 1e6)
    spent = server.cpu() - before
    asker.close()
    median, p99 = statistics.median(times), sorted(times)[int(len(times) * 0.99)]
    return Load(1e6 / median, median, p99, spent * 1e6 / len(times), len(times))


def one_answer(server: Server, path: str, within: float) -> Load:
    """Ask once for what takes long; without an answer within so many seconds, it counts so.

    Then it comes to no request.
    """
    asker = Asker(server.port, timeout=within)
    before, started = server.cpu(), time.perf_counter()
    try:
        took, status, _headers, _body = asker.get(path)
    except TimeoutError:
        took, status = time.perf_counter() - started, 0
    finally:
        asker.close()
    if status not in (0, 200):
        raise WrongAnswerError(f"{server.name}: {path} is answered {status}")
    spent = (server.cpu() - before) * 1e6
    return Load(1 / took, took * 1e6, took * 1e6, spent, int(bool(status)))
