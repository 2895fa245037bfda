"""Store what was read from saved pages as drafts, each page in a transaction of its own."""

import re
from collections import Counter
from dataclasses import dataclass, field
from html import escape, unescape
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction

from contacts.models import PressContact
from ijmsite.photos.store import delete_photo
from ijmsite.staff import audit
from news.addresses import article_path, both_ways, free_slug, is_free, stored_path
from news.body import clean_body
from news.deleted import recently_deleted
from news.history.reasons import coded, parts
from news.indexing import index_text
from news.models import Article, Redirect
from news.services import index_photos, lock

from . import origin
from .leading import lead_here, refusal
from .library import Library
from .metadata import same
from .page import Page, PageError
from .reader import count

DELETED = (
    "Somebody deleted the article within the last 30 days. The list of articles leads to the "
    "deleted ones, from where it can be brought back."
)
HREF = re.compile(r'(?<=<a href=")[^"]*')
FIGURE = re.compile(r'<figure data-picture="(\d+)"></figure>\n?')


@dataclass
class Result:
    """What became of a page."""

    page: Page
    # "made", "updated", "unchanged", "left" (people have worked on it), "twice" (in this run) or
    # "deleted" (by people)
    what: str
    article: Article | None = None
    unsure: list[str] = field(default_factory=list)


class Drafts:
    """Knows where all imported pages are, or will be, so that links between them lead there."""

    def __init__(self, pages: list[Page], *, photos: bool = True, dry_run: bool = False):
        self.dry_run = dry_run
        self.library = Library(dry_run) if photos else None
        self.earlier = earlier_articles()
        self.slugs = {mark: slug for mark, (_pk, slug) in self.earlier.items()}
        self.redirects = dict(Redirect.objects.values_list("path", "article__slug"))
        self.first = {}
        for page in pages:
            self.first.setdefault(mark(page), page)
        described = Counter(same(p.standfirst) for p in pages if p.standfirst_is_described)
        deleted = recently_deleted().exclude(imported_from="")
        self.deleted = {mark_of(s) for s in deleted.values_list("imported_from", flat=True)}
        for one, page in self.first.items():
            _pk, slug = self.earlier_of(page)
            if slug or one not in self.deleted:
                self.slugs[one] = slug or self.new_slug(page)
            if page.standfirst_is_described and described[same(page.standfirst)] > 1:
                page.standfirst = ""
                page.unsure.append("No standfirst: its description is that of other pages too.")

    def earlier_of(self, page: Page) -> tuple[int | None, str]:
        """Return key and slug of the article that the page is already: by address, or by file."""
        found = self.earlier.get(mark(page)) or self.earlier.get(page.fingerprint)
        return found or (None, "")

    def new_slug(self, page: Page) -> str:
        """Return the last words of the old address, or where they are taken, of the headline."""
        given = set(self.slugs.values())
        old = origin.old_slug(page.address)
        if old and old not in given and is_free(old):
            return old
        slug = free_slug(page.headline)
        numbered = (f"{slug}-{number}" for number in range(2, len(given) + 3))
        return next(s for s in (slug, *numbered) if s not in given)

    def store(self, page: Page) -> Result:
        """Make a draft of a page, or bring the one that nobody has touched up to date.

        Raises `PageError` where that cannot be, and leaves nothing behind then.
        """
        if self.first[mark(page)] is not page:
            return Result(
                page, "twice", unsure=[f"It is the same page as {self.first[mark(page)].name}."]
            )
        pk, _slug = self.earlier_of(page)
        if pk is None and mark(page) in self.deleted:
            return Result(page, "deleted", unsure=[DELETED])
        article = Article.objects.filter(pk=pk).first() or Article(slug=self.slugs[mark(page)])
        if article.pk and is_touched(article):
            return Result(page, "left", article)
        result = Result(page, "updated" if article.pk else "made", article, list(page.unsure))
        if not article.pk and Article.objects.filter(headline=page.headline).exists():
            result.unsure.append("There is another article with this headline.")
        photos, new = self.photos_of(page, result)
        try:
            with transaction.atomic():
                self.save(article, page, photos, result)
        except BaseException as error:
            for photo in new:
                delete_photo(photo)
            if isinstance(error, ValidationError):
                raise PageError(" ".join(error.messages)) from error
            raise
        return result

    def photos_of(self, page: Page, result: Result) -> tuple[dict, list]:
        """Return the photos by the places of the pictures, and which of them are new."""
        photos, new = {}, []
        if self.library is None:
            if page.pictures:
                number = count(len(page.pictures), "picture")
                result.unsure.append(f"Left out {number}, as asked.")
            return photos, new
        try:
            for number, picture in enumerate(page.pictures):
                photo, is_new, said = self.library.photo_of(picture, page)
                result.unsure += [said] if said else []
                if photo is not None:
                    photos[number] = photo
                    new += [photo] if is_new else []
        except BaseException:
            for photo in new:
                delete_photo(photo)
            raise
        return photos, new

    def save(self, article: Article, page: Page, photos: dict, result: Result) -> None:
        if article.pk:
            lock(article)
            if is_touched(article):
                result.what = "left"
                return
        top = photos.get(page.top)
        wanted = {
            **{name: getattr(page, name) for name in ("headline", "standfirst", "byline")},
            "dateline": page.dateline,
            "language": page.language,
            "publish_at": page.published_at,
            "body": clean_body(self.body_of(page, photos, result)),
            "photo_id": top.pk if top else None,
            "photo_alt": page.pictures[page.top].alt if top else "",
            "imported_from": source_of(page, article.imported_from),
        }
        if article.pk is None:
            article.press_contact = PressContact.objects.default()
            # Somebody may have taken it since the run began.
            article.slug = article.slug if is_free(article.slug) else free_slug(page.headline)
        elif all(getattr(article, name) == value for name, value in wanted.items()):
            result.what = "unchanged"
            return
        for name, value in wanted.items():
            setattr(article, name, value)
        article.imported_fingerprint = page.fingerprint
        if self.dry_run:
            result.unsure += [said for said in [refusal(article, page.address)] if said]
            return
        article._change_reason = coded("imported", page.address or page.name)
        article.save()
        index_photos(article)
        index_text(article)
        result.unsure += [said for said in [lead_here(article, page.address)] if said]
        audit.record(
            audit.Action.IMPORT,
            article,
            None,
            address=page.address,
            file=page.name,
            fingerprint=page.fingerprint,
        )

    def body_of(self, page: Page, photos: dict, result: Result) -> str:
        """Return the body with photos of the library, and links to where pages are now."""
        drafts = []

        def link(match):
            address = unescape(match[0])
            slug = self.slug_at(address, page.address)
            if slug is None:
                return match[0]
            drafts.append(slug)
            fragment = urlsplit(address).fragment
            return escape(article_path(slug) + (f"#{fragment}" if fragment else ""))

        def figure(match):
            photo = photos.get(int(match[1]))
            if photo is None:
                return ""
            picture = page.pictures[int(match[1])]
            alt = f' data-alt="{escape(picture.alt)}"' if picture.alt else ""
            caption = escape(picture.caption, quote=False)
            told = f"<figcaption>{caption}</figcaption>"
            return f'<figure data-photo="{photo.pk}"{alt}>{told}</figure>\n'

        body = FIGURE.sub(figure, HREF.sub(link, page.body))
        if drafts:
            linked = ", ".join(dict.fromkeys(map(article_path, drafts)))
            result.unsure.append(f"It links to imported articles, to be published first: {linked}")
        return body

    def slug_at(self, address: str, own: str) -> str | None:
        """Return the slug of the article that was imported from `address`."""
        if not address.startswith("http"):
            return None
        if slug := self.slugs.get(origin.key(address)):
            return slug
        if urlsplit(address).hostname != urlsplit(own).hostname:
            return None
        paths = both_ways(stored_path(address))
        return next((self.redirects[path] for path in paths if path in self.redirects), None)


def source_of(page: Page, kept: str = "") -> str:
    """Return what `imported_from` keeps: the old address, or where there is none, the file."""
    if kept.startswith("http") or (kept and not page.address):
        return kept
    return page.address or f"file:{page.name[:200]}#{page.fingerprint}"


def mark_of(imported_from: str) -> str:
    """Return what identifies a page: its address however it is spelled, or what was in the file."""
    if imported_from.startswith("file:"):
        return imported_from.rpartition("#")[2]
    return origin.key(imported_from)


def mark(page: Page) -> str:
    return mark_of(source_of(page))


def earlier_articles() -> dict[str, tuple[int, str]]:
    """Return key and slug of what was imported before, by the marks of its page."""
    rows = Article.objects.exclude(imported_from="").order_by("id")
    found = {}
    files = {}
    for pk, slug, source, file in rows.values_list(
        "pk", "slug", "imported_from", "imported_fingerprint"
    ):
        found[mark_of(source)] = pk, slug
        # A page may have been imported with its address, and come without it this time.
        files.setdefault(file, (pk, slug))
    return files | found


def is_touched(article: Article) -> bool:
    """Whether anybody has worked on an article since it was imported."""
    if article.status != Article.Status.DRAFT:
        return True
    revisions = article.history.values_list("history_change_reason", "history_user_id")
    return any(user or parts(reason)[0] != "imported" for reason, user in revisions)
