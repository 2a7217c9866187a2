"""Addresses of the translation files, under those of the translators' screens."""

from django.contrib.admin import site
from django.urls import path

import newsroom.converters  # noqa: F401  (registers the path converters of the addresses below)
from newsroom.interchange.xliff import views

app_name = "interchange"
ONE = "<number:article_id>/<language:language>/exchange/"
urlpatterns = [
    path("exchange/", site.admin_view(views.translation_files), name="translation_files"),
    path("exchange/file/", site.admin_view(views.download_translations), name="download_translations"),
    path(ONE, views.translation_file, name="translation_file"),
    path(f"{ONE}file/", views.download_translation, name="download_translation"),
]
