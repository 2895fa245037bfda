from django.urls import re_path

from . import views

app_name = "photos"
urlpatterns = [
    re_path(r"^media/(?P<name>[\w./-]+)$", views.media, name="media"),
]
