"""The clock: the real one, or the one that FESTAPP_NOW has set."""

from datetime import UTC, datetime, timedelta, timezone

import time_machine

from festapp import clock

TODAY = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
THURSDAY = datetime(2017, 7, 6, 14, tzinfo=timezone(timedelta(hours=2)))


def test_the_real_time(settings):
    settings.FESTAPP_NOW = None

    with time_machine.travel(TODAY, tick=False):
        assert clock.now() == TODAY


def test_a_set_clock_runs_from_when_it_was_set(settings):
    settings.FESTAPP_NOW = THURSDAY
    settings.FESTAPP_STARTED = int(TODAY.timestamp())

    with time_machine.travel(TODAY + timedelta(hours=3, seconds=7), tick=False):
        shown = clock.now()

    assert shown == THURSDAY + timedelta(hours=3, seconds=7)
    assert shown.tzinfo is UTC
