"""What a type of session is, told from its name in other tools' languages: a word of the model Format."""

from __future__ import annotations

import re

# The first row that has a word of the name decides; words are beginnings, in lower case.
KINDS = (
    ("break", ("break", "lunch", "dinner", "pause", "coffee", "mittag", "déjeuner", "repas", "cheese")),
    ("keynote", ("keynote", "plenary", "plénière", "opening", "closing", "ouverture", "clôture")),
    ("masterclass", ("masterclass", "master class", "training", "tutorial", "formation")),
    ("workshop", ("workshop", "atelier", "hands-on", "hands on", "taller", "lab")),
    ("brainstorming", ("brainstorm", "ideation", "hackathon")),
    ("panel", ("panel", "podium", "table ronde", "round table", "roundtable", "débat", "debate")),
    ("participatory", ("participat", "discussion", "fishbowl", "world cafe", "open space", "unconference", "game")),
    ("performance", ("performance", "concert", "dj", "film", "theatre", "théâtre", "show", "music")),
    ("exhibition", ("exhibition", "exposition", "demo", "stand", "installation", "poster", "ausstellung")),
    ("meetup", ("meetup", "meet-up", "meeting", "bof", "social", "party", "rencontre", "treff", "event")),
    ("talk", ("talk", "lecture", "conférence", "vortrag", "lightning", "devroom", "maintrack", "presentation")),
)  # fmt: skip


def kind_of(name: str) -> str:
    """ "workshop" for "Workshop (2 hours)", "other" where no word is known."""
    lowered = name.casefold()
    for kind, beginnings in KINDS:
        if any(re.search(rf"(?<!\w){re.escape(word)}", lowered) for word in beginnings):
            return kind
    return "other"
