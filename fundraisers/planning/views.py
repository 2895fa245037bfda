from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.generic import FormView

from ijmsite.web import qr
from ijmsite.web.submissions import PublicFormMixin

from . import load_plan
from .forms import PlanForm


class PlanView(PublicFormMixin, FormView):
    """How to plan an event; what is typed comes back as a poster or a calendar, and is not kept."""

    form_class = PlanForm
    template_name = "fundraisers/plan.html"
    poster_template = "fundraisers/plan_poster.html"

    def form_valid(self, form):
        if self.request.POST.get("make") == "calendar":
            return self.calendar(form)
        return self.poster(form)

    def calendar(self, form):
        # Few ask for one: every web process would carry icalendar for them.
        from .calendar import calendar_file

        response = HttpResponse(
            calendar_file(form.event, timezone.now()), content_type="text/calendar; charset=utf-8"
        )
        response.headers["Content-Disposition"] = 'attachment; filename="fundraiser.ics"'
        return response

    def poster(self, form):
        self.template_name = self.poster_template
        code = qr.draw(settings.GIVE_URL, qr.A_QUARTER)
        context = self.get_context_data(form=form, event=form.event, code=code)
        return self.render_to_response(context)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            plan=load_plan(get_language()), fundraising_inbox=settings.FUNDRAISING_INBOX, **kwargs
        )
