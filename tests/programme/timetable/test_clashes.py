"""Each rule by example, and all of them against a search over all pairs that counts quarters of an hour."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programme.timetable.clashes import (
    HARD_RULES,
    Clash,
    Rule,
    availability_clashes,
    count_overlaps,
    hard_clashes,
    outside_days,
    own_occurrence_clashes,
    room_clashes,
    speaker_clashes,
)
from programme.timetable.problem import Interval, Placement, Timetable

PARIS = ZoneInfo("Europe/Paris")
# 23:00 or midnight in Paris, before the two nights when the clocks change and before a plain one.
EVENINGS = (
    datetime(2017, 3, 25, 22, tzinfo=UTC),
    datetime(2017, 10, 28, 22, tzinfo=UTC),
    datetime(2017, 7, 1, 22, tzinfo=UTC),
)
TICK = timedelta(minutes=15)
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def at(start, end, day=1, end_day=None):
    """Hours of the day in Paris in July 2017, as in at(10, 11.5)."""
    midnight = datetime(2017, 7, 1, tzinfo=PARIS)
    return Interval(
        midnight + timedelta(days=day - 1, hours=start),
        midnight + timedelta(days=(end_day or day) - 1, hours=end),
    )


def place(occurrence, interval, *, session=None, room=None, shared=False, speakers=(), cancelled=False):
    return Placement(
        occurrence, session or f"session {occurrence}", interval, room, shared, frozenset(speakers), cancelled
    )


# Random timetables. A span is (first tick, last tick); the oracle below sees nothing but spans.

ticks = st.integers(0, 24)
spans = st.tuples(ticks, ticks).map(sorted).map(tuple)
speakers = st.sampled_from(["Ada", "Bela", "Chloé"])


@st.composite
def plans(draw):
    """(evening, rows by occurrence, availability, days), all times as spans."""
    occurrences = draw(st.lists(st.integers(1, 99), max_size=9, unique=True))
    rows = {
        occurrence: {
            "span": draw(spans),
            "session": draw(st.sampled_from(["tango", "choir", "bees", "bread"])),
            "room": draw(st.sampled_from([None, "hall", "attic"])),
            "shared": draw(st.sampled_from([False, False, True])),
            "speakers": draw(st.frozensets(speakers, max_size=2)),
            "cancelled": draw(st.sampled_from([False, False, False, True])),
        }
        for occurrence in occurrences
    }
    availability = draw(st.dictionaries(speakers, st.lists(spans, max_size=3)))
    return draw(st.sampled_from(EVENINGS)), rows, availability, draw(st.lists(spans, max_size=2))


def interval_of(evening, span):
    start, end = ((evening + tick * TICK).astimezone(PARIS) for tick in span)
    return Interval(start, end)


def timetable_of(plan):
    evening, rows, availability, days = plan
    return Timetable(
        tuple(
            Placement(
                occurrence,
                row["session"],
                interval_of(evening, row["span"]),
                row["room"],
                row["shared"],
                row["speakers"],
                row["cancelled"],
            )
            for occurrence, row in rows.items()
        ),
        {speaker: tuple(interval_of(evening, s) for s in spans) for speaker, spans in availability.items()},
        tuple(interval_of(evening, span) for span in days),
    )


def points(*spans):
    """The ends and all between, in half ticks, so that spans that touch have no gap."""
    return {point for start, end in spans for point in range(2 * start, 2 * end + 1)}


def expected_clashes(plan):
    """All pairs, quarter by quarter: (rule, occurrences, subject, span), sorted by what they print as."""
    _, rows, availability, days = plan
    rows = {occurrence: row for occurrence, row in rows.items() if not row["cancelled"]}
    found = []
    for one, other in combinations(rows, 2):
        a, b = rows[one], rows[other]
        quarters = set(range(*a["span"])) & set(range(*b["span"]))
        if not quarters:
            continue
        pair, span = tuple(sorted([one, other])), (min(quarters), max(quarters) + 1)
        if a["room"] == b["room"] is not None and not (a["shared"] or b["shared"]):
            found.append((Rule.ROOM, pair, a["room"], span))
        if a["session"] == b["session"]:
            found.append((Rule.OWN_OCCURRENCE, pair, a["session"], span))
        else:
            found += [(Rule.SPEAKER, pair, speaker, span) for speaker in a["speakers"] & b["speakers"]]
    for occurrence, row in rows.items():
        for speaker in row["speakers"]:
            times = availability.get(speaker)
            if times and not points(row["span"]) <= points(*times):
                found.append((Rule.AVAILABILITY, (occurrence,), speaker, row["span"]))
        if days and not points(row["span"]) <= points(*days):
            found.append((Rule.OUTSIDE_DAYS, (occurrence,), row["session"], row["span"]))
    return sorted(found, key=repr)


@patient
@given(plan=plans())
def test_clashes_are_those_of_a_search_over_all_pairs(plan):
    evening = plan[0]

    found = [
        (
            clash.rule,
            tuple(sorted(clash.occurrences)),
            clash.subject,
            ((clash.interval.start - evening) // TICK, (clash.interval.end - evening) // TICK),
        )
        for clash in hard_clashes(timetable_of(plan))
    ]

    assert sorted(found, key=repr) == expected_clashes(plan)


@patient
@given(plan=plans(), random=st.randoms(use_true_random=False))
def test_the_order_of_placements_changes_nothing(plan, random):
    timetable = timetable_of(plan)
    shuffled = list(timetable.placements)
    random.shuffle(shuffled)
    reordered = replace(timetable, placements=tuple(shuffled))

    for find_clashes in (*HARD_RULES, hard_clashes):
        assert find_clashes(reordered) == find_clashes(timetable)


@patient
@given(plan=plans())
def test_clashes_come_by_start_then_key_and_each_once(plan):
    timetable = timetable_of(plan)

    for find_clashes in (*HARD_RULES, hard_clashes):
        clashes = find_clashes(timetable)
        order = [(clash.interval.start, clash.key) for clash in clashes]
        assert order == sorted(order)
        assert len({clash.key for clash in clashes}) == len(clashes)


@patient
@given(plan=plans())
def test_hard_clashes_are_those_of_all_rules(plan):
    timetable = timetable_of(plan)

    assert set(hard_clashes(timetable)) == {c for find_clashes in HARD_RULES for c in find_clashes(timetable)}


@patient
@given(plan=plans())
def test_the_earlier_occurrence_stands_first(plan):
    timetable = timetable_of(plan)
    starts = {p.occurrence: (p.interval.start, str(p.occurrence)) for p in timetable.placements}

    for clash in hard_clashes(timetable):
        assert clash.occurrences == tuple(sorted(clash.occurrences, key=starts.__getitem__))


@patient
@given(plan=plans())
def test_cancelled_placements_never_clash(plan):
    timetable = timetable_of(plan)
    cancelled = replace(timetable, placements=tuple(replace(p, cancelled=True) for p in timetable.placements))
    without = replace(timetable, placements=timetable.uncancelled)

    assert hard_clashes(cancelled) == ()
    assert hard_clashes(timetable) == hard_clashes(without)


@patient
@given(plan=plans())
def test_shared_rooms_never_clash(plan):
    timetable = timetable_of(plan)
    shared = replace(timetable, placements=tuple(replace(p, shared=True) for p in timetable.placements))

    assert room_clashes(shared) == ()
    assert hard_clashes(shared) == tuple(c for c in hard_clashes(timetable) if c.rule != Rule.ROOM)


@patient
@given(plan=plans(), hours=st.integers(-48, 48))
def test_keys_stay_when_all_placements_move_together(plan, hours):
    timetable = replace(timetable_of(plan), availability={}, days=())
    moved = replace(timetable, placements=tuple(shift(p, hours) for p in timetable.placements))

    assert [clash.key for clash in hard_clashes(moved)] == [clash.key for clash in hard_clashes(timetable)]


@patient
@given(plan=plans(), hours=st.integers(-6, 6))
def test_a_clash_that_outlives_a_move_keeps_its_key(plan, hours):
    timetable = timetable_of(plan)
    placements = timetable.placements
    moved = replace(timetable, placements=tuple(shift(p, hours) for p in placements[:1]) + placements[1:])

    before, after = ({named(c): c.key for c in hard_clashes(t)} for t in (timetable, moved))

    assert {name: before[name] for name in before.keys() & after} == {
        name: after[name] for name in before.keys() & after
    }


@patient
@given(plan=plans(), cut=ticks)
def test_availability_and_days_cut_in_two_are_the_same(plan, cut):
    evening, rows, availability, days = plan
    pieces = {speaker: cut_spans(spans, cut) for speaker, spans in availability.items()}

    assert hard_clashes(timetable_of((evening, rows, pieces, cut_spans(days, cut)))) == hard_clashes(
        timetable_of(plan)
    )


def shift(placement, hours):
    start, end = placement.interval.start, placement.interval.end
    by = timedelta(hours=hours)
    return replace(placement, interval=Interval(start + by, end + by))


def named(clash):
    return clash.rule, clash.subject, frozenset(clash.occurrences)


def cut_spans(spans, cut):
    pieces = []
    for start, end in spans:
        pieces += [(cut, end), (start, cut)] if start < cut < end else [(start, end)]
    return pieces


# Overlap, by the room.


def test_two_sessions_in_one_room_clash_for_the_time_they_share():
    timetable = Timetable((place("a", at(10, 12), room="hall"), place("b", at(11, 13), room="hall")))

    assert room_clashes(timetable) == (Clash(Rule.ROOM, ("a", "b"), "hall", at(11, 12)),)


def test_touching_sessions_do_not_clash():
    timetable = Timetable(
        (
            place("a", at(10, 11), session="s", room="hall", speakers=["Ada"]),
            place("b", at(11, 12), session="s", room="hall", speakers=["Ada"]),
            place("c", at(12, 13), room="hall", speakers=["Ada"]),
        )
    )

    assert hard_clashes(timetable) == ()


def test_sessions_at_equal_times_clash():
    timetable = Timetable((place("b", at(10, 11), room="hall"), place("a", at(10, 11), room="hall")))

    assert room_clashes(timetable) == (Clash(Rule.ROOM, ("a", "b"), "hall", at(10, 11)),)


def test_a_session_within_another_clashes_for_its_whole_time():
    timetable = Timetable((place("a", at(10, 14), room="hall"), place("b", at(11, 12), room="hall")))

    assert room_clashes(timetable) == (Clash(Rule.ROOM, ("a", "b"), "hall", at(11, 12)),)


def test_a_long_session_clashes_with_all_that_start_while_it_runs():
    timetable = Timetable(
        (
            place("long", at(9, 18), room="hall"),
            place("early", at(10, 11), room="hall"),
            place("late", at(17, 19), room="hall"),
            place("after", at(19, 20), room="hall"),
        )
    )

    assert room_clashes(timetable) == (
        Clash(Rule.ROOM, ("long", "early"), "hall", at(10, 11)),
        Clash(Rule.ROOM, ("long", "late"), "hall", at(17, 18)),
    )


@pytest.mark.parametrize("start", [10, 10.5, 11])
def test_a_session_of_no_length_overlaps_nothing(start):
    timetable = Timetable(
        (
            place("a", at(10, 11), session="s", room="hall", speakers=["Ada"]),
            place("b", at(start, start), session="s", room="hall", speakers=["Ada"]),
            place("c", at(start, start), room="hall", speakers=["Ada"]),
        )
    )

    assert hard_clashes(timetable) == ()


def test_sessions_past_midnight_clash():
    timetable = Timetable(
        (
            place("a", at(23, 1, day=1, end_day=2), room="hall"),
            place("b", at(0.5, 2, day=2), room="hall"),
        )
    )

    assert room_clashes(timetable) == (Clash(Rule.ROOM, ("a", "b"), "hall", at(0.5, 1, day=2)),)


def test_the_hour_that_comes_twice_holds_two_sessions():
    first, second = (
        Interval(
            datetime(2017, 10, 29, 2, 0, tzinfo=PARIS, fold=fold),
            datetime(2017, 10, 29, 2, 45, tzinfo=PARIS, fold=fold),
        )
        for fold in (0, 1)
    )
    timetable = Timetable((place("a", first, room="hall"), place("b", second, room="hall")))

    assert room_clashes(timetable) == ()


def test_the_hour_that_never_comes_parts_no_sessions():
    before = Interval(
        datetime(2017, 3, 26, 1, tzinfo=PARIS), datetime(2017, 3, 26, 1, tzinfo=UTC).astimezone(PARIS)
    )
    after = Interval(datetime(2017, 3, 26, 3, tzinfo=PARIS), datetime(2017, 3, 26, 4, tzinfo=PARIS))
    timetable = Timetable(
        (place("a", before, room="hall"), place("b", after, room="hall")), days=(before, after)
    )

    assert before.end == after.start
    assert hard_clashes(timetable) == ()


def test_a_night_session_that_ends_after_the_clocks_go_back_still_holds_its_room():
    night = Interval(
        datetime(2017, 10, 29, 1, tzinfo=PARIS), datetime(2017, 10, 29, 2, 30, tzinfo=PARIS, fold=1)
    )
    late = Interval(
        datetime(2017, 10, 29, 2, 45, tzinfo=PARIS, fold=0), datetime(2017, 10, 29, 3, 30, tzinfo=PARIS)
    )
    timetable = Timetable((place("a", night, room="hall"), place("b", late, room="hall")))

    assert room_clashes(timetable) == (Clash(Rule.ROOM, ("a", "b"), "hall", Interval(late.start, night.end)),)
    assert Interval(late.start, night.end).minutes == 45


def test_two_rooms_do_not_clash():
    timetable = Timetable((place("a", at(10, 12), room="hall"), place("b", at(10, 12), room="attic")))

    assert hard_clashes(timetable) == ()


def test_no_room_is_no_clash():
    timetable = Timetable((place("a", at(10, 12)), place("b", at(10, 12))))

    assert hard_clashes(timetable) == ()


def test_a_shared_room_does_not_clash():
    timetable = Timetable(
        (
            place("a", at(10, 12), room="garden", shared=True),
            place("b", at(10, 12), room="garden", shared=True),
        )
    )

    assert hard_clashes(timetable) == ()


def test_a_cancelled_session_clashes_with_nothing():
    timetable = Timetable(
        (
            place("a", at(10, 12), session="s", room="hall", speakers=["Ada"], cancelled=True),
            place("b", at(10, 12), session="s", room="hall", speakers=["Ada"]),
            place("c", at(3, 4), speakers=["Ada"], cancelled=True),
        ),
        {"Ada": (at(10, 12),)},
        (at(9, 18),),
    )

    assert hard_clashes(timetable) == ()


# Speakers and sessions.


def test_a_speaker_in_two_sessions_at_once_clashes():
    timetable = Timetable(
        (
            place("a", at(10, 12), room="hall", speakers=["Ada", "Bela"]),
            place("b", at(11, 13), room="attic", speakers=["Ada", "Chloé"]),
        )
    )

    assert hard_clashes(timetable) == (Clash(Rule.SPEAKER, ("a", "b"), "Ada", at(11, 12)),)


def test_two_speakers_of_two_sessions_at_once_are_two_clashes():
    timetable = Timetable(
        (place("a", at(10, 12), speakers=["Bela", "Ada"]), place("b", at(11, 13), speakers=["Ada", "Bela"]))
    )

    assert speaker_clashes(timetable) == (
        Clash(Rule.SPEAKER, ("a", "b"), "Ada", at(11, 12)),
        Clash(Rule.SPEAKER, ("a", "b"), "Bela", at(11, 12)),
    )


def test_one_session_twice_at_once_is_its_own_clash_and_no_speaker_clash():
    timetable = Timetable(
        (
            place("a", at(10, 12), session="tango", room="hall", speakers=["Ada"]),
            place("b", at(11, 13), session="tango", room="attic", speakers=["Ada"]),
        )
    )

    assert hard_clashes(timetable) == (Clash(Rule.OWN_OCCURRENCE, ("a", "b"), "tango", at(11, 12)),)


def test_one_session_twice_at_once_in_one_room_breaks_two_rules():
    timetable = Timetable(
        (
            place("a", at(10, 12), session="tango", room="hall"),
            place("b", at(11, 13), session="tango", room="hall"),
        )
    )

    assert hard_clashes(timetable) == (
        Clash(Rule.OWN_OCCURRENCE, ("a", "b"), "tango", at(11, 12)),
        Clash(Rule.ROOM, ("a", "b"), "hall", at(11, 12)),
    )


def test_one_session_at_two_times_does_not_clash():
    timetable = Timetable((place("a", at(10, 12), session="tango"), place("b", at(14, 16), session="tango")))

    assert own_occurrence_clashes(timetable) == ()


# Availability.


def test_a_speaker_who_has_to_leave_before_the_end_clashes():
    timetable = Timetable((place("a", at(10, 12), speakers=["Ada"]),), {"Ada": (at(9, 11.75),)})

    assert hard_clashes(timetable) == (Clash(Rule.AVAILABILITY, ("a",), "Ada", at(10, 12)),)


def test_a_speaker_who_comes_just_in_time_does_not_clash():
    timetable = Timetable((place("a", at(10, 12), speakers=["Ada"]),), {"Ada": (at(10, 12),)})

    assert availability_clashes(timetable) == ()


@pytest.mark.parametrize(
    "times", [(at(11, 13), at(9, 11)), (at(9, 11.5), at(11, 13)), (at(9, 13), at(10.5, 11))]
)
def test_adjacent_and_overlapping_availability_is_one(times):
    timetable = Timetable((place("a", at(10, 12), speakers=["Ada"]),), {"Ada": times})

    assert availability_clashes(timetable) == ()


def test_a_gap_in_the_availability_clashes():
    timetable = Timetable((place("a", at(10, 12), speakers=["Ada"]),), {"Ada": (at(9, 10.75), at(11, 13))})

    assert availability_clashes(timetable) == (Clash(Rule.AVAILABILITY, ("a",), "Ada", at(10, 12)),)


@pytest.mark.parametrize("availability", [{}, {"Ada": ()}, {"Bela": (at(1, 2),)}])
def test_a_speaker_who_named_no_times_can_always_come(availability):
    timetable = Timetable((place("a", at(10, 12), speakers=["Ada"]),), availability)

    assert availability_clashes(timetable) == ()


def test_each_speaker_who_cannot_come_is_a_clash():
    timetable = Timetable(
        (place("a", at(10, 12), speakers=["Bela", "Ada", "Chloé"]),),
        {"Ada": (at(14, 15),), "Bela": (at(8, 9),), "Chloé": (at(8, 18),)},
    )

    assert availability_clashes(timetable) == (
        Clash(Rule.AVAILABILITY, ("a",), "Ada", at(10, 12)),
        Clash(Rule.AVAILABILITY, ("a",), "Bela", at(10, 12)),
    )


# Festival days.


def test_a_session_after_the_last_day_is_outside():
    timetable = Timetable((place("a", at(23, 25), session="tango"),), days=(at(10, 24),))

    assert hard_clashes(timetable) == (Clash(Rule.OUTSIDE_DAYS, ("a",), "tango", at(23, 25)),)


def test_a_session_between_two_days_is_outside():
    timetable = Timetable((place("a", at(2, 8, day=2), session="tango"),), days=(at(4, 27), at(6, 28, day=2)))

    assert outside_days(timetable) == (Clash(Rule.OUTSIDE_DAYS, ("a",), "tango", at(2, 8, day=2)),)


def test_a_session_over_the_change_of_days_is_inside():
    timetable = Timetable((place("a", at(3, 5, day=2)),), days=(at(4, 28, day=2), at(4, 28)))

    assert outside_days(timetable) == ()


def test_without_days_there_is_no_rule():
    assert outside_days(Timetable((place("a", at(3, 5)),))) == ()


# Names.


def test_keys_name_rule_subject_and_occurrences():
    timetable = Timetable(
        (
            place("a", at(10, 12), session="tango", room="hall", speakers=["Ada"]),
            place("b", at(10, 12), session="tango", room="hall"),
            place("c", at(11, 12), session="choir", speakers=["Ada"]),
        ),
        {"Ada": (at(11, 12),)},
        (at(11, 12),),
    )

    assert [clash.key for clash in hard_clashes(timetable)] == [
        "availability:Ada:a",
        "outside_days:tango:a",
        "outside_days:tango:b",
        "own_occurrence:tango:a:b",
        "room:hall:a:b",
        "speaker:Ada:a:c",
    ]


def test_a_pair_keeps_its_key_whichever_starts_first():
    one, other = (
        room_clashes(Timetable((place("a", a, room="hall"), place("b", b, room="hall"))))
        for a, b in [(at(10, 12), at(11, 13)), (at(11, 13), at(10, 12))]
    )

    assert [clash.occurrences for clash in one + other] == [("a", "b"), ("b", "a")]
    assert [clash.key for clash in one + other] == ["room:hall:a:b", "room:hall:a:b"]


def test_a_thousand_touching_sessions_do_not_clash():
    timetable = Timetable(
        tuple(
            place(number, at(number // 20, number // 20 + 1), room=number % 20, speakers=[number % 20])
            for number in range(1000)
        )
    )

    assert hard_clashes(timetable) == ()


@patient
@given(spans=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12)), max_size=30))
def test_overlaps_are_counted_as_if_each_pair_were_looked_at(spans):
    intervals = [
        Interval(EVENINGS[0] + TICK * start, EVENINGS[0] + TICK * (start + length)) for start, length in spans
    ]
    pairs = sum(one.overlaps(other) for one, other in combinations(intervals, 2))
    assert count_overlaps(intervals) == pairs
