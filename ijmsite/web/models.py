from django.db import models


class Tally(models.Model):
    """How often somebody has done something within a stretch of time; see `ijmsite.web.rates`."""

    # A keyed hash of what is counted and of whom: no address stands here.
    key = models.CharField(max_length=64, primary_key=True)
    since = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        # No index of the times: a day's rows are looked through once an hour, and each that is
        # counted while others wait would have to be put into it.
        default_permissions = []

    def __str__(self):
        return f"{self.count} since {self.since}"


class ContentVersion(models.Model):
    """One row, which the database counts up whenever readers see something else.

    See `ijmsite.web.content`.
    """

    number = models.BigIntegerField(default=0)
    # On PostgreSQL, the last transaction that was counted.
    counted_in = models.BigIntegerField(null=True)

    class Meta:
        default_permissions = []
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="content_version_is_one_row")
        ]

    def __str__(self):
        return str(self.number)
