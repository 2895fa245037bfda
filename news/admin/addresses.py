"""Where readers find an article, and found it before."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext

from ijmsite.staff.desk import desk_page
from news.addresses import article_path
from news.models import Article
from news.services import former_slugs, move_back, note_move


class AddressMixin:
    """The address can be changed; the former one leads on, and can be taken again."""

    def save_model(self, request, obj, form, change):
        before = Article.objects.filter(pk=obj.pk).defer("body").first() if change else None
        super().save_model(request, obj, form, change)
        if before and before.was_public and before.slug != obj.slug:
            note_move(obj, before.slug, request.user)
            self.tell_move(request, obj, before.slug)

    def tell_move(self, request, article, old_slug):
        text = gettext(
            "The address is now {now}. The former one, {before}, leads there from now on. "
            '<a href="{undo}">Change it back</a>'
        )
        undo = reverse("admin:news_article_change", args=[article.pk]) + "#addresses"
        self.message_user(
            request,
            format_html(
                text, now=article_path(article.slug), before=article_path(old_slug), undo=undo
            ),
            messages.SUCCESS,
        )

    @desk_page("<path:object_id>/address/", "address")
    def move_back_view(self, request, object_id):
        article = self.article_or_404(request, object_id)
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        if request.method == "POST":
            old_slug = article.slug
            try:
                move_back(article, request.POST.get("slug", ""), request.user)
            except ValidationError as error:
                self.message_user(request, error.messages[0], messages.ERROR)
            else:
                self.tell_move(request, article, old_slug)
        return redirect("admin:news_article_change", article.pk)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj:
            paths = obj.former_addresses.order_by("-created_at", "-pk")
            context |= {
                "former_addresses": [former.path for former in paths],
                "former_slugs": [(slug, article_path(slug)) for slug in former_slugs(obj)],
                "may_move": self.has_change_permission(request, obj),
            }
            self.explain_address(context["adminform"].form, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def explain_address(self, form, article):
        if article.was_public and "slug" in form.fields:
            form.fields["slug"].help_text = gettext(
                "The end of the web address. If you change it, the former address leads here."
            )
