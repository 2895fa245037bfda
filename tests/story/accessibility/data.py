"""What stands on the site while it is looked at: one of everything, with long French words."""

import io
from datetime import timedelta

from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from PIL import Image

from contacts.models import Boilerplate, PressContact
from ijmsite.pages.models import Banner, HelpLine
from ijmsite.photos.models import Photo
from ijmsite.photos.store import store_photo
from ijmsite.staff.signin import signin_link
from ijmsite.staff.tokens import invitation_tokens, reset_tokens
from news.body import clean_body
from news.indexing import index_text
from news.models import Article, ReadingLink, Review, Topic
from news.reading.services import accept_terms, give_review, make_link
from news.services import index_photos
from tests.mailed import mailed_links
from tests.staff.people import member

Purpose = ReadingLink.Purpose
DAY = timedelta(days=1)

EVERYTHING = """
<p>The harbour watch begins at dawn. It has an <a href="/press/">office on the quay</a> and a
<a href="https://coast.example/watch">page of its own</a>.</p>
<h2>Who goes out</h2>
<figure data-photo="{photo}" data-alt="A boat at dawn."><figcaption>Off <em>shore</em>.</figcaption>
</figure>
<h3>On weekdays</h3>
<ul><li>Two <strong>boats</strong></li><li>A <a href="/news/plain/">nurse</a></li></ul>
<h3>On Sundays</h3>
<ol><li>One boat</li><li>Nobody</li></ol>
<blockquote><p>We wait for them.</p><p><cite>Ada Roy, harbour master</cite></p></blockquote>
<h2>What it cost</h2>
<table><caption>Litres of fuel in the two harbours by quarter</caption>
<thead><tr><th>Quarter</th><th>Northern harbour</th><th>Southern harbour</th><th>Both</th>
<th>Kilometres</th><th>Volunteers</th></tr>
</thead><tbody><tr><td>First</td><td>1,200</td><td>900</td><td>2,100</td><td>5,300</td>
<td>31</td></tr>
<tr><td>Second</td><td>1,100</td><td>950</td><td>2,050</td><td>5,100</td><td>29</td></tr></tbody></table>
<figure data-photo="{photo}" data-alt="The film." data-video="https://video.example/1"><figcaption>
</figcaption></figure>
"""


def article(slug, *, topics=(), **fields):
    now = timezone.now()
    defaults = {
        "headline": f"The headline of {slug}",
        "standfirst": "What it says in one sentence.",
        "body": "<p>One.</p><h2>Two</h2><p>Three.</p>",
        "status": Article.Status.PUBLISHED,
        "publish_at": now - DAY,
    } | fields
    stored = Article.objects.create(slug=slug, **defaults | {"body": clean_body(defaults["body"])})
    stored.topics.set(topics)
    index_text(stored)
    index_photos(stored)
    return stored


def photo(**fields):
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), (30, 80, 120)).save(buffer, "JPEG")
    buffer.seek(0)
    return store_photo(
        buffer,
        title="Boats",
        alt="Two boats.",
        caption="Two boats come home.",
        credit="Ada Roy",
        rights="Free for editorial use with credit",
        consent_scope=Photo.Scope.NOT_NEEDED,
        in_press_kit=True,
        **fields,
    )


def frame():
    """Store what stands around the pages."""
    Banner.objects.create(
        headline="Limited-time match",
        headline_fr="Dons doublés pour un temps limité",
        text="Every gift is doubled, up to a total of $50,000.",
        text_fr="Chaque don est doublé, jusqu’à concurrence d’un total de 50 000 $.",
        terms="https://give.example/terms",
        ends_at=timezone.now() + 3 * DAY,
    )
    for number, (country, country_fr) in enumerate([("Canada", "Canada"), ("India", "Inde")]):
        HelpLine.objects.create(
            country=country,
            country_fr=country_fr,
            name=f"{country} human trafficking hotline",
            name_fr=f"Ligne d’urgence contre la traite des personnes, {country_fr}",
            phone=f"1-833-900-101{number}",
            web=f"https://line{number}.example/",
            hours="Day and night, in 200 languages.",
            hours_fr="Jour et nuit, en plus de 200 langues.",
            review_by=timezone.localdate() + 90 * DAY,
        )
    for words in Boilerplate.Words.values:
        text, text_fr = "We protect people. " * (words // 3), "Nous protégeons les gens. " * 20
        Boilerplate.objects.create(words=words, text=text, text_fr=text_fr)
    return press_office()


def press_office():
    office = PressContact.objects.create(
        name="Petra Kooman",
        title="Director of Marketing and Public Relations",
        title_fr="Directrice du marketing et des relations publiques",
        phone="519.679.5030",
        extension="229",
        after_hours="519.555.0142",
        email="petra.kooman.communications@newsroom.example",
        is_default=True,
    )
    colleague = {"title": "Adviser", "title_fr": "Conseillère en communications"}
    PressContact.objects.create(
        name="Camille Fortin",
        phone="519.555.0143",
        topics=["interview", "photo"],
        language="fr",
        **colleague,
    )
    PressContact.objects.create(
        name="Noor Haddad",
        phone="519.555.0144",
        away_from=timezone.localdate(),
        away_until=timezone.localdate() + 9 * DAY,
        deputy=office,
        **colleague,
    )
    return office


def articles(press_contact):
    boats, now = photo(), timezone.now()
    topics = [
        Topic.objects.create(slug="partnerships", name="Partnerships", name_fr="Partenariats"),
        Topic.objects.create(
            slug="rehabilitation",
            name="Rehabilitation and reintegration",
            name_fr="Réadaptation et réinsertion socioprofessionnelle",
            description="How survivors rebuild their lives.",
            description_fr="Comment les personnes survivantes reconstruisent leur vie.",
        ),
    ]
    everything = {
        "photo": boats,
        "photo_alt": "Two boats come home.",
        "topics": topics,
        "dateline": "London, Ontario",
        "byline": "Press office",
        "content_note": "This article describes violence at sea.",
        "press_contact": press_contact,
        "is_sample": True,
        "revised_at": now - timedelta(hours=1),
    }
    harbour = article("harbour", body=EVERYTHING.format(photo=boats.pk), **everything)
    harbour.corrections.create(note="The sum was wrong.", made_at=now - timedelta(hours=1))
    article(
        "le-port",
        language="fr",
        translation_of=harbour,
        **everything | {"headline": "Les bénévoles du port se réapproprient l’autosurveillance"},
    )
    article("seulement", language="fr", topics=topics[:1])
    article("plain", topics=topics[:1])
    for number in range(12):
        article(f"older-{number}", publish_at=now - 9 * DAY)
    article("gone", status=Article.Status.WITHDRAWN)
    return everything


def addresses(everything):
    """Make personal links of all kinds; return the path of each by its name."""
    lead, found = member("PR lead"), {}

    def link(name, purpose, unpublished):
        made, address = make_link(
            unpublished, lead, purpose=purpose, reader_name="Noor Haddad", days=7 * DAY
        )
        found[name] = "/" + address.split("/", 3)[3]
        return made

    draft = article("draft", **everything | {"status": Article.Status.DRAFT, "publish_at": None})
    coming = article("coming", **everything | {"publish_at": timezone.now() + 2 * DAY})
    link("preview", Purpose.PREVIEW, draft)
    link("approval", Purpose.APPROVAL, draft)
    link("terms", Purpose.EMBARGO, coming)
    accept_terms(link("embargoed", Purpose.EMBARGO, coming))
    give_review(
        link("approved", Purpose.APPROVAL, draft),
        decision=Review.Decision.APPROVED,
        comment="",
        fingerprint=draft.fingerprint,
    )
    number = urlsafe_base64_encode(force_bytes(lead.pk))
    for name, account in {"signin": lead, "signed_in_before": member("Writer")}.items():
        found[name] = "/admin/" + signin_link(account).split("/admin/")[1]
    found |= mailed_links()
    found["reset"] = f"/admin/password-reset/{number}/{reset_tokens.make_token(lead)}/"
    found["invitation"] = f"/admin/invitation/{number}/{invitation_tokens.make_token(lead)}/"
    return found
