"""The interface's words: what `manage.py messages` finds, and what it does not let pass."""

from io import BytesIO

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command

from programme.management.commands.messages import collect_messages, problems_of, updated_catalog


def catalogue(text: str):
    return read_po(BytesIO(text.encode()), locale="fr")


def test_every_message_of_the_interface_is_translated_and_compiled(capsys):
    call_command("messages", "--check")
    assert capsys.readouterr().err == ""


def test_messages_are_found_in_code_and_in_templates(tmp_path):
    for folder in ("accounts", "festapp", "programme", "templates"):
        (tmp_path / folder).mkdir()
    (tmp_path / "programme" / "code.py").write_text('_("One")\nngettext_lazy("%(n)d row", "%(n)d rows", n)\n')
    (tmp_path / "templates" / "page.html").write_text(
        "    <p>{% translate 'Two' %}</p>\n  {% blocktranslate %}Three {{ name }}{% endblocktranslate %}\n"
    )
    assert [(file, message) for file, message, _context in collect_messages(tmp_path)] == [
        ("programme/code.py", "One"),
        ("programme/code.py", ("%(n)d row", "%(n)d rows")),
        ("templates/page.html", "Two"),
        ("templates/page.html", "Three %(name)s"),
    ]


def test_a_translation_is_kept_and_a_message_that_is_gone_goes(tmp_path):
    path = tmp_path / "django.po"
    path.write_text('msgid ""\nmsgstr ""\n\nmsgid "One"\nmsgstr "Un"\n\nmsgid "Gone"\nmsgstr "Parti"\n')
    catalog = updated_catalog(path, "fr", [("a.py", "One", None), ("a.py", "New", None)])
    assert {message.id: message.string for message in catalog if message.id} == {"One": "Un", "New": None}


@pytest.mark.parametrize(
    ("message", "problem"),
    [
        ('msgid "One"\nmsgstr ""', "not translated: 'One'"),
        ('#, fuzzy\nmsgid "One"\nmsgstr "Un"', "not translated: 'One'"),
        (
            'msgid "Hello %(name)s"\nmsgstr "Bonjour %(nom)s"',
            "a placeholder that the original has not: 'Bonjour %(nom)s'",
        ),
        (
            'msgid "Row {number}"\nmsgstr "Ligne"',
            "a placeholder is missing in the translation of 'Row {number}'",
        ),
    ],
)
def test_a_missing_or_broken_translation_is_named(message, problem):
    catalog = catalogue(f'msgid ""\nmsgstr ""\n\n{message}\n')
    assert problem in list(problems_of(catalog))


def test_the_french_catalogue_counts_zero_as_one():
    path = settings.LOCALE_PATHS[0] / "fr" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        assert read_po(file).plural_expr == "(n > 1)"
