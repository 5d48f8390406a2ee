"""The start page: what the edition still lacks, each a link to the rows that lack it."""

from __future__ import annotations

from typing import Any

from programme.models import Edition
from programme.queries.todo import todo


def context(edition: Edition | None) -> dict[str, Any]:
    return {"todo": todo(edition) if edition else None}
