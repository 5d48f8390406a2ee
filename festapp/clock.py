"""What time it is. FESTAPP_NOW sets the clock of a demo or a test, and lets it run from there."""

import time
from datetime import UTC, datetime, timedelta

from django.conf import settings


def now() -> datetime:
    """The present moment in UTC; under FESTAPP_NOW, that moment plus the time since FESTAPP_STARTED.

    Processes that share both show one time, whenever they were started themselves.
    """
    set_to: datetime | None = settings.FESTAPP_NOW
    if set_to is None:
        return datetime.now(UTC)
    return set_to.astimezone(UTC) + timedelta(seconds=time.time() - settings.FESTAPP_STARTED)


def seconds_ahead() -> int | None:
    """How far a set clock is ahead of the machine's (behind it below 0); None where it shows the machine's time."""
    set_to: datetime | None = settings.FESTAPP_NOW
    return None if set_to is None else round(set_to.timestamp() - settings.FESTAPP_STARTED)
