"""The articles of the bench as rows: with topics, corrections, words to be searched, and entries in
the audit list."""

import uuid
from contextlib import contextmanager
from datetime import timedelta

from bench import texts

STEP = 1_000
ADMINISTRATOR = "bench@newsroom.example"
PICTURE = {
    "alt": "A row of people lean back together on one long rope across the deck of a ship.",
    "caption": "An illustration. It shows no real event and no real person.",
    "credit": "IJM Canada",
    "consent_scope": "not_needed",
}


def add(numbers: range, total: int, newest) -> None:
    from contacts.models import PressContact
    from ijmsite.staff.models import AuditEvent
    from news.indexing import columns
    from news.models import Article, Correction, SearchText, Topic

    topics = {topic.name: topic for topic in Topic.objects.all()}
    contacts = list(PressContact.objects.order_by("-is_default", "pk"))
    user = administrator()
    articles, links, corrections, events = [], [], [], []
    for number in numbers:
        story = texts.story(number)
        article = article_of(story, total, newest)
        # Of ten articles, nine name whoever stands for the press office.
        article.press_contact = contacts[number % 10 == 9]
        own = [topics[name] for name in story.topics]
        article._prefetched_objects_cache = {"topics": own}
        articles.append(article)
        links += [Article.topics.through(article=article, topic=topic) for topic in own]
        if article.revised_at:
            note = "An earlier version of this article gave the wrong year of the agreement."
            corrections.append(
                Correction(article=article, note=note, made_at=article.revised_at, made_by=user)
            )
        if article.was_public:
            events.append(event_of(article, user))
    Article.objects.bulk_create(articles, batch_size=STEP)
    Article.topics.through.objects.bulk_create(links, batch_size=STEP)
    Correction.objects.bulk_create(corrections)
    SearchText.objects.bulk_create(
        [SearchText(article=article, **columns(article)) for article in articles], batch_size=STEP
    )
    with own_times(AuditEvent, "at"):
        AuditEvent.objects.bulk_create(events, batch_size=STEP)


def article_of(story: texts.Story, total: int, newest):
    """Return the article of a story: of a hundred, some three are not public (any more)."""
    from news.models import SURVIVOR_QUESTIONS, Article

    n, status = story.number, Article.Status.PUBLISHED
    publish_at = newest - texts.age(n, total)
    unpublish_at = None
    if n % 50 == 7:
        status, publish_at = Article.Status.DRAFT, None
    elif n % 500 == 9:
        status = Article.Status.IN_REVIEW
        publish_at = None
    elif n % 100 == 13:
        status = Article.Status.WITHDRAWN
    elif n % 1_000 == 3:
        # Not while anything is measured.
        publish_at = newest + timedelta(days=30, minutes=n)
    elif n % 1_000 == 23:
        publish_at -= timedelta(days=30)
        unpublish_at = publish_at + timedelta(days=20)
    is_corrected = n % 20 == texts.READ % 20 and publish_at and status == Article.Status.PUBLISHED
    # Half of what is French is a translation of the story before.
    original = n if n % 10 == 2 else None
    return Article(
        pk=n + 1,
        headline=story.headline[:160],
        slug=story.slug,
        language=story.language,
        translation_of_id=original,
        standfirst=story.standfirst,
        dateline="London, Ontario",
        byline="IJM Canada press office",
        content_note="This article describes threats and withheld wages." if n % 10 == 6 else "",
        body=story.body,
        photo_id=uuid.UUID(int=(n + 1) % 4) if (n + 1) % 4 else None,
        photo_alt=PICTURE["alt"] if (n + 1) % 4 else "",
        **dict.fromkeys(SURVIVOR_QUESTIONS, Article.SurvivorAnswer.NO),
        status=status,
        publish_at=publish_at,
        unpublish_at=unpublish_at,
        revised_at=min(publish_at + timedelta(days=1), newest) if is_corrected else None,
    )


def event_of(article, user):
    from ijmsite.staff.models import AuditEvent

    return AuditEvent(
        at=article.publish_at,
        action=AuditEvent.Action.PUBLISH,
        actor=user,
        actor_name=str(user),
        model="news.article",
        object_id=str(article.pk),
        label=article.headline,
    )


def administrator():
    from ijmsite.staff.models import User

    return User.objects.get(email=ADMINISTRATOR)


@contextmanager
def own_times(model, name: str):
    """Let rows have a time of their own in a field that else says when a row was added."""
    field = model._meta.get_field(name)
    field.auto_now_add = False
    try:
        yield
    finally:
        field.auto_now_add = True
