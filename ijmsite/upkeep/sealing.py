"""Files under a key: whoever has a backup without its key reads nothing of it, and changes nothing.

The construction is STREAM of Hoang, Reyhanitabar, Rogaway and Vizár, "Online Authenticated-
Encryption and its Nonce-Reuse Misuse-Resistance" (CRYPTO 2015), over AES-256-GCM. A file is cut
into pieces of 64 KiB. Each is encrypted under a nonce of seven random bytes of the file, the number
of the piece in four bytes, and one byte that is 1 for the last piece and 0 for all others. So a
piece that is missing, moved, doubled or added is noticed, and so is an end that came too early.
Each file has a key of its own, by HKDF-SHA256 (RFC 5869) from BACKUP_KEY, 16 random bytes and the
name of the file: no nonce is used twice, and no file passes for another.

    magic (8) | salt (16) | nonce (7) | pieces, each 16 bytes longer than what it holds
"""

import hmac
import io
import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"IJMSEAL1"
SALT, NONCE, TAG = 16, 7, 16
PIECE = 64 * 1024
# Shorter ones could be guessed: a key is random, and not a password.
SHORTEST = 32
MOST_PIECES = 2**32


class SealError(Exception):
    """A file cannot be read with this key: a sentence that says what is wrong with it."""


class Key:
    """What BACKUP_KEY is used for. Raises `SealError` where it is too short to be one."""

    def __init__(self, secret: str) -> None:
        if len(secret) < SHORTEST:
            raise SealError(
                f"Set BACKUP_KEY to at least {SHORTEST} random characters, such as the output of "
                "`openssl rand -base64 32`."
            )
        self._secret = secret.encode()

    def derive(self, what: str, salt: bytes = b"") -> bytes:
        """Return 32 bytes for one use, from which neither the key nor another use follows."""
        info = f"ijmsite.upkeep {what}".encode()
        return HKDF(SHA256(), length=32, salt=salt or None, info=info).derive(self._secret)

    @property
    def id(self) -> str:
        """What a manifest says of the key, so that a wrong one is told from a damaged file."""
        return self.derive("which key this is").hex()[:16]

    def sign(self, content: bytes) -> str:
        return hmac.new(self.derive("manifest"), content, "sha256").hexdigest()


class Sealer(io.RawIOBase):
    """Encrypt what is written, into `target`; `close` writes the last piece, not closing it."""

    def __init__(self, target: BinaryIO, key: Key, name: str) -> None:
        salt, self._nonce = os.urandom(SALT), os.urandom(NONCE)
        self._cipher = AESGCM(key.derive(f"file {name}", salt))
        self._target, self._number, self._rest = target, 0, bytearray()
        self._is_abandoned = False
        target.write(MAGIC + salt + self._nonce)

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self._rest += data
        # The last piece is known by what does not follow it, so one is always held back.
        while len(self._rest) > PIECE:
            self._put(bytes(self._rest[:PIECE]), False)
            del self._rest[:PIECE]
        return len(data)

    def close(self) -> None:
        if not self.closed and not self._is_abandoned:
            self._put(bytes(self._rest), True)
        super().close()

    def abandon(self) -> None:
        """Close it without an end: nobody will read it."""
        self._is_abandoned = True
        self.close()

    def _put(self, piece: bytes, is_last: bool) -> None:
        nonce = nonce_of(self._nonce, self._number, is_last)
        self._target.write(self._cipher.encrypt(nonce, piece, None))
        self._number += 1


class Unsealer(io.RawIOBase):
    """Read what a `Sealer` wrote; nothing is handed out that was not checked before.

    Raises `SealError` where a piece is not as it was written, is missing, moved or added.
    """

    def __init__(self, source: BinaryIO, key: Key, name: str) -> None:
        head = source.read(len(MAGIC) + SALT + NONCE)
        if len(head) < len(MAGIC) + SALT + NONCE or not head.startswith(MAGIC):
            raise SealError(f"{name} is not an encrypted file of a backup, or is cut off.")
        salt, self._nonce = head[len(MAGIC) :][:SALT], head[-NONCE:]
        self._cipher = AESGCM(key.derive(f"file {name}", salt))
        self._source, self._name, self._number = source, name, 0
        self._next = source.read(PIECE + TAG)
        self._rest, self._is_over = b"", False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        while not self._rest and not self._is_over:
            self._take()
        taken = self._rest[: len(buffer)]
        self._rest = self._rest[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)

    def _take(self) -> None:
        piece, self._next = self._next, self._source.read(PIECE + TAG)
        self._is_over = not self._next
        try:
            nonce = nonce_of(self._nonce, self._number, self._is_over)
            self._rest = self._cipher.decrypt(nonce, piece, None)
        except (InvalidTag, ValueError):
            raise SealError(
                f"{self._name} cannot be read: BACKUP_KEY is another one, or the file was cut off, "
                "added to or changed."
            ) from None
        self._number += 1


def nonce_of(prefix: bytes, number: int, is_last: bool) -> bytes:
    if number >= MOST_PIECES:
        raise SealError("The file is too long to be encrypted in one piece.")
    return prefix + number.to_bytes(4, "big") + bytes([is_last])
