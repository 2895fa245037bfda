"""What an article said before: revisions, differences, restoring."""


class HistoryMixin:
    pass
