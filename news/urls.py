from django.urls import path

from . import views

app_name = "news"
urlpatterns = [
    path("", views.ArticleListView.as_view(), name="article_list"),
    path("topics/<slug:slug>/", views.TopicDetailView.as_view(), name="topic_detail"),
    path("<slug:slug>/", views.ArticleDetailView.as_view(), name="article_detail"),
]
