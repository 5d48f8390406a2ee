"""What the tests of imports share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User
    from programme.actions.spreadsheets import ImportReport
    from programme.models import Edition, Format
    from programme.queries.spreadsheets import Sheet


@pytest.fixture
def run(edition: Edition, organiser: User) -> Callable[..., ImportReport]:
    """Imports a sheet, given its header and its rows."""
    from programme.actions.spreadsheets import import_sheet
    from tests.sheets import table

    def imports(sheet: Sheet, *rows: list[object], dry_run: bool = False, **options: str) -> ImportReport:
        return import_sheet(
            edition=edition, sheet=sheet, table=table(*rows), by=organiser, dry_run=dry_run, **options
        )

    return imports


@pytest.fixture
def talk(edition: Edition) -> Format:
    from programme.models import Texts
    from tests.factories import FormatFactory

    return FormatFactory(edition=edition, name=Texts({"fr": "Exposé", "en": "Talk"}), kind="talk")
