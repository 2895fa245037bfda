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
