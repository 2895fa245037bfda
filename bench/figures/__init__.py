"""The figures of `make bench`, in studies: what is measured side by side stands in one."""

from bench.figures import answers, cached, freshness, growth, starting, uncached, writing
from bench.figures.study import Study

STUDIES: list[Study] = [
    *cached.STUDIES,
    *uncached.STUDIES,
    *growth.STUDIES,
    *freshness.STUDIES,
    *writing.STUDIES,
    *starting.STUDIES,
    *answers.STUDIES,
]
