"""One page for something new makes one of it, however often its form arrives."""

import re
import uuid

from django.db import IntegrityError, models

PAGE = re.compile(r"[0-9a-f]{32}")


class PageKeyField(models.UUIDField):
    """Which page of the admin a row was made on; empty where it came in another way."""

    def __init__(self, **kwargs):
        super().__init__(
            **kwargs | {"null": True, "blank": True, "unique": True, "editable": False}
        )


class OnceMixin:
    """An add form that carries a random number, which its row keeps.

    A second click, also at the same moment, and a browser that asks again after a lost answer
    get what the first one made.
    """

    def page_key(self, request, page: str) -> uuid.UUID:
        """Return what two posts of a page have in common if they are one."""
        return uuid.UUID(page)

    def made_with(self, key):
        return self.model._base_manager.filter(page_key=key).first()

    def answer_again(self, request, made, form_url, extra_context):
        """Answer a post that has made `made` before."""
        return self.response_add(request, made)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        page = request.POST.get("page", "")
        request.page_key = None
        if (
            object_id is not None
            or not PAGE.fullmatch(page)
            or not self.has_add_permission(request)
        ):
            return super().changeform_view(request, object_id, form_url, extra_context)
        key = self.page_key(request, page)
        if made := self.made_with(key):
            return self.answer_again(request, made, form_url, extra_context)
        request.page_key = key
        try:
            response = super().changeform_view(request, object_id, form_url, extra_context)
            # Refused, perhaps as another one has taken the address meanwhile: just this page.
            made = None if request.page_key is None else self.made_with(key)
        except IntegrityError:
            made = self.made_with(key)
            if made is None:
                raise
        return self.answer_again(request, made, form_url, extra_context) if made else response

    def save_model(self, request, obj, form, change):
        if not change:
            obj.page_key = request.page_key
        super().save_model(request, obj, form, change)
        request.page_key = None

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is None:
            page = request.POST.get("page", "")
            context["page"] = page if PAGE.fullmatch(page) else uuid.uuid4().hex
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)
