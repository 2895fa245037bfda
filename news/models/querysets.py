from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, When
from django.db.models.lookups import IsNull
from django.utils import timezone

from .. import search

# Of so many the database sorts all in a moment.
FEW = 1_000
# What `news/_card.html` shows, or asks before it shows it.
ON_CARDS = [
    *("language", "slug", "headline", "standfirst", "publish_at", "is_sample"),
    *("photo_alt", "photo_is_decorative"),
]
OF_PHOTOS = ["renditions", "alt", "alt_fr", "consent_expires_on", "consent_withdrawn_at"]


class ArticleQuerySet(models.QuerySet):
    def published(self, at=None):
        """Return the articles the public may read at `at` (default: now)."""
        at = at or timezone.now()
        live = self.filter(status=self.model.Status.PUBLISHED, publish_at__lte=at)
        return live.filter(Q(unpublish_at=None) | Q(unpublish_at__gt=at))

    def in_frame(self, language, at=None):
        """Return what stands in lists of the pages in `language`: every published story once.

        In the other language only where readers never had it in this one: nothing comes up in
        place of what was taken down.
        """
        at = at or timezone.now()
        twins = self.model.objects.published(at) | self.model.objects.gone(at)
        return self.published(at).without_twin_in(language, twins)

    def left_in(self, language, at=None):
        """Leave out the other version of what is gone in `language`."""
        return self.without_twin_in(language, self.model.objects.gone(at))

    def without_twin_in(self, language, articles):
        """Return what is in `language`, and what has no twin in it among `articles`."""
        here = articles.filter(language=language).order_by().values("pk")
        # Not by EXISTS: beside an OR, PostgreSQL would first read all articles into a hash.
        translation = Subquery(here.filter(translation_of=OuterRef("pk"))[:1])
        original = Subquery(here.filter(pk=OuterRef("translation_of"))[:1])
        has_none = Q(IsNull(translation, True)) & Q(IsNull(original, True))
        return self.filter(Q(language=language) | has_none)

    def about(self, topics):
        """Return the articles with one of `topics`.

        Those of a topic with few are named by their keys; of one with many the next is never far
        for whoever walks through the newest.
        """
        tags = self.model.topics.through.objects.filter(topic__in=topics)
        keys = list(tags.values_list("article", flat=True)[: FEW + 1])
        if len(keys) <= FEW:
            return self.with_keys(keys)
        return self.filter(Exists(tags.filter(article=OuterRef("pk"))))

    def with_keys(self, keys):
        """Return those with one of `keys`: read by them, whatever else could be an index."""
        are_these = Exists(self.filter(pk=OuterRef("pk")).order_by())
        return self.model.objects.filter(are_these, pk__in=keys)

    def begun_at(self, bound):
        """Return those within `bound`, which SQLite then begins at: it takes the first it reads.

        The present moment is a bound as well, and all that is newer would be read.
        """
        return self.model.objects.filter(bound) & self

    def last_key(self):
        """Return the highest key of all articles: none of these has a higher one."""
        return self.model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def capped_count(self):
        """Return how many there are, of more than a thousand only that there are more."""
        return self.order_by()[: search.MAX_FOUND + 1].count()

    def with_twins(self):
        """Let `twin` and what follows from it cost no further query; the twins have no text."""
        pairs = self.select_related("translation_of", "translated_as")
        return pairs.defer("translation_of__body", "translated_as__body")

    def scheduled(self, at=None):
        """Return the articles that will publish themselves after `at` (default: now)."""
        return self.filter(status=self.model.Status.PUBLISHED, publish_at__gt=at or timezone.now())

    def embargoed(self, at=None):
        """Return the scheduled articles that journalists can read already, by personal link."""
        at = at or timezone.now()
        link = self.model._meta.get_field("reading_links").related_model
        live = link.objects.live(at).filter(purpose=link.Purpose.EMBARGO)
        return self.scheduled(at).filter(pk__in=live.values("article"))

    def late(self, at=None):
        """Return what was to be public by `at` (default: now), and is not.

        An imported article keeps the date of the old site: that is no plan.
        """
        states = [self.model.Status.DRAFT, self.model.Status.IN_REVIEW]
        # Said twice, the second time as their index says it.
        waiting = self.filter(status__in=states).exclude(status=self.model.Status.PUBLISHED)
        return waiting.filter(publish_at__lte=at or timezone.now(), imported_from="")

    def gone(self, at=None):
        """Return the articles the public could read once, but not at `at` (default: now)."""
        at = at or timezone.now()
        withdrawn = Q(status=self.model.Status.WITHDRAWN, publish_at__lte=at)
        expired = Q(status=self.model.Status.PUBLISHED, unpublish_at__lte=at, publish_at__lte=at)
        return self.filter(withdrawn | expired)

    def found(self, text, language=""):
        """Return the keys of the newest with every word of `text`, and whether there are more.

        Of two twins that are both found, only that in `language` is shown; of some thousand hits,
        the other is left out afterwards. So narrow the articles before, not afterwards.
        """
        rows = search.in_order(self, text, search.MAX_FOUND + 1)
        pairs = {pk: original for pk, _language, original, _at in rows if original}
        twins = pairs | {original: pk for pk, original in pairs.items()}
        found = {pk for pk, *_ in rows}
        shown = {pk for pk, own, *_ in rows if own == language or twins.get(pk) not in found}
        return shown if language else found, len(rows) > search.MAX_FOUND

    def ranked(self, keys, text, language=""):
        """Return those with one of `keys`, those first that answer to `text` best."""
        is_foreign = Case(When(language=language, then=0), default=1)
        ranked = self.with_keys(keys).alias(score=search.score(text))
        return ranked.order_by(is_foreign, "-score", "-publish_at", "-pk")
