"""The page behind a reading link."""

from django.db.models import F
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ijmsite.web.origin import is_same_origin

from ..models import ReadingLink
from .access import Access, access, find_link, text_of
from .approvals import last_review
from .forms import ReviewForm
from .render import keep_private, render_unpublished
from .services import OwnTextError, TextChangedError, accept_terms, give_review

Purpose = ReadingLink.Purpose


# The page sets no cookie: `comes_from_here` stands in for Django's token. A session is read only
# where somebody answers, to tell reviewers from staff.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def reading(request, token):
    """Show what the link opens now, and take what its reader says.

    A link that is wrong, over or revoked looks like an address that never was.
    """
    link = find_link(token)
    post = request.method == "POST"
    match access(link) if link else Access.CLOSED:
        case Access.PUBLIC:
            response = redirect(link.article)
        case Access.TERMS:
            response = terms(request, link)
        case Access.OPEN:
            response = answer(request, link, token) if post else text(request, link, token)
            if request.method == "GET":
                note_opening(link)
        case Access.CLOSED:
            response = render(request, "news/reading/closed.html", status=404)
    return keep_private(response)


def comes_from_here(request):
    """Tell whether the form was sent from our page.

    Under `no-referrer` a browser without Fetch Metadata calls every origin "null". Nobody else's
    page knows the token in the address, so that is good enough.
    """
    nameless = request.headers.get("Origin") == "null"
    return is_same_origin(request) or (nameless and "Sec-Fetch-Site" not in request.headers)


def staff_in(request):
    """Return the member of staff who is signed in in this browser, or None."""
    return request.user if request.user.is_authenticated else None


def note_opening(link):
    ReadingLink.objects.filter(pk=link.pk).update(
        opens=F("opens") + 1, last_opened_at=timezone.now()
    )


def see_other(request):
    return HttpResponse(status=303, headers={"Location": request.path})


def terms(request, link):
    """Ask a journalist for a promise, before so much as the headline is shown."""
    is_refused = False
    if request.method == "POST":
        if comes_from_here(request):
            accept_terms(link)
            return see_other(request)
        is_refused = True
    context = {"link": link, "is_refused": is_refused}
    return render(request, "news/reading/terms.html", context, status=403 if is_refused else 200)


def text(request, link, token, form=None, status=200):
    """Show the text that the link opens, with the reviewer's form where there is one to fill in."""
    article = text_of(link)
    fingerprint = article.fingerprint
    context = {
        "link": link,
        "reading_token": token,
        "is_outdated": link.revision and link.article.fingerprint != fingerprint,
    }
    if link.purpose == Purpose.APPROVAL:
        last = last_review(link)
        context |= {
            "form": form or ReviewForm(initial={"fingerprint": fingerprint}),
            "last_review": last,
            "answered": last and last.fingerprint == fingerprint,
        }
    return render_unpublished(request, article, "news/reading/text.html", status, **context)


def answer(request, link, token):
    if link.terms_accepted_at:
        return see_other(request)  # They were accepted twice.
    if link.purpose == Purpose.PREVIEW:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    form = ReviewForm(request.POST)
    if not comes_from_here(request):
        form.add_error(
            None,
            _(
                "We could not tell that this was sent from our page. Nothing is lost: "
                "please check what you wrote and send it again from here."
            ),
        )
        return text(request, link, token, form, status=403)
    if not form.is_valid():
        return text(request, link, token, form)
    try:
        give_review(link, **form.cleaned_data, signed_in=staff_in(request))
    except OwnTextError:
        form.add_error(
            None,
            _(
                "You are signed in as somebody who wrote this text or made this link, so you "
                "cannot approve it. The reviewer opens the link in a browser of their own."
            ),
        )
        return text(request, link, token, form, status=403)
    except TextChangedError:
        form.data = form.data.copy()
        form.data["fingerprint"] = text_of(link).fingerprint
        form.add_error(
            None,
            _(
                "The text has changed since you opened it. Please read it again: what you wrote "
                "is kept."
            ),
        )
        return text(request, link, token, form, status=409)
    return see_other(request)
