"""A mail server that answers by a script, and keeps a log of all that it is given."""

import asyncio
import hashlib
import re
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass

from drills.newsroom import free_port

DROP = "drop"  # cut the line without a word
SILENCE = "silence"  # take the connection, and never say anything
OK = {"MAIL": "250 OK", "RCPT": "250 OK", "DATA": "354 Go on", "DOT": "250 OK"}
MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
SUBJECT = re.compile(rb"^Subject:\s*([^\r\n]*)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Entry:
    """One message that came as far as its last dot."""

    message_id: str
    subject: str
    recipient: str
    digest: str  # of all its bytes
    # False where it was refused: then the server has thrown it away.
    is_kept: bool
    # True where the client was told so.
    is_told: bool
    at: float  # seconds of time.monotonic()


class Sink:
    """A scripted SMTP server on loopback, in a thread of its own.

    `script(phase, recipient, message_id)` is asked at CONNECT, RCPT and DOT what to do: a reply
    such as "450 4.2.0 later", DROP, SILENCE, a number of seconds to wait before OK, or None for
    OK. What it drops at the DOT has arrived: it is kept. While `is_off` it hangs up at once.
    """

    def __init__(self, script=None):
        self.port = free_port()
        self.script = script or (lambda phase, recipient, message_id: None)
        self.is_off = False
        self.connects = []  # when
        self.commands = Counter()  # by what was said, and to whom
        self.silences = []  # [when it began, when the client hung up or None]
        self.log = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def kept(self):
        return [entry for entry in self.log if entry.is_kept]

    @property
    def copies(self):
        """How often each message has arrived, by its Message-ID."""
        return Counter(entry.message_id for entry in self.kept)

    def forget(self):
        for kept in (self.connects, self.commands, self.silences, self.log):
            kept.clear()

    def start(self):
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        return self

    def stop(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self):
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        self._server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _listen(self):
        self._server = await asyncio.start_server(
            self._talk, "127.0.0.1", self.port, limit=2**24, backlog=500
        )

    async def _talk(self, reader, writer):
        self.connects.append(time.monotonic())
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            if not self.is_off and await self._greet(reader, writer):
                await self._converse(reader, writer)
        writer.transport.abort()

    async def _greet(self, reader, writer):
        wanted = self.script("CONNECT", "", "")
        if wanted == SILENCE:
            spell = [time.monotonic(), None]
            self.silences.append(spell)
            with suppress(OSError):
                await reader.read()
            spell[1] = time.monotonic()
            return False
        return await self._say(writer, wanted or "220 sink.example")

    async def _converse(self, reader, writer):
        # Half of the connections take commands before they have answered the last (RFC 2920).
        offers = ["PIPELINING"] * (len(self.connects) % 2) + ["8BITMIME"]
        hello = "\r\n".join(["250-sink.example", *(f"250-{name}" for name in offers), "250 OK"])
        recipient, is_refused = "", False
        while line := (await reader.readline()).decode("utf-8", "replace").strip():
            verb, rest = line[:4].upper(), line[4:]
            if verb == "QUIT":
                await self._say(writer, "221 Goodbye")
                return
            if verb == "RCPT":
                recipient = rest.partition("<")[2].partition(">")[0]
                self.commands["RCPT", recipient] += 1
                wanted = self.script("RCPT", recipient, "") or OK[verb]
                is_refused = isinstance(wanted, str) and wanted[0] in "45"
            elif verb == "DATA" and is_refused:
                wanted = "554 5.5.1 No valid recipients"
            else:
                wanted = hello if verb == "EHLO" else OK.get(verb)
            if not await self._say(writer, wanted or "250 OK"):
                return
            is_taken = verb == "DATA" and not is_refused
            if is_taken and not await self._receive(reader, writer, recipient):
                return

    async def _receive(self, reader, writer, recipient):
        content = await reader.readuntil(b"\r\n.\r\n")
        found, subject = MESSAGE_ID.search(content), SUBJECT.search(content)
        message_id = found[1].decode() if found else ""
        wanted = self.script("DOT", recipient, message_id) or OK["DOT"]
        is_refused = isinstance(wanted, str) and wanted[0] in "45"
        self.log.append(
            Entry(
                message_id,
                subject[1].decode() if subject else "",
                recipient,
                hashlib.sha256(content).hexdigest(),
                is_kept=not is_refused,
                is_told=wanted != DROP and not is_refused,
                at=time.monotonic(),
            )
        )
        return await self._say(writer, wanted)

    async def _say(self, writer, wanted):
        """Answer, and tell whether the conversation goes on."""
        if wanted == DROP:
            return False
        if isinstance(wanted, float):
            await asyncio.sleep(wanted)
            wanted = OK["DOT"]
        writer.write(f"{wanted}\r\n".encode())
        await writer.drain()
        return True
