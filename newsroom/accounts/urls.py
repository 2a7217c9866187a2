"""URLs of logging in, second factors and passwords, and of the settings that people change for themselves.

The former are allauth's views at the admin's addresses, without those of signing up and of several addresses.
"""

from allauth.account import views as login
from allauth.socialaccount import views as provider
from django.urls import include, path
from django.views.generic import RedirectView

from newsroom.accounts import views

TO_SECURITY = RedirectView.as_view(pattern_name="mfa_index")
OWN_SETTINGS = [
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("language/", views.language, name="language"),
    path("sessions/", views.sessions, name="sessions"),
    path("settings/", views.settings, name="settings"),
]

urlpatterns = [
    path("login/", login.login, name="account_login"),
    path("password_change/", login.password_change, name="account_change_password"),
    path("account/logout/", login.logout, name="account_logout"),
    path("account/closed/", login.account_inactive, name="account_inactive"),
    path("account/confirm/", login.reauthenticate, name="account_reauthenticate"),
    path("account/password/", login.password_set, name="account_set_password"),
    path("account/password/new/", login.password_reset, name="account_reset_password"),
    path("account/password/sent/", login.password_reset_done, name="account_reset_password_done"),
    path(
        "account/password/new/<slug:uidb36>/<str:key>/",
        login.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/done/",
        login.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    # Keys are listed with all else that opens an account.
    path("account/security/webauthn/", TO_SECURITY, name="mfa_list_webauthn"),
    path("account/security/", include("allauth.mfa.urls")),
    # Without a provider in the settings these answer 404.
    path("account/provider/cancelled/", provider.login_cancelled, name="socialaccount_login_cancelled"),
    path("account/provider/error/", provider.login_error, name="socialaccount_login_error"),
    path("account/provider/unknown/", provider.signup, name="socialaccount_signup"),
    path("account/provider/", TO_SECURITY, name="socialaccount_connections"),
    path("account/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("account/", include((OWN_SETTINGS, "accounts"))),
]
