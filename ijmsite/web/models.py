from django.db import models


class Tally(models.Model):
    """How often somebody has done something within a stretch of time; see `ijmsite.web.rates`."""

    # A keyed hash of what is counted and of whom: no address stands here.
    key = models.CharField(max_length=64, primary_key=True)
    since = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = []
        indexes = [models.Index(fields=["since"])]

    def __str__(self):
        return f"{self.count} since {self.since}"
