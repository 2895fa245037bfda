from django import template
from django.db.models.options import Options

from ijmsite.staff import help as staff_help

register = template.Library()


@register.inclusion_tag("admin/help_link.html")
def help_link(opts: Options | str = "") -> dict:
    """Lead to the help about the model whose page this is; elsewhere to its first page."""
    name = staff_help.name_for(opts.label_lower if opts else "")
    return {"address": staff_help.address(name), "is_about_this": name not in {"", "fr"}}
