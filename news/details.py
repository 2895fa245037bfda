"""How the audit list says what it keeps about articles."""

from django.utils.translation import gettext_lazy as _

from ijmsite.staff.duties import Detail

from .models import ReadingLink, Review

CHECKS = {
    "alt": _("alternative text"),
    "approvals": _("approvals it needs"),
    "body": _("text"),
    "changes_asked": _("asked for changes"),
    "consent_expired": _("consent that ends too early"),
    "consent_missing": _("consent that nobody recorded"),
    "consent_scope": _("consent for another story only"),
    "consent_withdrawn": _("consent that was withdrawn"),
    "content_note": _("content note that only the other version has"),
    "dead_link": _("link that leads nowhere"),
    "embargo": _("embargo that a journalist accepted"),
    "heading": _("heading of a wrong size"),
    "photo_gone": _("picture that is no longer there"),
    "press_contact": _("press contact"),
    "standfirst": _("standfirst"),
    "survivor": _("survivor checklist"),
    "survivor_consent": _("where the consent is recorded"),
    "unfinished": _("unfinished words"),
    "untranslated": _("words that are not translated yet"),
}

DETAILS = {
    "address": Detail(_("address")),
    "address_seen_by": Detail(_("who made the link saw its address")),
    "addresses": Detail(_("former addresses")),
    "before": Detail(_("before")),
    "before_its_publication": Detail(_("before its publication")),
    "codes": Detail(_("checks"), CHECKS),
    "days": Detail(_("days")),
    "decision": Detail(_("decision"), dict(Review.Decision.choices)),
    "deleted_at": Detail(_("deleted"), is_time=True),
    "fewer_approvals": Detail(_("fewer approvals")),
    "file": Detail(_("file")),
    "fingerprint": Detail(_("fingerprint")),
    "link": Detail(_("reading link")),
    "now": Detail(_("now")),
    "publish_at": Detail(_("publish at"), is_time=True),
    "purpose": Detail(_("purpose"), dict(ReadingLink.Purpose.choices)),
    "reading_links_closed": Detail(_("reading links closed")),
    "readers_are_sent_to": Detail(_("readers are sent to"), {"": _("nowhere")}),
    "revision": Detail(_("revision")),
    "signed_in_as": Detail(_("signed in as")),
    "taken_down_at": Detail(_("taken down"), is_time=True),
    "unpublish_at": Detail(_("take down at"), is_time=True),
}
