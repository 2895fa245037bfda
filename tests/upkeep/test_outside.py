"""What others see of us is looked at where this machine can, and else said not to be."""

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ijmsite.upkeep.health import Level
from ijmsite.upkeep.looks import outside

# As `dig +short` prints it: a long record in parts.
KEY = '"v=DKIM1; k=rsa; p=MIGf" "MA0GCSq"\n'


@pytest.fixture
def names(monkeypatch, tmp_path, settings):
    """Return a function that lets `dig` answer with this."""
    settings.DEFAULT_FROM_EMAIL = "IJM Canada <news@ijm.ca>"

    def answer(text, code=0):
        program = tmp_path / "dig"
        program.write_text(f"#!/bin/sh\ncat <<'END'\n{text}\nEND\nexit {code}\n")
        program.chmod(0o700)
        monkeypatch.setattr(outside.shutil, "which", lambda name: name == "dig" and str(program))

    return answer


@pytest.mark.parametrize(
    ("answer", "level"),
    [
        ('"google-site-verification=x"\n"v=spf1 include:mail.ca -all"', Level.OK),
        ('"google-site-verification=x"', Level.WARNING),
        ("", Level.WARNING),
        ('"v=spf1 -all"\n"v=spf1 ~all"', Level.WARNING),
    ],
)
def test_spf_is_there_once_or_told(names, answer, level):
    names(answer)

    assert outside.spf().level == level


def test_dkim_needs_a_name_and_dmarc_none(names, settings):
    names(KEY)
    assert outside.dkim().level == Level.NOT_LOOKED
    assert outside.dmarc().level == Level.WARNING
    assert "_dmarc.ijm.ca" in outside.dmarc().remedy
    settings.DKIM_SELECTOR = "pm"

    assert outside.dkim().said == "pm._domainkey.ijm.ca has it"


def test_parts_of_a_long_record_are_one():
    assert outside.texts_in(KEY) == ["v=DKIM1; k=rsa; p=MIGfMA0GCSq"]
    said = 'ijm.ca descriptive text "v=spf1 -all"\n'
    assert outside.texts_in(said) == ["v=spf1 -all"]


def test_without_a_program_or_an_answer_nothing_is_claimed(names, monkeypatch, settings):
    names("", code=9)
    assert outside.spf().level == Level.NOT_LOOKED
    monkeypatch.setattr(outside.shutil, "which", lambda name: None)
    assert "neither" in outside.spf().said
    settings.DEFAULT_FROM_EMAIL = "news@newsroom.example"

    assert "sample" in outside.spf().said


@pytest.fixture
def https(tmp_path, monkeypatch, settings):
    """Return a function that serves with a certificate which ends in so many days."""
    listeners = []

    def serve(days, is_trusted=True):
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(now - timedelta(days=90))
            .not_valid_after(now + timedelta(days=days, hours=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
            .sign(key, hashes.SHA256())
        )
        pem = tmp_path / "both.pem"
        pem.write_bytes(
            certificate.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(pem)
        trust = ssl.create_default_context(cafile=pem if is_trusted else None)
        monkeypatch.setattr(outside.ssl, "create_default_context", lambda: trust)
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def accept():
            plain, _address = listener.accept()
            plain.settimeout(5)
            try:
                server.wrap_socket(plain, server_side=True).close()
            except OSError:
                plain.close()

        thread = threading.Thread(target=accept)
        thread.start()
        listeners.append(thread)
        settings.SITE_URL = f"https://localhost:{listener.getsockname()[1]}"

    yield serve
    for thing in listeners[::-1]:
        thing.join(5) if isinstance(thing, threading.Thread) else thing.close()


@pytest.mark.parametrize(
    ("days", "level"), [(60, Level.OK), (15, Level.WARNING), (2, Level.FAILURE)]
)
def test_a_certificate_that_ends_soon_is_told(https, days, level):
    https(days)

    finding = outside.certificate()
    assert finding.level == level
    assert f"{days} " in finding.said


@pytest.mark.parametrize(("days", "is_trusted"), [(-1, True), (60, False)])
def test_a_certificate_that_browsers_refuse_is_an_alarm(https, days, is_trusted):
    https(days, is_trusted)

    finding = outside.certificate()
    assert finding.level == Level.FAILURE
    assert "is refused by browsers" in finding.said


def test_a_site_that_cannot_be_reached_from_here_is_told(settings):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    settings.SITE_URL = f"https://localhost:{port}"
    assert outside.certificate().level == Level.WARNING
    settings.SITE_URL = "http://127.0.0.1:8000"

    assert outside.certificate().level == Level.NOT_LOOKED
