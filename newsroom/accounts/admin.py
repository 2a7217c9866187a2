"""Accounts and groups."""

from django.contrib import admin
from django.contrib.auth import admin as auth
from django.utils.translation import gettext_lazy as _

from newsroom.accounts.models import User


@admin.register(User)
class UserAdmin(auth.UserAdmin):
    fieldsets = [
        *auth.UserAdmin.fieldsets[:2],
        (_("Screens"), {"fields": ["language"]}),
        *auth.UserAdmin.fieldsets[2:],
    ]
