"""The app of festivals and their programmes, and the admin that organisers work in."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class ProgrammeConfig(AppConfig):
    name = "programme"
    verbose_name = _("Programme")


class FestivalAdminConfig(AdminConfig):
    default_site = "programme.admin.site.FestivalAdminSite"

    def ready(self) -> None:
        """Django finds `programme.admin` itself, which is a package; its lists are registered in one module."""
        super().ready()
        import_module("programme.admin.register")
