from django.contrib import admin
from django.db import transaction

from ijmsite.staff.desk import DeskAdmin
from news.indexing import index_texts
from news.models import Article, Topic


@admin.register(Topic)
class TopicAdmin(DeskAdmin):
    list_display = ["name", "name_fr", "slug"]
    search_fields = ["name", "name_fr"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "description", "name_fr", "description_fr"]

    # Its name finds the articles.

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if {"name", "name_fr"} & set(form.changed_data):
            index_texts(keys(obj.article_set.all()))

    @transaction.atomic
    def delete_model(self, request, obj):
        articles = keys(obj.article_set.all())
        super().delete_model(request, obj)
        index_texts(articles)

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        articles = keys(Article.objects.filter(topics__in=queryset).distinct())
        super().delete_queryset(request, queryset)
        index_texts(articles)


def keys(articles):
    return list(articles.order_by("pk").values_list("pk", flat=True))
