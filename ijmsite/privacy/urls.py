from django.urls import path

from . import views
from .me import views as me

app_name = "privacy"
urlpatterns = [
    path("confirm/<str:token>/", views.ConfirmView.as_view(), name="confirm"),
    path("unsubscribe/<str:token>/", views.UnsubscribeView.as_view(), name="unsubscribe"),
    path("me/", me.MeView.as_view(), name="me"),
    path("me/sent/", me.MeSentView.as_view(), name="me_sent"),
    path("me/deleted/", me.MeDeletedView.as_view(), name="me_deleted"),
    path("me/<str:token>/", me.MeDataView.as_view(), name="me_data"),
    path("me/<str:token>/my-data.json", me.MeJsonView.as_view(), name="me_json"),
    path("me/<str:token>/my-data.html", me.MeHtmlView.as_view(), name="me_html"),
    path("me/<str:token>/delete/", me.MeDeleteView.as_view(), name="me_delete"),
    path("me/<str:token>/<slug:kind>/<int:pk>/", me.MeCorrectView.as_view(), name="me_correct"),
]
