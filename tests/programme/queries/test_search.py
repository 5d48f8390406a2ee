"""Full-text search: what finds what, in which order, and what is never found."""

from __future__ import annotations

import io
import json
import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programme.models import Edition, Occurrence, Session, Slot, Speaker, Texts
from programme.queries.search import search
from programme.queries.search_terms import LONGEST
from programme.queries.showings import public_slots
from programme.text import clean_line
from tests.factories import (
    THURSDAY_TEN,
    EditionFactory,
    OccurrenceFactory,
    SessionFactory,
    SessionSpeakerFactory,
    SpeakerFactory,
)
from tests.programme.interchange.real import real_path
from tests.releases import release_of

pytestmark = pytest.mark.django_db

# By their codes, in the order of the programme.
PROGRAMME: dict[str, dict[str, object]] = {
    "COMPST": {
        "title": {
            "fr": "Le compost, de la cuisine au jardin partagé",
            "en": "Compost, from kitchen to shared garden",
        },
        "abstract": {
            "fr": "Épluchures, vers de terre et voisins\u202f: un atelier pour les habitants du quartier.",
            "en": "Peelings, worms and neighbours: a workshop for those who live here.",
        },
        "speakers": ["NADIA"],
    },
    "RIVERS": {
        "title": {"fr": "L’eau en ville\u00a0: rendre la Seine à ses riverains"},
        "subtitle": {"fr": "Baignades, berges et crues"},
        "description": {
            "fr": "Depuis **2017**, des associations *organisées* en réseau nettoient les berges.\n\n"
            "- compost et phytoépuration\n- baignade et/ou canoë"
        },
        "speakers": ["AICHA"],
    },
    "COCONC": {
        "title": {"fr": "Co-conception d’un tiers-lieu", "en": "Co-designing a third place"},
        "abstract": {"fr": "Les habitantes et l’œuvre commune, jusqu’à l’été.", "en": "Making it together."},
        "description": {"fr": "Une cuisine, un four, des ateliers.", "en": "A kitchen, an oven, workshops."},
        "speakers": ["OBRIEN", "AICHA"],
    },
    "RESILI": {
        "title": {"en": "Resilient cities: who decides?"},
        "abstract": {"en": "Deciding together about floods, heat and the commons. Governance in 12 cities."},
        "speakers": ["OBRIEN"],
    },
    "RESIFR": {
        "title": {"fr": "La résilience des villes, un mot-valise\u202f?"},
        "abstract": {"fr": "Ce que les communs font aux politiques publiques."},
        "speakers": ["NADIA"],
    },
    "VELOSS": {
        "title": {"fr": "Vélos, cargos et livraisons", "en": "Bikes and cargo"},
        "abstract": {
            "fr": "Des animaux de trait aux vélos-cargos.",
            "en": "From draught animals to cargo bikes.",
        },
    },
    "STADTE": {
        "title": {"de": "Die Städte gehören allen"},
        "abstract": {"de": "Ein Gespräch über Häuser und Straßen."},
        "language": "de",
        "speakers": ["OBRIEN"],
    },
    "SONLUM": {"title": {"fr": "Son et lumière", "en": "Sound and light"}},
    "NODEJS": {
        "title": {"en": "Civic tech with Node.js and C++"},
        "description": {
            "en": "See <https://example.org/code>. The right to the city as software: 100% free."
        },
    },
}
SPEAKERS: dict[str, dict[str, object]] = {
    "NADIA": {"name": "Nadia Ben Youssef", "organisation": "Les Alchimistes"},
    "AICHA": {
        "name": "Aïcha Dembélé",
        "organisation": "Riverains de Seine",
        "bio": {"fr": "Hydrologue."},
        "email": "aicha.private@example.org",
    },
    "OBRIEN": {"name": "Fionn O’Brien", "bio": {"en": "Gardener, and author of a book on compost."}},
}


@pytest.fixture
def festival(db):
    edition = EditionFactory(languages=["fr", "en"])
    people = {
        key: SpeakerFactory(edition=edition, **{"bio": Texts(), **row}) for key, row in SPEAKERS.items()
    }
    for hours, (code, row) in enumerate(PROGRAMME.items()):
        texts = {
            name: Texts(row.get(name, {}))  # type: ignore[call-overload]
            for name in ("title", "subtitle", "abstract", "description")
        }
        session = SessionFactory(edition=edition, code=code, language=row.get("language", "fr"), **texts)
        for position, key in enumerate(row.get("speakers", [])):  # type: ignore[arg-type, var-annotated]
            SessionSpeakerFactory(session=session, speaker=people[key], position=position)
        OccurrenceFactory(session=session, starts_at=THURSDAY_TEN + timedelta(hours=hours))
    release_of(edition)
    return edition


def found(edition, words, language="fr"):
    return search(edition, words, public_slots(edition), language)


def marked(excerpt):
    return "".join(f"[{text}]" if is_hit else text for text, is_hit in excerpt.parts)


def nothing_near(result):
    return () if result.is_near else result.codes


# What is typed, and the sessions it finds; a speaker stands for her sessions.
FINDS = {
    # accents, case, ligatures
    "résilience": "RESIFR RESILI",
    "RESILIENCE": "RESIFR RESILI",
    "aicha dembele": "RIVERS COCONC",
    "DEMBÉLÉ": "RIVERS COCONC",
    "œuvre": "COCONC",
    "oeuvres": "COCONC",
    "strassen": "STADTE",
    "epluchure": "COMPST",
    # plurals, conjugations, feminines, of either language
    "habitant": "COMPST COCONC",
    "vélo": "VELOSS",
    "animal": "VELOSS",
    "organisé": "RIVERS",
    "organisee": "RIVERS",
    "city": "RESILI NODEJS",
    "decide": "RESILI",
    "gardens": "COMPST OBRIEN",
    "neighbour": "COMPST",
    "design": "COCONC",
    # the word that is being typed
    "cuisin": "COMPST COCONC",
    "demb": "RIVERS COCONC",
    "Stä": "STADTE",
    "cu": "",
    "demb cuisine": "",  # only the last may go on
    # apostrophes and elisions, both kinds
    "l’eau": "RIVERS",
    "l'eau": "RIVERS",
    "jusqu'à l'été": "COCONC",
    "été": "COCONC",
    "o'brien": "COCONC RESILI STADTE",
    "Seine's": "RIVERS COCONC",
    # hyphens, slashes, dots, signs
    "co-conception": "COCONC",
    "co conception": "COCONC",
    "tiers lieux": "COCONC",
    "canoë": "RIVERS",
    "node.js": "NODEJS",
    "javascript": "",
    "c++": "NODEJS",
    # numbers
    "2017": "RIVERS",
    "12": "RESILI",
    "100%": "NODEJS",
    # all of the words, its own or its speakers'
    "compost nadia": "COMPST",
    "nadia résilience": "RESIFR",
    "compost seine": "RIVERS COCONC",
    "compost vélo": "",
    "la ville et la seine": "RIVERS",
    # phrases and exclusions
    '"jardin partagé"': "COMPST",
    '"jardins partagés"': "COMPST",
    "« partagé jardin »": "",
    "“right to the city”": "NODEJS",
    '"son et lumière"': "SONLUM",
    "compost -nadia": "RIVERS COCONC RESILI STADTE",
    "compost -nadia -brien": "RIVERS",
    "son": "SONLUM",
}


def test_words_find_sessions(festival):
    result = {words: set(nothing_near(found(festival, words))) for words in FINDS}
    assert result == {
        words: {code for key in keys.split() for code in sessions_of(key)} for words, keys in FINDS.items()
    }


def sessions_of(key):
    """The session, or the sessions of the speaker."""
    if key in PROGRAMME:
        return [key]
    return [code for code, row in PROGRAMME.items() if key in row.get("speakers", [])]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        # title, then description, then what a speaker says of herself; these by time
        ("compost", "COMPST RIVERS COCONC RESILI STADTE"),
        ("cuisine", "COMPST COCONC"),
        # a word as a whole before the beginning of one: "Cargos" stands in the title, but cargo is meant
        ("ville", "RIVERS RESIFR"),
        # speaker's name before organisation and abstract
        ("riverains", "RIVERS COCONC"),
        ("commun", "COCONC RESIFR"),
    ],
)
def test_the_best_come_first_and_equals_by_time(festival, words, codes):
    result = found(festival, words)
    assert " ".join(result.codes) == codes
    assert [hit.code for hit in result.hits] == list(result.codes)
    assert [hit.rank for hit in result.hits] == sorted((hit.rank for hit in result.hits), reverse=True)


def test_a_title_weighs_more_than_a_name_than_an_abstract_than_a_description(edition):
    places = {
        "DESCRI": {"description": Texts({"fr": "Un phare."})},
        "ABSTRA": {"abstract": Texts({"fr": "Un phare."})},
        "PERSON": {},
        "TITLES": {"title": Texts({"fr": "Un phare."})},
        "BEGINS": {"title": Texts({"fr": "Des phareologues."})},
    }
    for code, texts in places.items():
        session = OccurrenceFactory(session=SessionFactory(edition=edition, code=code, **texts)).session
        if code == "PERSON":
            SessionSpeakerFactory(session=session, speaker=SpeakerFactory(edition=edition, name="Ana Phare"))
    release_of(edition)
    assert found(edition, "phare").codes == ("TITLES", "BEGINS", "PERSON", "ABSTRA", "DESCRI")


def test_what_was_found_is_marked_in_the_readers_language(festival):
    (french,) = found(festival, "jardins nadia").hits
    assert marked(french.title) == "Le compost, de la cuisine au [jardin] partagé"
    assert french.title.language == "fr"
    assert marked(french.excerpt).startswith("Épluchures, vers de terre")
    assert [(marked(name), name.language) for name in french.speakers] == [("[Nadia] Ben Youssef", "")]
    (english,) = search(festival, "jardins nadia", public_slots(festival), "en").hits
    assert (marked(english.title), english.title.language) == ("Compost, from kitchen to shared garden", "en")
    (only_french,) = search(festival, "riverain baignade", public_slots(festival), "en").hits
    assert (marked(only_french.title), only_french.title.language) == (
        "L’eau en ville\u00a0: rendre la Seine à ses [riverains]",
        "fr",
    )


def test_without_an_abstract_the_excerpt_is_of_the_description_without_its_markdown(festival):
    (hit,) = found(festival, "compost phytoépuration").hits
    assert marked(hit.excerpt) == (
        "Depuis 2017, des associations organisées en réseau nettoient les berges. "
        "[compost] et [phytoépuration] baignade et/ou canoë"
    )
    (bare,) = found(festival, "lumière").hits
    assert not bare.excerpt


def test_a_long_abstract_is_cut_around_the_words(edition):
    abstract = "mot " * 150 + "un phare éclaire " + "mot " * 100
    OccurrenceFactory(session=SessionFactory(edition=edition, abstract=Texts({"fr": abstract.strip()})))
    release_of(edition)
    (hit,) = found(edition, "éclairer phare").hits
    assert "un [phare] [éclaire] mot" in marked(hit.excerpt)
    assert str(hit.excerpt).startswith("…mot ")
    assert str(hit.excerpt).endswith(" mot…")
    assert len(str(hit.excerpt)) <= 242


def test_a_text_that_looks_like_markup_comes_as_it_is(edition):
    title = "<mark>phare</mark> <script>alert(1)</script> &lt;phare&gt;"
    OccurrenceFactory(session=SessionFactory(edition=edition, title=Texts({"fr": title})))
    release_of(edition)
    (hit,) = found(edition, "phare").hits
    assert str(hit.title) == title
    assert [text for text, is_hit in hit.title.parts if is_hit] == ["phare", "phare"]


def test_the_slots_given_bound_what_is_found(festival):
    slots = public_slots(festival)
    assert search(festival, "ville", slots.filter(occurrence__session__code="RESIFR"), "fr").codes == (
        "RESIFR",
    )
    assert search(festival, "ville", slots.none(), "fr").codes == ()
    ordered = slots.select_related("room__venue").order_by("-period")
    assert search(festival, "ville", ordered, "fr").codes == ("RIVERS", "RESIFR")


def test_a_session_held_twice_is_found_once_at_its_first_time(festival):
    later = Occurrence.objects.get(session__code="RIVERS")
    later.starts_at += timedelta(days=1)
    later.save()
    OccurrenceFactory(session=Session.objects.get(code="RESIFR"), starts_at=THURSDAY_TEN + timedelta(days=1))
    release_of(festival)
    assert found(festival, "ville").codes == ("RESIFR", "RIVERS")


def test_what_is_not_public_is_not_found(festival):
    draft = SessionFactory(
        edition=festival, code="SECRET", title=Texts({"fr": "Surprise"}), state=Session.State.DRAFT
    )
    SessionSpeakerFactory(session=draft, speaker=Speaker.objects.get(name="Nadia Ben Youssef"))
    SessionSpeakerFactory(session=draft, speaker=SpeakerFactory(edition=festival, name="Zoé Inconnue"))
    OccurrenceFactory(session=draft)
    unreleased = OccurrenceFactory(
        session=SessionFactory(edition=festival, code="NOTYET", title=Texts({"fr": "Surprise"}))
    )
    elsewhere = EditionFactory()
    OccurrenceFactory(session=SessionFactory(edition=elsewhere, title=Texts({"fr": "Surprise"})))
    release_of(elsewhere)
    assert found(festival, "surprise").codes == ()
    assert found(festival, "zoé").codes == ()
    assert found(festival, "surprize zoe inconue").codes == ()  # nothing near it either
    assert found(festival, "nadia").codes == ("COMPST", "RESIFR")
    release_of(festival)
    assert found(festival, "surprise").codes == (unreleased.session.code,)


def test_what_is_near_does_not_tell_what_a_draft_has(festival):
    before = found(festival, "cuissine nadia")
    assert before.codes == ("COMPST",)
    draft = SessionFactory(edition=festival, title=Texts({"fr": "Cuissine"}), state=Session.State.DRAFT)
    SessionSpeakerFactory(session=draft, speaker=Speaker.objects.get(name="Nadia Ben Youssef"))
    SpeakerFactory(edition=festival, name="Ana Cuissine")
    assert found(festival, "cuissine nadia") == before


def test_a_session_that_the_next_release_leaves_out_is_gone(festival):
    Occurrence.objects.filter(session__code="RIVERS").update(starts_at=None)
    assert found(festival, "seine").codes == ("RIVERS", "COCONC")
    release_of(festival)
    assert found(festival, "seine").codes == ("COCONC",)


def test_no_address_is_found(festival):
    for words in ("aicha.private@example.org", "private", "example.org private"):
        assert nothing_near(found(festival, words)) == ()
    assert found(festival, "example.org").codes == ("NODEJS",)  # a link that is shown


def test_what_is_cancelled_is_found(festival):
    Session.objects.filter(code="RIVERS").update(state=Session.State.CANCELLED)
    assert found(festival, "riverains eau").codes == ("RIVERS",)


def test_every_way_of_writing_is_followed(festival):
    session = Session.objects.get(code="SONLUM")
    session.title = Texts({"fr": "Phare"})
    session.save()
    assert found(festival, "phare").codes == ("SONLUM",)
    Session.objects.filter(code="SONLUM").update(title=Texts({"fr": "Digue"}))
    assert found(festival, "phare").codes == ()
    assert found(festival, "digue").codes == ("SONLUM",)
    Session.objects.bulk_update([session], ["title"])
    assert found(festival, "phare").codes == ("SONLUM",)
    Speaker.objects.filter(name="Nadia Ben Youssef").update(name="Nadia Phare")
    assert found(festival, "phare").codes == ("SONLUM", "COMPST", "RESIFR")


@pytest.mark.parametrize(
    ("words", "codes", "word"),
    [
        ("cuissine", "COMPST COCONC", "cuisine"),
        ("compoast nadia", "COMPST", "compost"),
        ("dembelle", "RIVERS COCONC", "Dembélé"),
        ("reslient", "RESILI RESIFR", "Resilient"),
    ],
)
def test_where_nothing_has_the_words_what_is_like_them_is_offered(festival, words, codes, word):
    result = found(festival, words)
    assert result.is_near
    assert " ".join(result.codes) == codes
    assert f"[{word}]" in " ".join(marked(part) for hit in result.hits for part in (hit.title, *hit.speakers))


def test_nothing_is_near_to_nonsense(festival):
    result = found(festival, "xyzzyplugh")
    assert (result.codes, result.is_near, result.is_empty_query) == ((), False, False)


NOTHING = [
    "",
    " ",
    "le la les",
    "the",
    "THE",
    "à",
    "l’",
    "d'",
    "...",
    "?!",
    "%_",
    '""',
    '"',
    "-",
    "- -",
    "🎉",
    "'; --",
]
NOTHING += ["-compost", '-"jardin partagé"', "|&!():*<->\\", "\x00", "\ud800", "\u202e", "\u0301"]


def test_nothing_to_search_for_is_told_without_asking_the_database(festival, django_assert_num_queries):
    slots = public_slots(festival)
    with django_assert_num_queries(0):
        results = [search(festival, words, slots, "fr") for words in NOTHING]
    assert [(result.is_empty_query, result.codes, result.hits) for result in results] == [
        (True, (), ()) for _ in NOTHING
    ]


HOSTILE = [
    "a!" * 50_000,
    "compost " * 12_500,
    "x" * 100_000,
    "é" * 100_000,
    "e" + "\u0301" * 100_000,
    " ".join(f"mot{number}" for number in range(20_000)),
    '"' * 100_000,
    "-" * 100_000,
    "compost:* & !nadia | (seine) <-> 'eau' \\",
    "compost\x00 \ud800 %s %(x)s {0} $$",
    "'compost':*",
    "co''st",
    "compost\\",
    "(((((((compost",
    "compost\u202e",
    "हिन्दी 東京 العربية",
    "/fr/compost",
    "fr/compost",
]


def test_hostile_words_are_one_clean_line_that_is_cut(festival):
    """How long they take is measured on a thousand sessions, in views/test_bad_inputs.py."""
    for words in HOSTILE:
        result = found(festival, words)
        assert len(result.query) <= LONGEST
        assert result.query == clean_line(result.query)


def timed(edition, words):
    """The best of three: others use the machine too."""
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        result = found(edition, words)
        times.append(time.perf_counter() - begun)
    return result, min(times)


def test_signs_around_a_word_mean_nothing(festival):
    codes = found(festival, "compost").codes
    for words in (
        "compost\x00",
        "compost\ud800",
        "'compost':*",
        "compost\\",
        "(((compost",
        "compost|",
        "compost!",
    ):
        assert found(festival, words).codes == codes


def test_few_and_many_are_found_by_two_queries_and_their_pages_follow_on(festival, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert len(found(festival, "ville").codes) == 2
    for number in range(60):
        session = SessionFactory(edition=festival, title=Texts({"fr": f"Ville {number}"}))
        SessionSpeakerFactory(session=session)
        OccurrenceFactory(session=session)
    release_of(festival)
    with django_assert_num_queries(2):
        result = found(festival, "ville")
    assert (len(result.codes), len(result.hits)) == (62, 50)
    with django_assert_num_queries(2):
        rest = search(festival, "ville", public_slots(festival), "fr", first=50)
    assert (rest.codes, [hit.code for hit in rest.hits]) == (result.codes, list(result.codes[50:]))
    assert search(festival, "ville", public_slots(festival), "fr", first=10**30).hits == ()
    with django_assert_num_queries(3):
        assert len(found(festival, "viile").codes) == 62
    with django_assert_num_queries(2):
        assert found(festival, "xyzzyplugh").codes == ()


def test_what_is_too_much_for_a_vector_is_stored_all_the_same(edition):
    signs = [chr(number) for number in range(0x20000, 0x20000 + 10_000)]  # each a word of four bytes
    many = {f"x{letter}": " ".join(signs) for letter in "abcdefghijklmnopqrst"}
    session = SessionFactory(
        edition=edition,
        title=Texts({"fr": "Phare"}),
        description=Texts({**many, "xz": " ".join(signs[::-1])}),
    )
    session.description = Texts({**many, "fr": "w" * 20_000, "en": "é" * 2_044})
    session.save()
    OccurrenceFactory(session=session)
    release_of(edition)
    assert found(edition, "phare").codes == (session.code,)


def test_a_restored_dump_fills_the_columns_without_a_path_of_names(festival):
    text = Texts({"fr": "Organisées, Été"})
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path = ''")
        cursor.execute("SELECT public.festapp_search(ARRAY[%s::jsonb], 'A')", [json.dumps(dict(text))])
        (session,) = cursor.fetchone()
        cursor.execute("SELECT public.festapp_speaker_search('Zoë', '', '{}')")
        (speaker,) = cursor.fetchone()
        cursor.execute("SET LOCAL search_path = DEFAULT")
    assert session == "'/fr/ete':4A '/fr/organis':3A 'ete':2A 'organisees':1A"
    assert speaker == "'zoe':1A"


def test_a_sessions_row_is_read_without_its_words(festival):
    assert "search" not in {field.column for field in Session._meta.fields + Speaker._meta.fields}
    assert '"search"' not in str(Slot.objects.select_related("occurrence__session").query)


@pytest.mark.real_data
def test_a_thousand_sessions_are_searched_by_the_index():
    for name in ("35c3.json", "fosdem-2024.xml"):
        call_command(
            "import_programme",
            str(real_path("programmes", name)),
            *(
                "--edition",
                name.split(".")[0],
                "--create",
                "--time-zone",
                "Europe/Berlin",
                "--language",
                "en",
            ),
            stdout=io.StringIO(),
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    edition = Edition.objects.get(slug="35c3")
    assert len(public_slots(edition)) == 927
    for words in ("open source", "security", "the art of hacking", "scurity", "ope"):
        result, seconds = timed(edition, words)
        assert result.codes, words
        assert seconds < 0.2, words
    with CaptureQueriesContext(connection) as captured:
        search(edition, "open source", public_slots(edition), "en")
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + captured[0]["sql"])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Bitmap Index Scan on programme_session_search" in plan, plan
