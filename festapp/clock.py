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
