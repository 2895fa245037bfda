"""Personal links to an article that is not public."""


class ReadingLinksMixin:
    pass
