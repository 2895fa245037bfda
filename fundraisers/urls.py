from django.urls import path

from . import views

app_name = "fundraisers"
urlpatterns = [
    path("", views.FundraiserCreateView.as_view(), name="fundraiser_create"),
    path("thanks/", views.FundraiserThanksView.as_view(), name="fundraiser_thanks"),
    path("guide/", views.GuideView.as_view(), name="guide"),
    path("guide.pdf", views.guide_pdf, name="guide_pdf"),
]
