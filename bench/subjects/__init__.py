"""What `make bench` measures: our site, and what it is compared with, a module for each.

Each module has
- `NAME`, as the report calls it;
- `prepare(work, articles, database_url, say)`: makes below `work` what it needs, once, and says
  what it does; a `work` is for one number of articles and one database; raises `Missing` where
  this machine lacks something;
- `command(work, port)`: the command line of its server, its environment and its folder;
- `PATHS`, or `paths(work)` where they depend on the data: an address for each kind of page;
- `session(work)`, where it has an admin: the cookie of somebody who may do everything there.
"""

NAMES = [
    *("ours", "plain_article", "raw_wsgi", "nginx", "plain_django", "wagtail", "wagtail_cached"),
]


class Missing(Exception):  # noqa: N818 (it is no error: the report names what was left out)
    """This machine lacks something; says what, and for which reference."""
