"""URLs of the admin, and of readers' pages below a language prefix."""

from django.contrib import admin
from django.urls import include, path

admin.autodiscover()
urlpatterns = [
    path("admin/", include("newsroom.accounts.views")),
    path("admin/translations/", include("newsroom.translations.urls")),
    path("admin/translations/", include("newsroom.interchange.xliff.views")),
    path("admin/translations/", include("newsroom.machine_translation.pages")),
    path("admin/diary/", include("newsroom.diary.feed")),
    path("", include("newsroom.previews")),  # before the admin, which answers all other admin/ URLs
    path("admin/", admin.site.urls),
    path("", include("newsroom.public.urls")),
]

handler400 = "newsroom.public.errors.bad_request"
handler403 = "newsroom.public.errors.permission_denied"
handler404 = "newsroom.public.errors.page_not_found"
handler500 = "newsroom.public.errors.server_error"
