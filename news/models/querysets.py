from django.db import models
from django.db.models import Q
from django.utils import timezone

from ..search import matches


class ArticleQuerySet(models.QuerySet):
    def published(self, at=None):
        """Return the articles the public may read at `at` (default: now)."""
        at = at or timezone.now()
        live = self.filter(status=self.model.Status.PUBLISHED, publish_at__lte=at)
        return live.filter(Q(unpublish_at=None) | Q(unpublish_at__gt=at))

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
        unpublished = [self.model.Status.DRAFT, self.model.Status.IN_REVIEW]
        planned = self.filter(status__in=unpublished, publish_at__lte=at or timezone.now())
        return planned.filter(imported_from="")

    def gone(self, at=None):
        """Return the articles the public could read once, but not at `at` (default: now)."""
        at = at or timezone.now()
        expired = Q(status=self.model.Status.PUBLISHED, unpublish_at__lte=at)
        return self.filter(Q(status=self.model.Status.WITHDRAWN) | expired, publish_at__lte=at)

    def search(self, text):
        """Return the articles that contain every word of `text`."""
        return self.filter(matches(text))
