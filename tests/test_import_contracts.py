"""The layers hold, and each contract notices an import that points the wrong way."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOOL = Path(sys.executable).with_name("lint-imports")

VIOLATIONS = {
    "people know nothing of programmes": ("accounts/adapter.py", "from programme import text"),
    "the clock knows nothing of people": ("festapp/clock.py", "import accounts.models"),
    "the programme knows nothing of the project's addresses": (
        "programme/policies.py",
        "import festapp.urls",
    ),
    "models ask no policy": ("programme/models/page.py", "from programme import policies"),
    "queries change nothing": ("programme/queries/draft.py", "from programme.actions import releases"),
    "views and the admin keep apart": ("programme/views/home.py", "from programme.admin import scope"),
    "rules know no Django": ("programme/timetable/clashes.py", "from django.conf import settings"),
    "texts know no models": ("programme/text.py", "import programme.models"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(TOOL), "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": "."},
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for package in ("festapp", "accounts", "programme"):
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("*.pyc", "demo", "locale")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "programme" / "demo").mkdir()
    (tmp_path / "programme" / "demo" / "__init__.py").touch()
    return tmp_path


def test_the_contracts_hold():
    outcome = lint(ROOT)
    assert (outcome.returncode, "0 broken" in outcome.stdout) == (0, True), outcome.stdout


@pytest.mark.parametrize("rule", VIOLATIONS)
def test_a_planted_import_is_caught(copy, rule):
    file, line = VIOLATIONS[rule]
    module = copy / file
    module.write_text(f"{module.read_text()}\n{line}\n")
    outcome = lint(copy)
    assert (outcome.returncode, "Broken contracts" in outcome.stdout) == (1, True), outcome.stdout
