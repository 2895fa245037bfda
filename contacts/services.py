from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from ijmsite import mail
from ijmsite.web.submissions import submission_digest

from .forms import InquiryForm
from .models import Inquiry, PressContact


@transaction.atomic
def receive_inquiry(form: InquiryForm) -> Inquiry:
    """Store the inquiry, the message to the press inbox and the acknowledgement together.

    The same submission, posted again on the same day, stores nothing and returns the first row.
    """
    form.instance.article_path = form.cleaned_data["article"]
    form.instance.article_headline = form.article_headline
    form.instance.language = get_language()
    inquiry, is_new = Inquiry.objects.get_or_create(
        digest=submission_digest(form.cleaned_data, timezone.now()),
        defaults={
            field.name: getattr(form.instance, field.name)
            for field in Inquiry._meta.concrete_fields
            if field.name not in {"id", "digest"}
        },
    )
    if is_new:
        _send_messages(inquiry)
    return inquiry


def _send_messages(inquiry: Inquiry) -> None:
    context = {"inquiry": inquiry, "press_contact": PressContact.objects.on_duty()}
    mail.enqueue(
        "contacts/email/inquiry",
        to=settings.PRESS_INBOX,
        reply_to=[inquiry.email],
        context=context,
        key=f"inquiry:{inquiry.reference}",
    )
    mail.enqueue(
        "contacts/email/acknowledgement",
        to=inquiry.email,
        reply_to=[settings.PRESS_INBOX],
        context=context,
        language=inquiry.language,
        headers={"Auto-Submitted": "auto-replied"},
        key=f"acknowledgement:{inquiry.reference}",
    )
