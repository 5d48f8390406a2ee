"""Editions with their partners, notice and organisers; and their pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from programme import policies
from programme.actions.editions import found_edition, keep_wall_times
from programme.admin import scope
from programme.admin.forms import RowForm
from programme.admin.in_edition import InEditionAdmin, PartInline, TitledChangeList
from programme.models import Edition, Membership, Notice, Page, Partner
from programme.queries.wall_times import lost_wall_time


class PartnerInline(PartInline):
    model = Partner
    fields = ("name", "role", "url", "logo", "position")


class NoticeInline(PartInline):
    model = Notice
    fields = ("text", "is_shown")
    extra = 1
    max_num = 1


class MembershipForm(RowForm):
    """An organiser is named by her address; who is new here gets an account that signs in by code."""

    email = forms.EmailField(label=gettext_lazy("e-mail address"), max_length=254)

    class Meta:
        model = Membership
        fields = ("role",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["email"].initial = self.instance.user.email
            self.fields["email"].disabled = True

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def save(self, commit: bool = True) -> Any:
        if not self.instance.pk:
            email = self.cleaned_data["email"]
            user = User.objects.filter(email=email).first() or User.objects.create_user(email)
            self.instance.user = user
            # Who begins an edition is in it already, whether she names herself or not.
            own = Membership.objects.filter(edition=self.instance.edition, user=user).first()
            if own is not None:
                return own
        return super().save(commit)


class MembershipFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """Nobody twice, and never nobody."""

    def clean(self) -> None:
        super().clean()
        kept = [
            form for form in self.forms if form not in self.deleted_forms and hasattr(form, "cleaned_data")
        ]
        addresses = [form.cleaned_data["email"] for form in kept if form.cleaned_data.get("email")]
        if len(set(addresses)) < len(addresses):
            raise ValidationError(_("Somebody is named twice among the organisers."))
        if self.instance.pk and not addresses and self.initial_form_count():
            raise ValidationError(_("An edition needs one organiser at least."))


class MembershipInline(PartInline):
    model = Membership
    form = MembershipForm
    formset = MembershipFormSet
    related = ("user",)
    fields = ("email", "role")
    verbose_name = gettext_lazy("organiser")
    verbose_name_plural = gettext_lazy("organisers")


class EditionForm(RowForm):
    """Refuses a time zone in which one of the edition's hours does not exist, or exists twice."""

    def clean(self) -> Any:
        cleaned = super().clean()
        zone_before, zone_after = stored_zone(self.instance), self.cleaned_data.get("time_zone")
        if zone_before and zone_after and zone_before != zone_after:
            lost = lost_wall_time(self.instance, zone_before=zone_before, zone_after=zone_after)
            if lost is not None:
                self.add_error("time_zone", str(lost))
        return cleaned


def stored_zone(edition: Edition) -> str | None:
    """The zone that the edition's times are kept by until this save; None for a new one."""
    return Edition.objects.filter(pk=edition.pk).values_list("time_zone", flat=True).first()


class EditionAdmin(InEditionAdmin):
    form = EditionForm
    list_display = ("name", "slug", "city", "starts_on", "ends_on", "is_public")
    search_fields = ("name", "slug")
    fieldsets = (
        (None, {"fields": ("name", "slug", "tagline", "description", "is_public")}),
        (
            gettext_lazy("When and where"),
            {"fields": (("starts_on", "ends_on"), "city", "time_zone", "day_ends_at", "languages")},
        ),
        (gettext_lazy("Look"), {"fields": ("colour", "logo")}),
        (
            gettext_lazy("Tickets, contact, licence"),
            {"fields": ("ticket_url", "contact_email", "content_licence")},
        ),
    )
    inlines = (NoticeInline, PartnerInline, MembershipInline)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        return TitledChangeList

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return super(InEditionAdmin, self).get_changeform_initial_data(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return scope.may_enter(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return scope.may_enter(request)  # whoever organises one may begin another

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return policies.may_manage_people(request.user)

    def view_on_site(self, obj: Edition) -> str:
        return reverse("home", args=[obj.slug])

    def save_model(self, request: HttpRequest, obj: Edition, form: Any, change: bool) -> None:
        assert isinstance(request.user, User)
        if not change:
            found_edition(edition=obj, by=request.user)
            scope.forget_editions(request)
            scope.work_on(request, obj)
            return
        zone_before = stored_zone(obj)
        super().save_model(request, obj, form, change)
        if zone_before and zone_before != obj.time_zone:
            moved = keep_wall_times(edition=obj, zone_before=zone_before, by=request.user)
            messages.warning(
                request,
                _("The time zone changed from %(before)s to %(after)s. What was at 10:00 is at 10:00 still.")
                % {"before": zone_before, "after": obj.time_zone}
                + " "
                + ngettext("%(count)d occurrence was moved.", "%(count)d occurrences were moved.", moved)
                % {"count": moved},
            )
        scope.forget_editions(request)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        scope.forget_editions(request)


class PageAdmin(InEditionAdmin):
    list_display = ("title", "slug", "menu_position", "is_public")
    list_editable = ("menu_position", "is_public")
    search_fields = ("title", "body")
    fields = ("title", "slug", "body", "menu_position", "is_public")

    def view_on_site(self, obj: Page) -> str:
        return reverse("page_detail", args=[obj.edition.slug, obj.slug])

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Page]:
        return super().get_queryset(request).select_related("edition")
