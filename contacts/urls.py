from django.urls import path

from . import views
from .kit.views import kit_zip

app_name = "contacts"
urlpatterns = [
    path("", views.InquiryCreateView.as_view(), name="inquiry_create"),
    path("thanks/", views.InquiryThanksView.as_view(), name="inquiry_thanks"),
    path("kit.zip", kit_zip, name="kit"),
]
