"""A step taken on several inquiries at once, from the list: a page asks before anything happens."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.utils.translation import gettext, ngettext

from ..services import desk

# In one request; a flood is more than that.
MOST = 500


def on_several(step):
    """Return a step as an action of the list."""

    @admin.action(description=step.in_list, permissions=["change"])
    def action(model_admin, request, queryset):
        return model_admin.take_on_several(request, step, queryset)

    action.__name__ = step.name
    return action


class SeveralMixin:
    def take_on_several(self, request, step, queryset):
        """Ask on a page that names what is chosen; what is shown there is what it acts on.

        Calls for help are left out: whoever takes a step with one has read it, on its own page.
        """
        possible = queryset.filter(status__in=desk.FROM[step.action])
        # Their texts would fill the memory.
        questions = possible.filter(is_call_for_help=False).defer("message")
        inquiries = list(questions[:MOST])
        calls = list(queryset.filter(is_call_for_help=True).defer("message")[:MOST])
        others = queryset.exclude(status__in=desk.FROM[step.action]).count()
        if "confirmed" in request.POST or not inquiries:
            done = sum(bool(step.take(inquiry, by=request.user)) for inquiry in inquiries)
            self.say_what_became_of(request, done, len(inquiries) - done + others, len(calls))
            return None
        return self.own_page(
            request,
            "admin/contacts/inquiry/several.html",
            step.in_list,
            inquiries=inquiries,
            total=questions.count(),
            most=MOST,
            calls=calls,
            others=others,
            name=step.name,
            key_name=ACTION_CHECKBOX_NAME,
        )

    def say_what_became_of(self, request, done, as_before, left_out):
        if done:
            said = ngettext("%(count)s inquiry changed.", "%(count)s inquiries changed.", done)
            self.message_user(request, said % {"count": done}, messages.SUCCESS)
        if as_before:
            said = ngettext(
                "%(count)s inquiry is as it was: this was done before, or is not possible.",
                "%(count)s inquiries are as they were: this was done before, or is not possible.",
                as_before,
            )
            self.message_user(request, said % {"count": as_before}, messages.WARNING)
        if left_out:
            said = gettext("Nothing was done with calls for help: open each of them.")
            self.message_user(request, said, messages.WARNING)
