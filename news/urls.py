from django.urls import path

from . import feeds, views
from .reading.views import reading

ATOM, RSS = {"form": feeds.Atom}, {"form": feeds.Rss}

app_name = "news"
urlpatterns = [
    path("", views.ArticleListView.as_view(), name="article_list"),
    path("feed/", feeds.feed, ATOM, name="feed_atom"),
    path("feed/rss/", feeds.feed, RSS, name="feed_rss"),
    path("topics/<slug:slug>/", views.TopicDetailView.as_view(), name="topic_detail"),
    path("topics/<slug:slug>/feed/", feeds.feed, ATOM, name="topic_feed_atom"),
    path("topics/<slug:slug>/feed/rss/", feeds.feed, RSS, name="topic_feed_rss"),
    path("<slug:slug>/", views.ArticleDetailView.as_view(), name="article_detail"),
    path("<slug:slug>/text/", views.ArticleTextView.as_view(), name="article_text"),
    path("reading/<str:token>/", reading, name="reading"),
]
