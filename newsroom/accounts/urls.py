"""URLs of the settings that people change for themselves."""

from django.urls import path

from newsroom.accounts import views

app_name = "accounts"

urlpatterns = [
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("language/", views.language, name="language"),
    path("sessions/", views.sessions, name="sessions"),
    path("settings/", views.settings, name="settings"),
]
