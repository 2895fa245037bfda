"""Why a message looks like spam, in words for staff, by the code that is stored with it."""

from django.utils.translation import gettext_lazy as _

from ijmsite.web import traps

REASONS = {
    **traps.REASONS,
    # How it is written.
    "links": _("Many links"),
    "only_link": _("Hardly more than a link"),
    "markup": _("Links written in code"),
    "short_link": _("A shortened link that hides where it leads"),
    "bait_link": _("A link to a site that spam often advertises"),
    "mixed_letters": _("Letters of two alphabets within one word"),
    "invisible": _("Invisible characters within words"),
    "gibberish": _("Letters without a meaning"),
    "foreign": _("Mostly in an alphabet that our pages do not use"),
    "test": _("A test of spam filters"),
    # Who sends it.
    "disposable": _("An address of a disposable mail service"),
    "name": _("A name that is a link, or made up by a program"),
    "outlet": _("An outlet that programs fill in"),
    # What it says.
    "search": _("Offers a better place in search results, or links"),
    "guest_post": _("Offers articles or coverage for money"),
    "website": _("Offers work on the website or an app"),
    "marketing": _("Offers marketing, addresses, videos or software"),
    "money": _("Offers loans, investments or earnings"),
    "inheritance": _("Promises a fortune"),
    "invoice": _("Demands a payment or a renewal"),
    "threat": _("Threatens with a lawsuit or a break-in"),
    "bait": _("Advertises gambling, drugs, sex or magic"),
    "goods": _("Offers goods"),
    "offer": _("Words of a sales pitch"),
    "trade": _("Words of trade, and few of the press"),
    "came_across": _("“I came across your website”"),
    "greeting": _("A greeting to nobody in particular"),
    "opt_out": _("A line to unsubscribe"),
    "price": _("Prices of an offer"),
}
