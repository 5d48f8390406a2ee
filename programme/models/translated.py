"""A text in several languages, in one jsonb column: {"fr": "Ville", "en": "City"}."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from programme.text import clean_line, clean_text, is_blank


class Text(str):
    """A text for a reader, who is told by `language` when it is not in the language of the page."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, value: str, language: str) -> Text:
        text = super().__new__(cls, value)
        text.language = language
        return text

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        return str(self), self.language


class Texts(Mapping[str, str]):
    """An immutable {language: text} without empty texts. As a str: the reader's language, or the nearest."""

    __slots__ = ("_texts",)

    def __init__(self, texts: Mapping[str, str] | None = None) -> None:
        self._texts = {language: text for language, text in sorted((texts or {}).items()) if text}

    def __getitem__(self, language: str) -> str:
        return self._texts[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __hash__(self) -> int:
        return hash(tuple(self._texts.items()))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Texts):
            return self._texts == other._texts
        return isinstance(other, Mapping) and self._texts == dict(other)

    def __repr__(self) -> str:
        return f"Texts({self._texts!r})"

    def __str__(self) -> str:
        """For people who work here: the language of the interface, else the first there is."""
        return self.best(
            get_language() or settings.LANGUAGE_CODE, [code for code, _name in settings.LANGUAGES]
        )

    def best(self, language: str, order: Sequence[str]) -> Text:
        """The text in `language`, else in the first of `order` that has one, else any; "" where there is none."""
        for candidate in (language, *order, *self._texts):
            if candidate in self._texts:
                return Text(self._texts[candidate], candidate)
        return Text("", language)

    def missing(self, languages: Sequence[str]) -> list[str]:
        return [language for language in languages if language not in self._texts]

    def changed(self, texts: Mapping[str, str]) -> Texts:
        """These texts with those of `texts` put over them; an empty one takes its language away."""
        return Texts({**self._texts, **texts})


class TranslatedField(models.JSONField):
    """Stores Texts. `multiline` makes it Markdown; not `blank` means that one language at least is there.

    The database itself refuses what is no object of non-empty texts.
    """

    def __init__(
        self, *args: Any, multiline: bool = False, max_length: int | None = None, **kwargs: Any
    ) -> None:
        self.multiline = multiline
        kwargs.setdefault("default", Texts)
        super().__init__(*args, **kwargs)
        self.max_length = self.longest = max_length or (20_000 if multiline else 300)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.multiline:
            kwargs["multiline"] = True
        kwargs["max_length"] = self.max_length
        return name, path, args, kwargs

    def db_check(self, connection: Any) -> str:
        column = connection.ops.quote_name(self.column)
        strange = '$.* ? (@.type() != "string" || @ == "")'
        rule = f"jsonb_typeof({column}) = 'object' AND NOT jsonb_path_exists({column}, '{strange}')"
        return rule if self.blank else f"{rule} AND {column} <> '{{}}'::jsonb"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        found = super().from_db_value(value, expression, connection)
        return Texts(found) if isinstance(found, dict) else found

    def to_python(self, value: Any) -> Any:
        if value is None:
            return Texts()
        if isinstance(value, Mapping) and not isinstance(value, Texts):
            return Texts(value)
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(
            dict(value) if isinstance(value, Texts) else value, connection, prepared
        )

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        if not isinstance(value, Texts) or not all(isinstance(text, str) for text in value.values()):
            raise ValidationError(_("This is not a text by language."), code="invalid")
        if not self.blank and all(map(is_blank, value.values())):
            raise ValidationError(_("Write this in one language at least."), code="blank")
        for language, text in value.items():
            if len(text) > self.longest:
                raise ValidationError(
                    _("The text in %(language)s is %(length)d characters long; %(limit)d is the most."),
                    code="max_length",
                    params={
                        "language": language_name(language),
                        "length": len(text),
                        "limit": self.longest,
                    },
                )

    def clean_language(self, text: str) -> str:
        """One language's text, without control characters; a single line where the field is not `multiline`."""
        return clean_text(text) if self.multiline else clean_line(text)

    def value_to_string(self, obj: models.Model) -> Any:
        return dict(self.value_from_object(obj))

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.pop("form_class", None)
        kwargs.pop("choices_form_class", None)
        return TranslatedFormField(
            model_field=self,
            label=kwargs.get("label", capfirst(self.verbose_name)),
            help_text=kwargs.get("help_text", self.help_text),
            required=not self.blank,
        )

    def save_form_data(self, instance: models.Model, data: Any) -> None:
        """Languages that the form did not show are kept."""
        setattr(instance, self.attname, self.to_python(getattr(instance, self.attname)).changed(data))


class TranslatedWidget(forms.Widget):
    """One input per language; `languages` is set by the form, which knows the edition."""

    template_name = "programme/widgets/translated.html"
    use_fieldset = True

    def __init__(self, *, multiline: bool, max_length: int) -> None:
        super().__init__()
        self.multiline = multiline
        self.max_length = max_length
        self.languages: Sequence[str] = [code for code, _name in settings.LANGUAGES]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        texts = value if isinstance(value, Mapping) else {}
        context["multiline"] = self.multiline
        context["max_length"] = self.max_length
        is_begun = any(texts.get(language) for language in self.languages)
        context["inputs"] = [
            {
                "name": f"{name}_{language}",
                "id": f"{context['widget']['attrs'].get('id', name)}_{language}",
                "language": language,
                "label": language_name(language),
                "value": texts.get(language, ""),
                "is_missing": is_begun and not texts.get(language),
            }
            for language in self.languages
        ]
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, str]:
        return {
            language: str(data[f"{name}_{language}"])
            for language in self.languages
            if f"{name}_{language}" in data
        }

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(f"{name}_{language}" in data for language in self.languages)

    def id_for_label(self, id_: str) -> str:
        return ""


class TranslatedFormField(forms.Field):
    """Gives the texts of the languages shown, empty ones included: they mean "take it away"."""

    def __init__(self, *, model_field: TranslatedField, **kwargs: Any) -> None:
        self.model_field = model_field
        kwargs["widget"] = TranslatedWidget(multiline=model_field.multiline, max_length=model_field.longest)
        super().__init__(**kwargs)

    @property
    def languages(self) -> Sequence[str]:
        return self.widget.languages  # type: ignore[no-any-return]

    @languages.setter
    def languages(self, languages: Sequence[str]) -> None:
        self.widget.languages = languages

    def clean(self, value: Any) -> dict[str, str]:
        texts = {language: self.model_field.clean_language(text) for language, text in (value or {}).items()}
        if any(texts.values()):
            self.model_field.validate(Texts(texts), None)
        elif self.required:
            raise ValidationError(_("Write this in one language at least."), code="required")
        return texts

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = initial if isinstance(initial, Mapping) else {}
        return any(
            self.model_field.clean_language(text) != before.get(language, "")
            for language, text in (data or {}).items()
        )


def language_name(code: str) -> str | Promise:
    """The language's own name ("français"), or its code where Django does not know it."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code
