"""Which machines ask for a code."""

import os
import subprocess
import sys

import pytest

from tests.check import PRODUCTION, ROOT


@pytest.mark.slow
@pytest.mark.parametrize(
    ("environment", "is_asked_for"),
    [(PRODUCTION | {"SECOND_FACTOR": "0"}, True), ({"SECOND_FACTOR": "1"}, True), ({}, False)],
    ids=["production, whatever is set", "where it is set", "elsewhere"],
)
def test_a_code_is_asked_for(tmp_path, environment, is_asked_for):
    base = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}
    said = subprocess.run(
        [sys.executable, "-c", "from ijmsite import settings; print(settings.SECOND_FACTOR)"],
        cwd=ROOT,
        env=base | environment,
        check=True,
        capture_output=True,
        text=True,
    )

    assert said.stdout.strip() == str(is_asked_for)
