"""The application of `raw_wsgi`."""

import os
from pathlib import Path

from bench.subjects.raw_wsgi import kept_answer
from ijmsite.web.parentage import die_with_parent

die_with_parent()
HEADERS, BODY = kept_answer(Path(os.environ["BENCH_WORK"]))


def application(environ, start_response):
    start_response("200 OK", HEADERS)
    return [BODY]
