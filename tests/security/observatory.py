"""The score that Mozilla's HTTP Observatory gives to a first page, by its published table."""

from tests.doors import Said

HALF_A_YEAR = 15_768_000  # seconds
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
ENOUGH_FOR_EXTRAS = 90


def policy_of(answer: Said) -> dict[str, list[str]]:
    """Return the directives of the content security policy, each with its sources."""
    parts = answer.headers.get("content-security-policy", "").split(";")
    words = [part.split() for part in parts if part.strip()]
    return {name: sources for name, *sources in words}


def losses(plain: Said, page: Said) -> dict[str, int]:
    """Return what is taken away: `plain` was asked for without TLS, `page` with it."""
    policy, headers = policy_of(page), page.headers
    scripts = policy.get("script-src", policy.get("default-src", ["'unsafe-inline'"]))
    cookie = headers.get("set-cookie", "").lower()
    wrong = {
        "no policy": (not policy, 25),
        "inline scripts": ("'unsafe-inline'" in scripts, 20),
        "no redirection to https": (plain.status not in {301, 302, 307, 308}, 20),
        "redirection elsewhere": (not plain.headers.get("location", "").startswith("https://"), 5),
        "no strict transport": (seconds_of_strict_transport(page) < HALF_A_YEAR, 20),
        "content may be sniffed": (headers.get("x-content-type-options") != "nosniff", 5),
        "may be framed": (
            "frame-ancestors" not in policy and "x-frame-options" not in headers,
            20,
        ),
        "a cookie without Secure": (bool(cookie) and "secure" not in cookie, 40),
    }
    return {name: points for name, (is_so, points) in wrong.items() if is_so}


def seconds_of_strict_transport(page: Said) -> int:
    told = page.headers.get("strict-transport-security", "")
    ages = [part.strip().removeprefix("max-age=") for part in told.split(";") if "max-age" in part]
    return int(ages[0]) if ages else 0


def extras(page: Said) -> dict[str, int]:
    policy, headers = policy_of(page), page.headers
    sources = {source for listed in policy.values() for source in listed}
    strict = policy.get("default-src") == ["'none'"] and not (
        {"'unsafe-inline'", "'unsafe-eval'", "data:", "https:", "http:", "*"} & sources
    )
    good = {
        "a strict policy": (strict, 10),
        "a policy against frames": (policy.get("frame-ancestors") == ["'none'"], 5),
        "a private referrer": (headers.get("referrer-policy") in PRIVATE, 5),
        "resources for us alone": (
            headers.get("cross-origin-resource-policy") in {"same-origin", "same-site"},
            10,
        ),
        "a window of our own": (headers.get("cross-origin-opener-policy") == "same-origin", 10),
    }
    return {name: points for name, (is_so, points) in good.items() if is_so}


def score(plain: Said, page: Said) -> int:
    base = 100 - sum(losses(plain, page).values())
    return base + (sum(extras(page).values()) if base >= ENOUGH_FOR_EXTRAS else 0)
