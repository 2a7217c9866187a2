"""URLs of logging in, of second factors and of passwords: allauth's views, at the admin's addresses.

Those of signing up and of managing several addresses are left out.
"""

from allauth.account import views
from allauth.socialaccount import views as provider
from django.urls import include, path
from django.views.generic import RedirectView

TO_SECURITY = RedirectView.as_view(pattern_name="mfa_index")

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("password_change/", views.password_change, name="account_change_password"),
    path("account/logout/", views.logout, name="account_logout"),
    path("account/closed/", views.account_inactive, name="account_inactive"),
    path("account/confirm/", views.reauthenticate, name="account_reauthenticate"),
    path("account/password/", views.password_set, name="account_set_password"),
    path("account/password/new/", views.password_reset, name="account_reset_password"),
    path("account/password/sent/", views.password_reset_done, name="account_reset_password_done"),
    path(
        "account/password/new/<slug:uidb36>/<str:key>/",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/done/",
        views.password_reset_from_key_done,
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
]
