from django.urls import path

from . import views

app_name = "photos"
urlpatterns = [
    path("media/<path:name>", views.media, name="media"),
]
