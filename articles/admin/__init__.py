"""The newsroom's screens, one file a model; Django registers them when it imports this package."""

from django.contrib import admin

from articles.admin import article, image, people, taxonomy

__all__ = ["article", "image", "people", "taxonomy"]

# Nothing is deleted in bulk: each deletion is looked at, refused or logged by itself.
admin.site.disable_action("delete_selected")
