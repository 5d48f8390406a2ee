"""People who sign in: for superusers."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from accounts.models import User
from programme import policies
from programme.admin.deleting import VersionedDeletion


class UserAdmin(VersionedDeletion):
    """No passwords here: people sign in by a code, or set one themselves."""

    change_form_template = "admin/programme/change_form.html"
    unversioned = ("last_login", "password")  # these change when somebody signs in
    list_display = ("email", "name", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("email", "name")
    fields = ("email", "name", "is_active", "is_superuser", "last_login", "created_at")
    readonly_fields = ("last_login", "created_at")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return policies.may_manage_people(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return policies.may_manage_people(request.user)

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return policies.may_manage_people(request.user)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        raise Http404
