from django.contrib import admin
from django.urls import path

from .views import ArticleDetailView, ArticleListView

urlpatterns = [
    path("admin/", admin.site.urls),
    path("news/", ArticleListView.as_view(), name="article_list"),
    path("news/<slug:slug>/", ArticleDetailView.as_view(), name="article_detail"),
]
