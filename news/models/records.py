from functools import cache

from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords


class RecordsManager(HistoryManager):
    # The library asks at each look at `article.history`, and Django would make a class each time.
    from_queryset = classmethod(cache(HistoryManager.from_queryset.__func__))


class Records(HistoricalRecords):
    """The history of a model, which keeps the rows of its lists as they are stored.

    The library reads both ends of every row, and for each list once more the row whose it is: more
    than a third of all that is done to save an article. It also sends signals, for which nobody
    waits.
    """

    def create_historical_record_m2ms(self, history_instance, instance):
        for field in history_instance._history_m2m_fields:
            rows = field.remote_field.through.objects.filter(**{field.m2m_field_name(): instance})
            kept = self.m2m_models[field]
            kept.objects.bulk_create(
                kept(
                    history=history_instance,
                    **{column.attname: getattr(row, column.attname) for column in row._meta.fields},
                )
                for row in rows
            )
