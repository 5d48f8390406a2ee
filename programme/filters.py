"""What the programme can be filtered by: a closed list of parameters, each with a closed list of values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

import django_filters  # type: ignore[import-untyped, unused-ignore]
from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programme.models import AccessFeature, Edition, Format, Slot, Text
from programme.models.release import SlotQuerySet
from programme.queries.labels import day_words, direction, language_label
from programme.queries.search_terms import LONGEST, cleaned
from programme.queries.showings import FormatMark, Place, Showing

type Choices = list[tuple[str, str]]

ALL_DAYS = "all"


class PartOfDay(StrEnum):
    """By the hour at which something begins; the night is the evening's."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"

    @property
    def label(self) -> str:
        return str(
            {"morning": _("Morning"), "afternoon": _("Afternoon"), "evening": _("Evening")}[self.value]
        )

    @classmethod
    def of(cls, showing: Showing) -> PartOfDay:
        if showing.at_night or showing.starts_at.hour >= EVENING_FROM:
            return cls.EVENING
        return cls.AFTERNOON if showing.starts_at.hour >= AFTERNOON_FROM else cls.MORNING


AFTERNOON_FROM, EVENING_FROM = 12, 18


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing that is filtered by; `query` is what is left of the address without it."""

    label: str
    query: str


class TextSelect(forms.Select):
    """A list of choices that says which of them are in another language than the page."""

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, label, *args, **kwargs)
        if isinstance(label, Text) and label.language != get_language():
            option["attrs"] |= {"lang": label.language, "dir": direction(label.language)}
        return option


class WordsField(forms.CharField):
    """What is searched for, as one clean line: nothing that can be typed is refused."""

    def to_python(self, value: Any) -> str:
        return cleaned(super().to_python(value) or "")


class WordsFilter(django_filters.CharFilter):  # type: ignore[misc]  # django-filter has no types
    field_class = WordsField


def one_of(label: Any, empty_label: Any, **options: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(label=label, empty_label=empty_label, widget=TextSelect, **options)


class ProgrammeFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Filters public slots. Choices come from `showings`, all that the reader may see: none tells of more.

    Unknown parameters are ignored. A value that is no choice is left out and counted in `refused`.
    """

    q = WordsFilter(
        label=_("Search"),
        method="in_python",
        widget=forms.TextInput({"type": "search", "maxlength": LONGEST}),
    )
    day = one_of(_("Day"), None, method="in_python")
    part = one_of(_("Part of the day"), _("All day"), method="in_python")
    track = one_of(_("Track"), _("All tracks"), field_name="occurrence__session__track__slug")
    format = one_of(_("Format"), _("All formats"), field_name="occurrence__session__format__kind")
    venue = one_of(_("Venue"), _("All venues"), field_name="room__venue__slug")
    room = one_of(_("Room"), _("All rooms"), field_name="room__slug")
    language = one_of(_("Language"), _("All languages"), method="in_language")
    access = django_filters.MultipleChoiceFilter(
        label=_("Access"), method="with_access", widget=forms.CheckboxSelectMultiple
    )

    view = django_filters.ChoiceFilter(
        label=_("View"), choices=[("list", _("List"))], widget=forms.HiddenInput, method="in_python"
    )

    class Meta:
        model = Slot
        fields: tuple[str, ...] = ()

    def __init__(
        self, query: QueryDict, *, queryset: SlotQuerySet, edition: Edition, showings: Iterable[Showing]
    ) -> None:
        super().__init__(query, queryset=queryset)
        self.edition = edition
        self.choices = choices_of(showings)
        for name, choices in self.choices.items():
            self.filters[name].extra["choices"] = choices

    @property
    def words(self) -> str:
        """What is searched for, as it was typed."""
        return str(self.chosen.get("q", ""))

    def in_python(self, slots: SlotQuerySet, _name: str, _value: str) -> SlotQuerySet:
        """Left to `keep` and to the page: festival days and their nights are no matter of columns."""
        return slots

    def in_language(self, slots: SlotQuerySet, _name: str, value: str) -> SlotQuerySet:
        """Spoken in it, or interpreted into it."""
        return slots.filter(
            Q(occurrence__session__language=value)
            | Q(occurrence__session__interpreted_into__contains=[value])
        )

    def with_access(self, slots: SlotQuerySet, _name: str, value: list[str]) -> SlotQuerySet:
        """Each of the features, brought by the session or offered by its room."""
        for feature in value:
            slots = slots.filter(
                Q(occurrence__session__access_features__contains=[feature])
                | Q(room__access_features__contains=[feature])
            )
        return slots

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """What is filtered by, in the order of the filters."""
        self.form.is_valid()
        return {
            name: sorted(set(value)) if isinstance(value, list) else value
            for name, value in self.form.cleaned_data.items()
            if value
        }

    @cached_property
    def refused(self) -> list[str]:
        """The labels of those filters whose value is no choice."""
        return [str(self.form.fields[name].label) for name in self.form.errors]

    @cached_property
    def narrowing(self) -> dict[str, Any]:
        """What is filtered by, other than the day."""
        return {name: value for name, value in self.chosen.items() if name not in ("day", "view")}

    @property
    def is_list(self) -> bool:
        """Whether a list is asked for where the screen has room for a grid."""
        return self.chosen.get("view") == "list"

    @property
    def query(self) -> str:
        """The known, valid parameters, each once and in order."""
        return self.query_with()

    def query_with(self, **changes: Any) -> str:
        """As `query`, with other values for some; None leaves one out."""
        values = {name: value for name, value in (self.chosen | changes).items() if value}
        return urlencode({name: values[name] for name in self.filters if name in values}, doseq=True)

    @cached_property
    def chips(self) -> list[Chip]:
        """Each thing that is filtered by, other than the day, with the way to leave it out."""
        chips = []
        for name, value in self.narrowing.items():
            for one in value if isinstance(value, list) else [value]:
                rest = [other for other in value if other != one] if isinstance(value, list) else None
                label = dict(self.choices[name])[one] if name in self.choices else str(_("“%s”")) % one
                chips.append(Chip(label=label, query=self.query_with(**{name: rest})))
        return chips

    def form_shown(self, shown: date | None) -> forms.Form:
        """The form as it is shown: what is chosen, nothing of what was refused, no field without a choice.

        `shown` is the day that the page shows, None for all.
        """
        initial = self.chosen | {"day": shown.isoformat() if shown else ALL_DAYS}
        form: forms.Form = self.get_form_class()(initial=initial, label_suffix="")
        for name, choices in self.choices.items():
            if not choices:
                del form.fields[name]
        if not self.is_list:
            del form.fields["view"]
        return form

    def keep(self, showings: Iterable[Showing]) -> tuple[Showing, ...]:
        """Those of `showings` that pass, on whatever day; one query, none where no column is filtered by."""
        part = self.narrowing.get("part")
        kept = tuple(showing for showing in showings if not part or PartOfDay.of(showing) == part)
        if not self.narrowing.keys() - {"part", "q"}:
            return kept
        passing = set(self.qs.values_list("occurrence__number", flat=True))
        return tuple(showing for showing in kept if showing.number in passing)


def choices_of(showings: Iterable[Showing]) -> dict[str, Choices]:
    """By filter, what `showings` have to choose from, in the edition's order."""
    showings = tuple(showings)
    places = [showing.place for showing in showings if showing.place]
    languages = {showing.language for showing in showings if showing.language}
    languages |= {language for showing in showings for language in showing.interpreted_into}
    features = {feature for showing in showings for feature in showing.access}
    features |= {feature for place in places for feature in place.access}
    return {
        "day": _days({showing.day for showing in showings}),
        "part": [(part.value, part.label) for part in PartOfDay if part in {*map(PartOfDay.of, showings)}],
        "track": _in_order(
            (track.order, track.slug, track.name) for showing in showings if (track := showing.track)
        ),
        "format": _formats(showing.format for showing in showings),
        "venue": _in_order((place.venue_order, place.venue_slug, place.venue) for place in places),
        "room": _rooms(places),
        "language": sorted(
            ((code, language_label(code)) for code in languages), key=lambda choice: choice[1]
        ),
        "access": [(feature.value, str(feature.label)) for feature in AccessFeature if feature in features],
    }


def _days(days: set[date]) -> Choices:
    found = [(day.isoformat(), day_words(day)) for day in sorted(days)]
    return [(ALL_DAYS, str(_("All days"))), *found] if found else []


def _in_order(found: Iterable[tuple[Any, str, str]]) -> Choices:
    return [(value, label) for _order, value, label in sorted(set(found), key=lambda choice: choice[0])]


def _rooms(places: Iterable[Place]) -> Choices:
    """Rooms of one name are told apart by their venue, and within one by what stands in their address."""
    rooms = {place.slug: place for place in places}
    labels: dict[str, Text] = {slug: place.name for slug, place in rooms.items()}
    for slug in _alike(labels):
        labels[slug] = Text(f"{labels[slug]} ({rooms[slug].venue})", labels[slug].language)
    for slug in _alike(labels):
        labels[slug] = Text(f"{labels[slug]} – {slug}", labels[slug].language)
    return _in_order(((place.venue_order, place.order), slug, labels[slug]) for slug, place in rooms.items())


def _alike(labels: dict[str, Text]) -> list[str]:
    counts = Counter(label.casefold() for label in labels.values())
    return [value for value, label in labels.items() if counts[label.casefold()] > 1]


def _formats(marks: Iterable[FormatMark]) -> Choices:
    """By kind; a kind goes by the edition's own name for it where there is just one."""
    kinds: dict[str, list[FormatMark]] = {}
    for mark in sorted(set(marks), key=lambda mark: mark.order):
        kinds.setdefault(mark.kind, []).append(mark)
    return [
        (kind, marks[0].name if len(marks) == 1 else str(Format.Kind(kind).label))
        for kind, marks in kinds.items()
    ]
