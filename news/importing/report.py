"""Say what became of the pages, for the person who saved them."""

from collections import Counter

from django.conf import settings
from django.urls import reverse
from django.utils import dateformat, timezone

from .drafts import Result
from .reader import LANGUAGES, count

WORDS = {
    "made": "Made the draft",
    "updated": "Updated the draft",
    "unchanged": "Nothing new for the draft",
    "left": "Left alone, as people have worked on it:",
    "twice": "Left out",
    "deleted": "Left out",
}
NEXT = (
    "Nothing is public. The drafts stand in the list of articles; their pictures wait in the photo "
    "library until somebody records that the people in them agreed."
)
PLANNED = WORDS | {"made": "Would make the draft", "updated": "Would update the draft"}


def lines(name: str, result: Result, dry_run: bool) -> list[str]:
    """Return the report on one page, its file first."""
    page, article = result.page, result.article
    said = (PLANNED if dry_run else WORDS)[result.what]
    if article is None:
        return [name, f"  {said}: {' '.join(result.unsure)}"]
    report = [name, f"  {said} “{article.headline or page.headline}”"]
    if article.pk:
        path = reverse("admin:news_article_change", args=[article.pk])
        report[-1] += f" {settings.SITE_URL}{path}"
    if result.what in {"made", "updated"}:
        report.append(f"  {facts(result, dry_run)}")
    if result.what != "unchanged" and result.what != "left" and result.unsure:
        report += ["  Please look at it:", *(f"  - {what}" for what in result.unsure)]
    return report


def facts(result: Result, dry_run: bool) -> str:
    page, body = result.page, result.article.body
    pictures = body.count("<figure") + bool(result.article.photo_id)
    if dry_run:
        pictures = sum(picture.path is not None for picture in page.pictures)
    day = timezone.localtime(page.published_at) if page.published_at else None
    found = [
        f"first published {dateformat.format(day, 'j F Y')}" if day else "",
        LANGUAGES[page.language],
        count(page.words, "word"),
        *(
            count(number, thing)
            for thing, number in (
                ("heading", sum(body.count(f"<h{level}>") for level in (2, 3, 4))),
                ("quote", body.count("<blockquote>")),
                ("link", body.count("<a href")),
                ("picture", pictures),
            )
            if number
        ),
        f"stood at {page.address}" if page.address else "",
    ]
    return ", ".join(filter(None, found)) + "."


def summary(results: list[Result], skipped: int, dry_run: bool) -> str:
    counts = Counter(result.what for result in results)
    tense = "would be " if dry_run else ""
    parts = [
        f"{count(counts['made'], 'draft')} {tense}made",
        f"{counts['updated']} {tense}updated",
        f"{counts['unchanged']} unchanged",
        f"{counts['left']} left alone" if counts["left"] else "",
        f"{counts['twice']} saved twice" if counts["twice"] else "",
        f"{counts['deleted']} deleted by people" if counts["deleted"] else "",
        f"{skipped} skipped",
    ]
    total = len(results) + skipped
    said = f"{count(total, 'page')}: {', '.join(filter(None, parts))}."
    return said if dry_run or not counts["made"] else f"{said}\n{NEXT}"
