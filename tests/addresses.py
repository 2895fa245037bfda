"""The addresses of the site, found by its resolver: none that is new can be forgotten."""

from django.urls import get_resolver

# Read by programs, not by people; pictures, PDFs, the press kit and one's own data are no pages.
FOR_MACHINES = {
    *("healthz", "readyz", "robots", "favicon", "csp_report", "sitemap", "sitemap_part"),
    *("news_sitemap", "photos:media"),
    *("news:feed_atom", "news:feed_rss", "news:topic_feed_atom", "news:topic_feed_rss"),
    *("fundraisers:guide_pdf", "fundraisers:guide_edition", "contacts:kit"),
    *("privacy:me_json", "privacy:me_html"),
}
# Of whoever has given a password: tests/staff/factor looks at them.
SECOND_FACTOR = {
    *("admin_factor", "admin_factor_recovery", "admin_factor_set_up"),
    *("admin_factor_own", "admin_factor_new_phone", "admin_factor_new_codes"),
    "admin_factor_codes",
}
# Of whoever is signed in: tests/staff/test_help.py.
HELP = {"admin_help", "admin_help_page"}


def open_pages():
    """Return the names of all pages that open without an account, the desk's door among them."""
    return {name for name, _ in named(get_resolver().url_patterns)} - FOR_MACHINES - HELP


def public_names():
    """Return the names of all addresses of readers and of their programs."""
    every = named(get_resolver().url_patterns)
    return {name for name, route in every if not route.startswith("admin/")}


def named(patterns, namespace="", route=""):
    """Yield the name and the route of every address outside the admin site's own namespace."""
    for pattern in patterns:
        whole = route + str(pattern.pattern)
        if not hasattr(pattern, "url_patterns"):
            yield namespace + pattern.name, whole
        elif pattern.namespace != "admin":
            prefix = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from named(pattern.url_patterns, namespace + prefix, whole)
