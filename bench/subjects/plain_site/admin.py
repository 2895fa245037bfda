from django.contrib import admin

from .models import Article, Banner, Topic

admin.site.register([Banner, Topic])


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
    list_display = ["headline", "is_published", "published_at"]
    list_filter = ["is_published", "topics"]
    search_fields = ["headline", "body"]
