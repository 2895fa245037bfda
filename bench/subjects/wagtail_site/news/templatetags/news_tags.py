from django import template

from news.models import Banner

register = template.Library()


@register.inclusion_tag("news/banner.html")
def banner():
    return {"banner": Banner.objects.filter(is_shown=True).first()}
