"""Full-text search: each session's and speaker's words as a column that the database keeps by itself.

No model has the column `search`: whatever reads, writes, compares or restores rows goes on without it. It can be
dropped and made again; only programme/queries/search.py reads it. Before a migration changes the type of a column
that it is made of, it has to drop `search`, and make it again afterwards.
"""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

# All give words in lower case and without accents.
CONFIGURATIONS = """
CREATE TEXT SEARCH CONFIGURATION festapp_fr (COPY = pg_catalog.french);
ALTER TEXT SEARCH CONFIGURATION festapp_fr
    ALTER MAPPING FOR word, hword, hword_part WITH unaccent, french_stem;
CREATE TEXT SEARCH CONFIGURATION festapp_en (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION festapp_en
    ALTER MAPPING FOR word, hword, hword_part WITH unaccent, english_stem;
CREATE TEXT SEARCH CONFIGURATION festapp_written (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION festapp_written
    ALTER MAPPING FOR word, hword, hword_part, numword, numhword, hword_numpart WITH unaccent, simple;
"""
NO_CONFIGURATIONS = """
DROP TEXT SEARCH CONFIGURATION festapp_written;
DROP TEXT SEARCH CONFIGURATION festapp_en;
DROP TEXT SEARCH CONFIGURATION festapp_fr;
"""

# What ends a word. PostgreSQL's parser would read "et/ou" as a file, "node.js" as a host and "-2017" as a number
# below zero, and in a database of locale C takes French quotes and apostrophes for letters.
SEPARATORS = (
    "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
    "\u00a0\u00a1\u00a7\u00ab\u00b0\u00b7\u00bb\u00bf"
    "\u02bc\u2009\u200b\u2010\u2011\u2012\u2013\u2014\u2015\u2018\u2019\u201a\u201c\u201d\u201e"
    "\u2022\u2026\u202f\u2030\u2032\u2033\u2039\u203a\u2044\u2192\u2212\u20ac\u3000\ufeff"
)

# The path of names is set: a restored dump fills the column while it has none.
FUNCTIONS = rf"""
CREATE FUNCTION festapp_words(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(value, '{SEPARATORS.replace("'", "''")}', '{" " * len(SEPARATORS)}');

-- What the French stemmer would not see: it knows "organisée" by its accent, which is gone by then, and takes "lieux"
-- for an adjective.
CREATE FUNCTION festapp_french(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(
    regexp_replace(words, '[eéÉ]e(s?)\M', 'e\1', 'gi'), '(lieu|jeu|feu|pneu|cheveu|neveu|aveu|vœu|voeu)x\M', '\1', 'gi'
);

-- The stems of a language stand apart from words as written and from other stems: that of "Weber" in French is "web".
CREATE FUNCTION festapp_vector(language text, value text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT SET search_path FROM CURRENT AS $$
DECLARE
    words text := festapp_words(value);
    written tsvector := to_tsvector('festapp_written', words);
BEGIN
    RETURN CASE split_part(language, '-', 1)
        WHEN 'fr' THEN written || regexp_replace(
            to_tsvector('festapp_fr', festapp_french(words))::text, '(^| )''', '\1''/fr/', 'g'
        )::tsvector
        WHEN 'en' THEN written || regexp_replace(
            to_tsvector('festapp_en', words)::text, '(^| )''', '\1''/en/', 'g'
        )::tsvector
        ELSE written
    END;
END $$;

-- `texts` are objects of {{language: text}}, each with the weight at its place in `weights`. A vector holds 1 MB:
-- what is too much for it is stored all the same, and not found.
CREATE FUNCTION festapp_search(texts jsonb[], weights text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT SET search_path FROM CURRENT AS $$
DECLARE
    found tsvector := '';
    written record;
BEGIN
    FOR place IN 1 .. cardinality(texts) LOOP
        CONTINUE WHEN jsonb_typeof(texts[place]) <> 'object';  -- the column's own rule refuses it, in its words
        FOR written IN SELECT key, value FROM jsonb_each_text(texts[place]) LOOP
            BEGIN
                found := found || setweight(
                    festapp_vector(written.key, written.value), substr(weights, place, 1)::"char"
                );
            EXCEPTION WHEN program_limit_exceeded THEN
                NULL;
            END;
        END LOOP;
    END LOOP;
    RETURN found;
END $$;

CREATE FUNCTION festapp_speaker_search(name text, organisation text, bio jsonb) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT SET search_path FROM CURRENT AS $$
BEGIN
    RETURN festapp_search(ARRAY[jsonb_build_object('', name), jsonb_build_object('', organisation), bio], 'ACD');
END $$;

-- A word or a phrase as written, and by the stems of both languages: who reads French may look for English sessions.
-- `beginning` is a query of its own, for words that are not written to their end ('cuisin':*), or empty.
CREATE FUNCTION festapp_query(phrase text, beginning text) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE STRICT SET search_path FROM CURRENT SET client_min_messages = warning AS $$
DECLARE
    words text := festapp_words(phrase);
BEGIN
    RETURN phraseto_tsquery('festapp_written', words)
        || to_tsquery('festapp_written', beginning)
        || regexp_replace(
            phraseto_tsquery('festapp_fr', festapp_french(words))::text, '''((?:[^'']|'''')+)''', '''/fr/\1''', 'g'
        )::tsquery
        || regexp_replace(
            phraseto_tsquery('festapp_en', words)::text, '''((?:[^'']|'''')+)''', '''/en/\1''', 'g'
        )::tsquery;
END $$;
"""
NO_FUNCTIONS = """
DROP FUNCTION festapp_query(text, text);
DROP FUNCTION festapp_speaker_search(text, text, jsonb);
DROP FUNCTION festapp_search(jsonb[], text);
DROP FUNCTION festapp_vector(text, text);
DROP FUNCTION festapp_french(text);
DROP FUNCTION festapp_words(text);
"""

# Rows are read far more often than written: no list of pending words to look through before it is put in order.
COLUMNS = """
ALTER TABLE programme_session ADD COLUMN search tsvector
    GENERATED ALWAYS AS (festapp_search(ARRAY[title, subtitle, abstract, description], 'ABCD')) STORED;
CREATE INDEX programme_session_search ON programme_session USING gin (search) WITH (fastupdate = off);
ALTER TABLE programme_speaker ADD COLUMN search tsvector
    GENERATED ALWAYS AS (festapp_speaker_search(name, organisation, bio)) STORED;
CREATE INDEX programme_speaker_search ON programme_speaker USING gin (search) WITH (fastupdate = off);
"""
NO_COLUMNS = """
ALTER TABLE programme_speaker DROP COLUMN search;
ALTER TABLE programme_session DROP COLUMN search;
"""


class Migration(migrations.Migration):
    dependencies = [("programme", "0003_revisions")]

    operations = [
        TrigramExtension(),
        migrations.RunSQL(CONFIGURATIONS, NO_CONFIGURATIONS),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(COLUMNS, NO_COLUMNS),
    ]
