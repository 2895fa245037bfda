from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from ijmsite.privacy import ledger
from ijmsite.privacy.models import Consent
from ijmsite.web import rates
from ijmsite.web.submissions import submission_digest

from ..consent import Box
from ..forms import FundraiserForm
from ..models import Fundraiser
from . import desk, telling

# How many may sign up within an hour from one sender, and from one network: an office or a school
# where everybody takes part often has one address.
PER = timedelta(hours=1)
HOST_LIMIT = 5
NETWORK_LIMIT = 100
# "forged" is none: a page from before a new key of the site says no more than that.
PUT_ASIDE_FOR = {"filled", "fast"}


def sign_up(form: FundraiserForm, path: str, sender: str) -> Fundraiser:
    """Store the sign-up, its consent, the welcome with the guide and the note to staff together.

    `path` is the page that carried the form, `sender` the network address it came from. The same
    submission, posted again on the same day, stores nothing and returns the first row. What a
    program seems to have typed is stored too, but put aside, and nobody is written to.

    Everything here is the same for an address that we know and for one that we do not: not even
    by its time can a stranger tell who has signed up.

    Raises `TooOftenError` where that many have come from there that one more is not stored.
    """
    digest = submission_digest(form.submission, timezone.now())
    one = rates.submission_of("sign-up", digest, sender)
    limits = rates.limits_of("sign-up", sender, host=HOST_LIMIT, network=NETWORK_LIMIT, per=PER)
    # A look first: a flood is refused without holding up those who write.
    rates.check_submission(one, limits)
    if first := Fundraiser.objects.filter(digest=digest).first():
        with transaction.atomic():
            rates.count_submission(one, limits)
        if first.set_aside_at and not _is_trapped(form):
            # The words are the same: it was put aside for a trap alone, and comes without one.
            _release(first.pk)
        return first
    with transaction.atomic():
        # What is refused here is rolled back, with all that was counted.
        rates.count_submission(one, limits)
        return _store(form, path, digest)


def _is_trapped(form: FundraiserForm) -> bool:
    return not PUT_ASIDE_FOR.isdisjoint(form.traps)


def _store(form: FundraiserForm, path: str, digest: str) -> Fundraiser:
    now = timezone.now()
    fundraiser, is_new = Fundraiser.objects.get_or_create(
        digest=digest,
        defaults={
            **{name: form.cleaned_data[name] for name in form.Meta.fields},
            "contact_by": telling.contact_by(),
            "set_aside_at": now if _is_trapped(form) else None,
            "reasons": form.traps,
        },
    )
    if not is_new:
        return fundraiser
    ticks = [_tick(fundraiser, box, path) for box in form.ticked]
    if not fundraiser.set_aside_at:
        telling.announce(fundraiser, ticks)
    return fundraiser


@transaction.atomic
def _release(pk: int) -> None:
    first = Fundraiser.objects.select_for_update().get(pk=pk)
    # Staff may have judged it meanwhile.
    if first.set_aside_at and not first.closed_at:
        desk.release(first, None)


def _tick(fundraiser: Fundraiser, box: Box, path: str) -> Consent:
    return ledger.tick(
        email=fundraiser.email,
        purpose=box.purpose,
        version=box.version,
        language=get_language(),  # of the page: the words that were read
        text=box.text,
        form=path,
        at=fundraiser.signed_up_at,  # by which it is found again
    )
