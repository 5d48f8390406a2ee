from django.contrib import admin


class FestivalAdminSite(admin.AdminSite):
    pass
