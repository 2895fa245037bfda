from django.contrib import admin

from ijmsite.staff.desk import DeskAdmin
from news.models import Topic


@admin.register(Topic)
class TopicAdmin(DeskAdmin):
    list_display = ["name", "name_fr", "slug"]
    search_fields = ["name", "name_fr"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "description", "name_fr", "description_fr"]
