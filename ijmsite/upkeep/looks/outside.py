"""What others see of us: the certificate of the site, and whose mail is believed to be ours."""

import shutil
import socket
import ssl
import subprocess
import time
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings

from ijmsite.mail.addresses import bare_address
from ijmsite.upkeep.health import Finding, Level, ok

TIMEOUT = 4  # seconds
SOON, VERY_SOON = timedelta(days=21), timedelta(days=5)
# The programs that ask the name service, with what they print: texts in quotation marks.
PROGRAMS = {"dig": ["+short", "+time=2", "+tries=1", "TXT"], "host": ["-W", "2", "-t", "TXT"]}
SAMPLE = (".example", ".invalid", ".test")


def not_looked(why: str) -> Finding:
    return Finding(Level.NOT_LOOKED, f"not looked: {why}")


def certificate() -> Finding:
    site = urlsplit(settings.SITE_URL)
    if site.scheme != "https":
        return not_looked("SITE_URL is no https:// address")
    remedy = "See the log of what renews the certificate (certbot, Caddy), and renew it."
    try:
        ends_at = end_of_certificate(site.hostname, site.port or 443)
    except ssl.SSLCertVerificationError as error:
        return Finding(Level.FAILURE, f"is refused by browsers: {error.verify_message}", remedy)
    except OSError as error:
        return Finding(
            Level.WARNING,
            f"{site.hostname} cannot be reached from here: {type(error).__name__}",
            "Open the site from elsewhere. Some networks do not let a machine reach itself.",
        )
    left = timedelta(seconds=ends_at - time.time())
    if left < SOON:
        level = Level.FAILURE if left < VERY_SOON else Level.WARNING
        return Finding(level, f"ends in {left.days} days", remedy)
    return ok(f"is good for {left.days} more days")


def end_of_certificate(host: str, port: int) -> float:
    """Return when the certificate ends. Raises `OSError`, such as where it is no good."""
    with (
        socket.create_connection((host, port), timeout=TIMEOUT) as plain,
        ssl.create_default_context().wrap_socket(plain, server_hostname=host) as secure,
    ):
        return ssl.cert_time_to_seconds(secure.getpeercert()["notAfter"])


def spf() -> Finding:
    """RFC 7208: which machines may send our mail."""
    return _record(
        "",
        "v=spf1",
        "Publish at {name} the TXT record that your mail provider names, beginning with v=spf1.",
    )


def dkim() -> Finding:
    """RFC 6376: with which key our mail is signed."""
    if not settings.DKIM_SELECTOR:
        return not_looked("DKIM_SELECTOR is not set")
    return _record(
        f"{settings.DKIM_SELECTOR}._domainkey.",
        "p=",
        "Publish at {name} the key that your mail provider shows under DKIM.",
    )


def dmarc() -> Finding:
    """RFC 7489: what becomes of mail that is not ours."""
    return _record(
        "_dmarc.",
        "v=DMARC1",
        "Publish at {name} a TXT record such as v=DMARC1; p=quarantine.",
    )


def _record(before: str, wanted: str, remedy: str) -> Finding:
    domain = bare_address(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2]
    if domain.endswith(SAMPLE):
        return not_looked(f"{domain} is a sample name")
    name = f"{before}{domain}"
    texts = texts_of(name)
    if texts is None:
        return not_looked("neither `dig` nor `host` is installed, or no name server answers")
    found = [text for text in texts if wanted in text]
    # Two of them count as none: RFC 7208, section 4.5, and RFC 7489, section 6.6.3.
    if len(found) == 1:
        return ok(f"{name} has it")
    many = "has no such record" if not found else f"has {len(found)} records, which count as none"
    return Finding(Level.WARNING, f"{name} {many}", remedy.format(name=name))


def texts_of(name: str) -> list[str] | None:
    """Return the TXT records of a name; None where nobody could be asked."""
    for program, options in PROGRAMS.items():
        if path := shutil.which(program):
            try:
                asked = subprocess.run(  # noqa: S603 (the name stands in our own settings)
                    [path, *options, name], capture_output=True, text=True, timeout=TIMEOUT
                )
            except (OSError, subprocess.TimeoutExpired):
                return None
            # `host` ends with 1 where there is no record, and says so; else nobody answered.
            if asked.returncode and "not found" not in asked.stdout:
                return None
            return texts_in(asked.stdout)
    return None


def texts_in(output: str) -> list[str]:
    """Return the records, whose parts stand in quotation marks one after the other."""
    lines = [line.split('"')[1::2] for line in output.splitlines()]
    return ["".join(parts) for parts in lines if parts]
