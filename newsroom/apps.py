"""Django's admin with the newsroom's site as its default."""

from django.contrib.admin.apps import AdminConfig


class NewsroomAdminConfig(AdminConfig):
    default_site = "articles.admin.site.default_site"
