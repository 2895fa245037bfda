from django.urls import path, re_path

from . import views
from .guide.views import GuideView, guide_edition, guide_pdf
from .planning.views import PlanView

app_name = "fundraisers"
urlpatterns = [
    path("", views.FundraiserCreateView.as_view(), name="fundraiser_create"),
    path("thanks/", views.FundraiserThanksView.as_view(), name="fundraiser_thanks"),
    path("plan/", PlanView.as_view(), name="plan"),
    path("ideas/<slug:slug>/", views.IdeaView.as_view(), name="idea"),
    path("guide/", GuideView.as_view(), name="guide"),
    path("guide.pdf", guide_pdf, name="guide_pdf"),
    re_path(r"^guide/(?P<version>[0-9A-Za-z.-]{1,20})\.pdf$", guide_edition, name="guide_edition"),
]
