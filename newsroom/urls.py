"""Addresses: the admin, and behind the language everything that readers see."""

from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("admin/", admin.site.urls),
]
