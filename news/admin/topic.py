from django.contrib import admin

from news.models import Topic


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    list_display = ["name", "name_fr", "slug"]
    search_fields = ["name", "name_fr"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "description", "name_fr", "description_fr"]
