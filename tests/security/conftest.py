"""Every page that readers can come to, as the tests of accessibility furnish the site."""

from tests.story.accessibility.conftest import empty_site, furnished, open_page, site

__all__ = ["empty_site", "furnished", "open_page", "site"]
