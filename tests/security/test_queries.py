"""Holes that struck Django and its kind, looked for in our own sources and settings."""

import ast

import pytest
from django.conf import settings
from django.contrib import admin
from django.urls import reverse

from tests.staff.people import member

from .sources import ROOT, modules, suspects


def test_no_keyword_of_a_query_comes_from_a_request():
    found = {path: names for path, tree in modules() if (names := list(suspects(tree)))}

    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "Article.objects.filter(**request.GET)",
        "Article.objects.filter(**dict(request.GET.items()))",
        "Article.objects.filter(**{request.GET['by']: 1})",
        "Article.objects.order_by(request.GET['sort'])",
        "Article.objects.annotate(**form.cleaned_data)",
        "Q(**{k: v for k, v in request.POST.items()})",
        "order = request.GET.get('o'); column = f'-{order}'; Article.objects.order_by(column)",
        "Article.objects.values_list(*request.GET.getlist('column'))",
        "Article.objects.raw('SELECT ' + request.GET['column'], [])",
    ],
)
def test_what_would_come_from_one_is_found(line):
    assert list(suspects(ast.parse(f"def view(request, form):\n    {line}")))


@pytest.mark.parametrize(
    "line",
    [
        "Article.objects.filter(slug=request.GET['slug']).order_by('pk')",
        "Article.objects.filter(**{'slug': request.GET['slug']})",
        "Article.objects.raw('SELECT 1 WHERE %s', [request.GET['q']])",
    ],
)
def test_a_value_is_no_name(line):
    assert not list(suspects(ast.parse(f"def view(request):\n    {line}")))


ODD = [
    "_connector=OR 1=1 OR",
    "_negated=1",
    "id__in=1",
    "password__startswith=x",
    "author__password__regex=.",
    "sort=password",
    "o=1.-2.999999999999999999999.x",
    "o='",
    "order_by=password",
    "p=1e9",
    "e=1",
    "q='; DROP TABLE news_article; --",
    "all=",
    "_to_field=password",
    "is_active__exact=2",
]


@pytest.mark.django_db
@pytest.mark.parametrize("query", ODD)
def test_what_a_request_says_never_names_a_column(client, query):
    name, _, value = query.partition("=")
    answers = {client.get(path, {name: value}).status_code for path in ["/news/", "/", "/fr/news/"]}
    client.force_login(member("Administrator"))
    for model in ["news_article", "contacts_inquiry", "staff_user"]:
        response = client.get(reverse(f"admin:{model}_changelist"), {name: value})
        answers.add(response.status_code)

    assert answers <= {200, 302, 400, 404}


def test_a_list_of_the_desk_answers_no_guess_about_what_it_does_not_show(rf):
    """By a column that no filter names, a hash or a text could be guessed letter by letter."""
    open_columns = {}
    for model, desk in admin.site._registry.items():
        filters = {str(item[0] if isinstance(item, tuple) else item) for item in desk.list_filter}
        columns = {field.name for field in model._meta.concrete_fields} - filters
        columns -= set(desk.narrowed_by_links)
        columns -= {
            getattr(item, "parameter_name", "").partition("__")[0] for item in desk.list_filter
        }
        told = {f"{c}__startswith" for c in columns | {"pk"}} - {
            f"{desk.date_hierarchy}__startswith"
        }
        if answered := {c for c in told if desk.lookup_allowed(c, "x", rf.get("/"))}:
            open_columns[model._meta.label] = answered

    assert open_columns == {}


@pytest.mark.django_db
def test_a_list_of_accounts_is_not_narrowed_by_their_passwords(client):
    ana = member("Administrator")
    client.force_login(ana)
    asked = {"password__startswith": ana.password[:9]}

    assert client.get(reverse("admin:staff_user_changelist"), asked).status_code == 400


def test_no_cache_of_django_keeps_pages():
    kept = [name for name in settings.MIDDLEWARE if "CacheMiddleware" in name]
    users = [path for path, _tree in modules() if "cache_page" in (ROOT / path).read_text()]

    assert kept == users == []


def test_no_failure_of_a_mail_is_silent():
    silent = [
        path
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "fail_silently"
    ]

    assert silent == []


def test_files_are_for_the_site_and_its_group_alone():
    assert settings.FILE_UPLOAD_PERMISSIONS == 0o640
    assert settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS == 0o750
