"""What all lists of an edition's rows share: permissions object by object, one edition at a time, history."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin import AdminSite
from django.contrib.admin.views.main import ChangeList
from django.db import models, transaction
from django.forms import Select
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from programme import policies
from programme.admin import scope
from programme.admin.deleting import VersionedDeletion
from programme.admin.double_submit import OnceAdmin
from programme.admin.fields import form_field_for
from programme.admin.forms import EditionAutocomplete, RowForm
from programme.admin.history import RestorableAdmin
from programme.models import Edition, Room, Session, Slot, TranslatedField

SEARCH_LENGTH = 100


class EditionForms:
    """Form fields of rows, and of their inlines: only what belongs to the edition can be chosen."""

    admin_site: AdminSite
    called_by: ClassVar[dict[str, str]] = {}  # of autocompletes in inlines: the column that names the row

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        if isinstance(db_field, TranslatedField):
            field = db_field.formfield()
            edition = None if _is_new_edition(request) else form_edition(request)
            if edition is not None:
                field.languages = edition.languages
            return field
        return form_field_for(db_field) or super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        target = db_field.related_model
        if target is Edition:
            kwargs["queryset"] = policies.visible_to(request.user, Edition.objects.all())
        elif any(field.name == "edition" for field in target._meta.fields):
            edition = form_edition(request)
            kwargs["queryset"] = target._default_manager.filter(edition=edition)
            if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
                kwargs["widget"] = EditionAutocomplete(
                    db_field,
                    self.admin_site,
                    edition=edition,
                    label=self.called_by.get(db_field.name),
                )
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]
        if isinstance(self, PartInline) and type(field.widget) is Select:
            field.choices = list(field.choices)  # read once, not for each line
        return field


class TitledChangeList(ChangeList):
    """Called by what it lists."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.title = capfirst(str(self.opts.verbose_name_plural))


class EditionChangeList(TitledChangeList):
    """Shows the edition that is worked on, though links lead to rows of others that one organises too."""

    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> models.QuerySet[Any]:
        self.root_queryset = self.root_queryset.filter(edition=scope.working_edition(request))
        return super().get_queryset(request, *args, **kwargs)


class OrganisersPermissions:
    """Django's questions answered by our policies. Who may see a row of an edition may change it."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(scope.own_editions(request))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return self.has_module_permission(request)
        return scope.edition_key(obj) in {edition.pk for edition in scope.own_editions(request)}

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request, obj)


class PartInline(OrganisersPermissions, EditionForms, admin.TabularInline):  # type: ignore[type-arg]
    """Rows that belong to the row of the form."""

    form = RowForm
    related: tuple[str, ...] = ()  # what a line shows of other rows
    extra = 0
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).select_related("edition", *self.related)


class InEditionAdmin(OrganisersPermissions, EditionForms, OnceAdmin, VersionedDeletion, RestorableAdmin):
    """A list of rows of one edition."""

    form = RowForm
    change_form_template = "admin/programme/change_form.html"
    change_list_template = "admin/programme/change_list.html"
    list_per_page = 100
    show_facets = admin.ShowFacets.NEVER
    sheet: str | None = None  # the spreadsheet that this list goes out and comes in by

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return EditionChangeList

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """What is sent from a list is meant for the edition that the list showed."""
        edition = _posted_edition(request)
        if edition is not None:
            scope.work_on(request, edition)
        return super().changelist_view(request, {"sheet": self.sheet, **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = policies.visible_to(request.user, super().get_queryset(request))
        match = request.resolver_match
        if match and match.url_name == "autocomplete" and self.model is not Edition:
            return rows.filter(edition=scope.asked_edition(request))
        return rows

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new row's form carries its edition, hidden; later it never changes."""
        (name, options), *rest = super().get_fieldsets(request, obj)
        if obj is not None or self.model is Edition:
            return [(name, options), *rest]
        return [(name, {**options, "fields": ["edition", *options["fields"]]}), *rest]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "edition" and field is not None:
            field.widget = field.hidden_widget()
            field.initial = form_edition(request)
        return field

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"edition": form_edition(request), **super().get_changeform_initial_data(request)}

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        row = self._row(request, object_id, lock=False)
        edition = scope.edition_of(row) if row is not None else _posted_edition(request)
        if edition is not None:
            request.form_edition = edition  # type: ignore[attr-defined]
            scope.work_on(request, edition)
        context = dict(extra_context or {})
        with transaction.atomic():
            if object_id is None and (edition := form_edition(request)) is not None:
                made_already = self.add_once(request, edition, context)
                if made_already is not None:
                    return made_already
            return super().changeform_view(request, object_id, form_url, context)

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        raise Http404

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Says what stands in the way in words, not as a tree of rows."""
        deleted, counts, permissions, protected = super().get_deleted_objects(objs, request)
        if protected:
            protected = reasons(objs) or protected
        return deleted, counts, permissions, protected

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """A search is as long as a person types; each word of it is a comparison with every row."""
        return super().get_search_results(request, queryset, search_term[:SEARCH_LENGTH].replace("\x00", ""))


def form_edition(request: HttpRequest) -> Edition | None:
    """The edition of the row in the form, or that a new row will belong to."""
    edition: Edition | None = getattr(request, "form_edition", None)
    return edition or scope.working_edition(request)


def _is_new_edition(request: HttpRequest) -> bool:
    """Its languages are yet to be chosen; those of another edition say nothing of it."""
    match = request.resolver_match
    return match is not None and match.url_name == "programme_edition_add"


def _posted_edition(request: HttpRequest) -> Edition | None:
    """A form that was opened for one edition is saved to it, whatever was chosen in another tab meanwhile."""
    posted = request.POST.get("edition", "")
    return next((edition for edition in scope.own_editions(request) if str(edition.pk) == posted), None)


# Where a slot keeps the rows of a kind from being deleted.
HELD_BY_SLOTS = {Session: "occurrence__session", Room: "room"}


def reasons(rows: Any) -> list[str]:
    """Why `rows`, of one kind, can't be deleted: a sentence each; empty where Django's own list has to do."""
    by_key = {row.pk: row for row in rows}
    path = next((HELD_BY_SLOTS.get(type(row)) for row in by_key.values()), None)
    if path is None:
        return []
    held = Slot.objects.filter(**{f"{path}__in": by_key}).order_by(path, "release__number")
    numbers: dict[int, list[str]] = {}
    for key, number in held.values_list(path, "release__number").distinct():
        numbers.setdefault(key, []).append(str(number))
    sentence = _("“{name}” was published (release {numbers}). What was published is kept: cancel it instead.")
    return [
        format_html(sentence, name=str(by_key[key]), numbers=", ".join(found))
        for key, found in numbers.items()
    ]
