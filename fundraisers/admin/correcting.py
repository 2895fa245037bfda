"""What supporters tell us to correct, on a page of its own."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext

from ijmsite.staff.desk import desk_page

from ..forms import SupporterForm
from ..services import desk
from .steps import STAYS


class CorrectionForm(SupporterForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="correct_%s", **kwargs)
        self.fields["email"].help_text = STAYS


class CorrectingMixin:
    @desk_page("<int:pk>/correct/", "correct")
    def correct_view(self, request, pk):
        fundraiser = self.row_to_change(request, pk)
        data = request.POST if request.method == "POST" else None
        form = CorrectionForm(data, instance=fundraiser)
        if form.is_valid():
            fields = {name: form.cleaned_data[name] for name in form.changed_data}
            if fields and desk.correct(fundraiser, fields, request.user):
                self.message_user(request, gettext("Corrected."), messages.SUCCESS)
            return redirect("admin:fundraisers_fundraiser_change", pk)
        return self.own_page(
            request,
            "admin/fundraisers/fundraiser/correct.html",
            gettext("Correct what they typed"),
            original=fundraiser,
            fundraiser=fundraiser,
            form=form,
        )
