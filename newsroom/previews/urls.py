"""URLs of previews: for the newsroom under the admin, for outsiders without a hint at the story."""

from django.urls import path

import newsroom.converters  # noqa: F401  (registers the path converters)
from newsroom.previews import views

app_name = "previews"
urlpatterns = [
    path("admin/preview/<number:article_id>/<language:language>/", views.staff_preview, name="staff"),
    path("admin/preview/page/<number:pk>/<language:language>/", views.page_preview, name="standing_page"),
    path("admin/preview/front/<language:language>/", views.front_preview, name="front"),
    path("preview/<name:token>/", views.shared_preview, name="shared"),
    path("preview/<name:token>/media/<path:name>", views.preview_picture, name="picture"),
    path("preview/<name:token>/<language:language>/", views.shared_preview, name="shared_in"),
]
