import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
@pytest.mark.django_db
def test_count(client, make_article, topic, make_photo):
    photo=make_photo()
    a=make_article(topics=[topic], photo=photo, photo_alt="B", body=f'<figure data-photo="{photo.pk}" data-alt="b"></figure>')
    a.corrections.create(note="x", made_at=timezone.now())
    for n in range(8): make_article(f"o{n}", topics=[topic] if n==1 else [])
    a.related_by_hand.add(make_article("hand"))
    out=[]
    for path in ["/","/news/","/news/?q=body&year=2026&language=en&topic=partnerships","/news/topics/partnerships/","/news/all-hands/","/news/all-hands/text/","/news/feed/","/sitemap.xml","/news-sitemap.xml"]:
        with CaptureQueriesContext(connection) as c: client.get(path)
        out.append((path,len(c)))
        if path=="/news/all-hands/": out += [q["sql"][:150] for q in c]
    print("\n".join(map(str,out))); assert 0
