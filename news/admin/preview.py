"""The article as readers would see it, before they do."""

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseNotAllowed
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_sameorigin

from ijmsite.staff.desk import desk_page
from news.body import clean_body
from news.models import Article
from news.reading.access import as_published, with_lists
from news.reading.render import render_unpublished

# Shown as typed even where the form would refuse them.
WORDS = ["headline", "standfirst", "dateline", "byline", "content_note"]

# In a frame of the article's own page, or in a tab; without scripts and without forms.
FRAMED = {
    "frame-ancestors": [SELF],
    "sandbox": ["allow-same-origin", "allow-popups", "allow-popups-to-escape-sandbox"],
}


class PreviewMixin:
    """Previews of what stands in the form: nothing is saved, whatever was typed."""

    @property
    def media(self):
        css = {"all": ["admin_desk/preview.css"]}
        return super().media + forms.Media(
            css=css, js=[forms.Script("admin_desk/preview.js", defer=True)]
        )

    @method_decorator(csp_update({"frame-src": [SELF]}))
    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj:
            can_type = self.has_change_permission(request, obj)
        else:
            can_type = self.has_add_permission(request)
        if can_type and not context["is_popup"]:
            context["preview_url"] = self.preview_url(obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def preview_url(self, article):
        if article:
            return reverse("admin:news_article_preview", args=[article.pk])
        return reverse("admin:news_article_preview_new")

    @desk_page("add/preview/", "preview_new")
    @desk_page("<path:object_id>/preview/", "preview")
    @method_decorator(csp_replace(FRAMED))
    @method_decorator(xframe_options_sameorigin)
    def preview(self, request, object_id=None):
        """Show the posted form as an article; on GET, the article as it is saved."""
        stored = self.previewed(request, object_id)
        if request.method == "POST":
            article, unread = self.article_from(request, stored)
        elif stored:
            article, unread = stored, []
        else:
            return HttpResponseNotAllowed(["POST"])
        article = as_published(article)
        with translation.override(article.language):
            response = self.rendered(request, article, unread)
        # A sandboxed tab cannot have a group of its own.
        response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
        return response

    def previewed(self, request, object_id):
        """Return the stored article that the form is about, or None for a new one."""
        if object_id is None:
            if not self.has_add_permission(request):
                raise PermissionDenied
            return None
        return self.row_to_change(request, object_id)

    def rendered(self, request, article, unread):
        if request.GET.get("as") != "card":
            template = "news/reading/preview.html"
            return render_unpublished(request, article, template, unread=", ".join(unread))
        photo = article.shown_photo
        picture = reverse("photos:media", args=[photo.card["name"]]) if photo else ""
        return render_unpublished(
            request, article, "news/reading/social_card.html", picture=picture
        )

    def article_from(self, request, stored):
        """Build, in memory, the article that the form describes.

        Also returns the labels of the fields that could not be read: they are as last saved.
        """
        form_class = self.get_form(request, stored, change=stored is not None)
        form = form_class(request.POST, instance=stored)
        form.full_clean()
        article, typed = form.instance, form.data
        for name in WORDS:
            if name in form.errors:
                limit = Article._meta.get_field(name).max_length
                setattr(article, name, typed.get(name, "").strip()[:limit])
        if "body" in form.errors:
            try:
                article.body = clean_body(typed.get("body", ""))
            except ValidationError:
                article.body = ""
        lists = {name: self.chosen(form, stored, name) for name in ("topics", "related_by_hand")}
        unread = [
            str(form.fields[name].label)
            for name in form.errors
            if name in form.fields and name not in [*WORDS, "body"]
        ]
        return with_lists(article, **lists), unread

    def chosen(self, form, stored, name):
        if name in form.cleaned_data:
            return [row.pk for row in form.cleaned_data[name]]
        return [row.pk for row in getattr(stored, name).all()] if stored else []
