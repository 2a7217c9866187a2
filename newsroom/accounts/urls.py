"""URLs of the settings that people change for themselves."""

from django.urls import path

from newsroom.accounts import views

app_name = "accounts"

urlpatterns = [
    path("language/", views.language, name="language"),
    path("settings/", views.settings, name="settings"),
]
