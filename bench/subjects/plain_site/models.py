from django.db import models
from django.urls import reverse


class Topic(models.Model):
    name = models.CharField(max_length=60)
    slug = models.SlugField(unique=True)

    def __str__(self):
        return self.name


class Banner(models.Model):
    text = models.CharField(max_length=200)
    is_shown = models.BooleanField(default=True)

    def __str__(self):
        return self.text


class ArticleQuerySet(models.QuerySet):
    def published(self):
        return self.filter(is_published=True)


class Article(models.Model):
    headline = models.CharField(max_length=160)
    slug = models.SlugField(max_length=100, unique=True)
    standfirst = models.TextField()
    body = models.TextField()
    is_published = models.BooleanField(default=False)
    published_at = models.DateTimeField(db_index=True)
    topics = models.ManyToManyField(Topic)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at"]

    def __str__(self):
        return self.headline

    def get_absolute_url(self):
        return reverse("article_detail", args=[self.slug])
