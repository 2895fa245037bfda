"""A file under a key is read whole and as it was written, or not at all."""

import io

import pytest

from ijmsite.upkeep.sealing import MAGIC, NONCE, PIECE, SALT, TAG, Key, Sealer, SealError, Unsealer

KEY = Key("k" * 32)
HEAD = len(MAGIC) + SALT + NONCE
SIZES = [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 5]


def content(size):
    return bytes(number * 7 % 251 for number in range(size))


def sealed(plain, key=KEY, name="media.tar", step=10_000):
    target = io.BytesIO()
    with Sealer(target, key, name) as sealer:
        for start in range(0, len(plain), step):
            sealer.write(plain[start : start + step])
    return target.getvalue()


def opened(stored, key=KEY, name="media.tar"):
    return io.BufferedReader(Unsealer(io.BytesIO(stored), key, name)).read()


def pieces(stored):
    body = stored[HEAD:]
    size = PIECE + TAG
    return [body[start : start + size] for start in range(0, len(body), size)]


@pytest.mark.parametrize("size", SIZES)
def test_what_was_written_is_read(size):
    assert opened(sealed(content(size))) == content(size)


def test_nothing_of_it_stands_in_the_file():
    assert b"canary" not in sealed(b"canary" * 1000)
    assert sealed(b"x") != sealed(b"x")


def test_another_key_reads_nothing():
    with pytest.raises(SealError, match="BACKUP_KEY is another one"):
        opened(sealed(content(10)), Key("l" * 32))


def test_one_file_does_not_pass_for_another():
    with pytest.raises(SealError):
        opened(sealed(content(10), name="media.tar"), name="erasures.json")


@pytest.mark.parametrize("size", SIZES)
def test_a_file_that_was_cut_off_is_refused_wherever_that_was(size):
    stored = sealed(content(size))
    edges = {HEAD + number * (PIECE + TAG) for number in range(size // PIECE + 1)}
    for length in sorted({0, 5, HEAD, HEAD + 1, len(stored) - 1, *edges} - {len(stored)}):
        with pytest.raises(SealError):
            opened(stored[:length])


@pytest.mark.parametrize(
    "moved",
    [
        lambda a, b, c: [b, a, c],
        lambda a, b, c: [a, c],
        lambda a, b, c: [a, a, b, c],
        lambda a, b, c: [a, b, c, c],
        lambda a, b, c: [a, b, c, b"more"],
        lambda a, b, c: [a, b, c[:-1]],
        lambda a, b, c: [a, bytes([b[0] ^ 1]) + b[1:], c],
    ],
)
def test_pieces_that_were_moved_doubled_added_or_changed_are_refused(moved):
    stored = sealed(content(2 * PIECE + 9))
    assert opened(stored[:HEAD] + b"".join(pieces(stored))) == content(2 * PIECE + 9)

    with pytest.raises(SealError):
        opened(stored[:HEAD] + b"".join(moved(*pieces(stored))))


def test_a_piece_of_another_file_is_refused():
    first, second = (sealed(content(2 * PIECE + 9)) for _ in range(2))
    a, _b, c = pieces(first)

    with pytest.raises(SealError):
        opened(first[:HEAD] + a + pieces(second)[1] + c)


def test_a_short_key_is_refused_in_a_sentence_that_says_how_to_make_one():
    with pytest.raises(SealError, match="openssl rand"):
        Key("password")
