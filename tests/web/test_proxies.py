import logging

import pytest

from ijmsite.web import proxies
from ijmsite.web.proxies import trust_proxies


def seen_by_the_site(**environ):
    seen = {}
    trust_proxies(lambda environ, start_response: seen.update(environ) or [])(environ, None)
    return seen


def test_drops_forwarded_headers_of_strangers(settings):
    settings.TRUSTED_PROXIES = ["10.0.0.1"]
    seen = seen_by_the_site(
        REMOTE_ADDR="203.0.113.9",
        HTTP_X_FORWARDED_FOR="198.51.100.1",
        HTTP_X_FORWARDED_PROTO="https",
        HTTP_X_FORWARDED_HOST="evil.example",
    )

    assert seen == {"REMOTE_ADDR": "203.0.113.9"}


def test_believes_a_trusted_proxy_about_the_last_address_before_it(settings):
    settings.TRUSTED_PROXIES = ["10.0.0.1", "10.0.0.2"]
    seen = seen_by_the_site(
        REMOTE_ADDR="10.0.0.1",
        HTTP_X_FORWARDED_FOR="6.6.6.6, 198.51.100.1, 10.0.0.2",
        HTTP_X_FORWARDED_PROTO="https",
    )

    assert seen["REMOTE_ADDR"] == "198.51.100.1"
    assert seen["HTTP_X_FORWARDED_PROTO"] == "https"


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("1.2.3.4:5678", "1.2.3.4"),
        ("1.2.3.4:5678, 10.0.0.1:443", "1.2.3.4"),
        ("[2001:db8::1]:80", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("::ffff:1.2.3.4", "1.2.3.4"),
        # Not what stands before it: a stranger may have written that.
        ("1.2.3.4, unknown", "10.0.0.1"),
        ("_hidden", "10.0.0.1"),
        ("1.2.3.4:", "10.0.0.1"),
        ("", "10.0.0.1"),
    ],
)
def test_tells_senders_apart_however_a_proxy_writes_their_address(settings, forwarded, address):
    settings.TRUSTED_PROXIES = ["10.0.0.1"]
    seen = seen_by_the_site(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)

    assert seen["REMOTE_ADDR"] == address


def test_says_once_that_addresses_are_unreadable_without_writing_them_down(settings, caplog):
    settings.TRUSTED_PROXIES = ["10.0.0.1"]
    proxies.warn_of_unreadable.cache_clear()
    with caplog.at_level(logging.WARNING):
        for _time in range(3):
            seen_by_the_site(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="_secret")

    assert len(caplog.records) == 1
    assert "_secret" not in caplog.text
