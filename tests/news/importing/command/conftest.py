"""What several tests of the command need."""

from django.utils import timezone
from PIL import Image

from news.models import Article

OLD = "https://old.example"
DATED = '<meta property="article:published_time" content="2016-03-03T09:00:00-05:00">'


def jpeg(path, size=(320, 200), color="#446688"):
    path.parent.mkdir(exist_ok=True)
    Image.new("RGB", size, color).save(path, "JPEG")


def publish(article):
    article.status = Article.Status.PUBLISHED
    article.publish_at = article.publish_at or timezone.now()
    article.save()
