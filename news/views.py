from threading import BoundedSemaphore
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.views.generic import DetailView, TemplateView

from contacts.models import all_contacts, office_among
from ijmsite.pages.titles import Title
from ijmsite.web.prepared import prepared

from .addresses import send_on
from .cards import with_photos
from .filters import ArticleFilters
from .found import suggestion
from .listing import NewsPage, ResultsPage, among, having, in_frame
from .models import Article, Correction, Topic
from .plain import blocks
from .related import related_to
from .search import MAX_FOUND, in_texts
from .structured import news_article

PAGE = "news:article_detail"
# At once in a web process, which has one thread more: the words of a stranger can make a search
# take a second.
SEARCHES = BoundedSemaphore(3)
# What stands under a photo that is not on a card.
UNDER_PHOTOS = ["caption", "caption_fr", "credit"]


class ArticleListView(TemplateView):
    """The news, newest first, or what a search among them has found, the best first."""

    http_method_names = ["get", "head", "options"]
    template_name = "news/article_list.html"

    def get(self, request, *args, **kwargs):
        self.filters = ArticleFilters(request.GET)
        self.topic = self.filters.topics.get(kwargs["slug"]) if kwargs else None
        if kwargs and not self.topic:
            raise Http404
        if "q" in self.filters.chosen:
            return self.search(request, *args, **kwargs)
        # Lists had numbers once, which named other articles every week.
        if "page" in request.GET:
            topic = None if kwargs else self.filters.chosen.get("topic")
            path = topic.get_absolute_url() if topic else request.path
            return HttpResponsePermanentRedirect(self.filters.address(path))
        return super().get(request, *args, **kwargs)

    def search(self, request, *args, **kwargs):
        """Search while a thread of the web server is left for those who read."""
        if not SEARCHES.acquire(blocking=False):
            return busy(request, self.filters)
        try:
            # With what is marked in each article that was found.
            return super().get(request, *args, **kwargs).render()
        finally:
            SEARCHES.release()

    def get_context_data(self, **kwargs):
        topic = self.topic or self.filters.chosen.get("topic")
        asked = self.filters.chosen.get("q")
        list_path = topic.get_absolute_url() if topic else self.request.path
        found = self.searched(asked) if asked else self.listed()
        return super().get_context_data(
            filters=self.filters,
            topics=[*self.filters.topics.values()],
            topic=topic,
            asked=asked,
            list_path=list_path,
            kept_query=self.filters.kept_query,
            **found,
            **kwargs,
        )

    @property
    def is_in_any_language(self):
        return "language" not in self.filters.chosen

    @property
    def articles(self):
        articles = self.filters.narrow(Article.objects.published())
        return articles.about([self.topic]) if self.topic else articles

    def listed(self):
        before = self.request.GET.get("before", "")
        # Nobody is told how many there are in all, so nobody counts them.
        if not self.topic and not self.filters.chosen:
            return {"page": NewsPage(in_frame(get_language()), before)}
        articles = self.articles
        articles = articles.in_frame(get_language()) if self.is_in_any_language else articles
        page = NewsPage(among(articles), before)
        if not self.filters.chosen:
            return {"page": page}
        is_whole = page.is_first and not page.has_older
        count = len(page.articles) if is_whole else articles.capped_count()
        return {"page": page, "count": count, "has_more": count > MAX_FOUND}

    def searched(self, asked):
        language, articles = get_language(), self.articles
        articles = articles.left_in(language) if self.is_in_any_language else articles
        found = self.by_date if "order" in self.filters.chosen else self.by_rank
        context = found(articles, asked, language)
        if not context["page"].articles and (meant := suggestion(articles, asked)):
            context |= {"meant": meant, "meant_query": self.filters.query_for(q=meant)}
        if self.topic or self.filters.chosen.keys() - {"q", "order"}:
            chosen = {n: v for n, v in self.filters.chosen.items() if n in {"q", "order"}}
            context["everywhere"] = f"{reverse('news:article_list')}?{urlencode(chosen)}"
        return context

    def by_rank(self, articles, asked, language):
        keys, has_more = articles.found(asked, language)
        ranked = articles.ranked(keys, asked, language).select_related("photo")
        page = ResultsPage(ranked, len(keys), self.request.GET.get("page", "1"))
        return {"page": page, "count": len(keys), "has_more": has_more}

    def by_date(self, articles, asked, language):
        # As by rank: of two versions with the words, the one in the language of the page.
        with_words = articles.filter(in_texts(asked))
        articles = articles.without_twin_in(language, with_words)
        page = NewsPage(having(articles, asked), self.request.GET.get("before", ""))
        # Nobody counts them here, either, where they are more than a page.
        is_whole = page.is_first and not page.has_older
        return {"page": page, "count": len(page.articles) if is_whole else None}


def busy(request, filters):
    """Ask whoever searches beyond `SEARCHES` to do so again."""
    template, context = "news/article_search_busy.html", {"kept_query": filters.kept_query}
    return TemplateResponse(request, template, context, status=429, headers={"Retry-After": "5"})


class TopicDetailView(ArticleListView):
    template_name = "news/topic_detail.html"


def paths_of(article, twin, view_name):
    """Return where the story stands in each language: its twin, or else itself."""
    found = {}
    for language, _name in settings.LANGUAGES:
        version = twin if twin and twin.language == language else article
        with override(language):
            found[language] = reverse(view_name, args=[version.slug])
    return found


def title(article, paths):
    """Return what the inquiry form says of the article that it is asked about."""
    return Title(article.headline, article.language, article.press_contact_id, paths)


@prepared(Article)
def with_slug(slug, now):
    translations = Article.objects.published(now).filter(translation_of=OuterRef("pk")).order_by()
    found = Article.objects.published(now).filter(slug=slug)
    return found.annotate(is_translated=Exists(translations))


@prepared(Topic)
def topics_of(article):
    return Topic.objects.filter(article=article)


@prepared(Correction)
def corrections_of(article):
    return Correction.objects.filter(article=article)


class ArticleView(DetailView):
    """One article, in any form."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, *args, **kwargs):
        try:
            self.object = self.get_object()
        except Http404:
            # What was public once leads on from here, or is gone.
            return send_on(request, get_object_or_404(Article.objects.gone(), **kwargs))
        return self.render_to_response(self.get_context_data())

    def get_object(self, queryset=None):
        for article in with_slug(slug=self.kwargs["slug"], now=timezone.now()):
            contacts = all_contacts()
            named = (c for c in contacts if c.pk == article.press_contact_id)
            article.press_contact = next(named, None)
            # Whom readers see: where the article names nobody, the press office.
            self.press_contact = article.press_contact or office_among(contacts)
            return article
        raise Http404

    def get_context_data(self, **kwargs):
        article = self.object
        has_twin = article.translation_of_id or article.is_translated
        twin = article.public_twin if has_twin else None
        return super().get_context_data(
            corrections=corrections_of(article=article.pk),
            press_contact=self.press_contact and self.press_contact.shown,
            twin=twin,
            versions=article.versions_with(twin),
            paths=paths_of(article, twin, self.request.resolver_match.view_name),
            is_in_other_frame=article.language != get_language(),
            **kwargs,
        )


class ArticleDetailView(ArticleView):
    @classmethod
    def title_of(cls, slug):
        """Return the headline of the published article `slug` (see `pages.titles`)."""
        found = Article.objects.published().defer("body").filter(slug=slug).first()
        return title(found, paths_of(found, found.public_twin, PAGE)) if found else Title()

    def get_object(self, queryset=None):
        article = super().get_object(queryset)
        # For `topics.all()` alone: as prefetch_related does, without putting the query together.
        topics = Topic.objects.all()
        topics._result_cache = topics_of(article=article.pk)
        article._prefetched_objects_cache = {"topics": topics}
        return article

    def get_context_data(self, **kwargs):
        context, article = super().get_context_data(**kwargs), self.object
        related = [other.article for other in related_to(article, get_language(), photos=False)]
        with_photos([article, *related], *UNDER_PHOTOS)
        return context | {
            "related": related,
            # Called where it is written.
            "structured": lambda: news_article(article, context["twin"], context["corrections"]),
            "about": title(article, context["paths"]),
        }


class ArticleTextView(ArticleView):
    """The article as plain text, to be lifted into a report."""

    template_name = "news/article_text.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            blocks=blocks(self.object.body, self.object.language),
            **kwargs,
        )
