from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from fundraisers.ideas import load_ideas
from fundraisers.texts import FALLBACK
from ijmsite.web.pagecache import Page
from news.sitemaps import news_sitemap, sitemap, sitemap_part

# The public pages, beside those of the news, that search engines are told of; of several that
# have one name, each with what its address needs.
PAGES = [
    "contacts:inquiry_create",
    "fundraisers:fundraiser_create",
    *(("fundraisers:idea", slug) for slug in load_ideas(FALLBACK)),
    "fundraisers:plan",
    "fundraisers:guide",
    "pages:privacy",
    "pages:accessibility",
]

# The public pages whose bytes are kept, with what they read of the query: ijmsite.web.pagecache.
LISTS = Page(("year", "language", "topic", "before"), frozenset({"q", "page", "order"}))
KEPT = {
    "pages:home": Page(),
    "news:article_list": LISTS,
    "news:topic_detail": LISTS,
    "news:article_detail": Page(),
    "news:article_text": Page(),
    "news:feed_atom": Page(),
    "news:feed_rss": Page(),
    "news:topic_feed_atom": Page(),
    "news:topic_feed_rss": Page(),
    "sitemap": Page(),
    "sitemap_part": Page(),
    "news_sitemap": Page(),
    "fundraisers:idea": Page(),
    "fundraisers:guide": Page(),
    "pages:privacy": Page(),
    "pages:accessibility": Page(),
    # Some readers may see more, by a link.
    "photos:media": Page(live=frozenset({"reading"})),
}

urlpatterns = [
    # Django tries one after the other: what most ask for comes first.
    *i18n_patterns(path("news/", include("news.urls")), prefix_default_language=False),
    path("admin/", admin.site.urls),
    path("", include("ijmsite.photos.urls")),
    path("", include("ijmsite.pages.operator_urls")),
    path("sitemap.xml", sitemap, {"pages": PAGES}, name="sitemap"),
    path("sitemap-<int:part>.xml", sitemap_part, {"pages": PAGES}, name="sitemap_part"),
    path("news-sitemap.xml", news_sitemap, name="news_sitemap"),
    *i18n_patterns(
        path("", include("ijmsite.pages.urls")),
        path("", include("ijmsite.privacy.urls")),
        path("press/", include("contacts.urls")),
        path("fundraise/", include("fundraisers.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "ijmsite.pages.errors.bad_request"
handler403 = "ijmsite.pages.errors.permission_denied"
handler404 = "ijmsite.pages.errors.page_not_found"
handler500 = "ijmsite.pages.errors.server_error"
