"""The article as readers would see it, before they do."""


class PreviewMixin:
    pass
