"""Addresses of the import and export screens, below the lists of the admin that they belong to."""

from django.urls import path

from articles.admin.site import register_picture_finder, register_urls
from newsroom.interchange.archive.pictures import imported_pictures
from newsroom.interchange.glossary import views as glossary
from newsroom.interchange.stories import views as stories
from newsroom.interchange.tmx import views as tmx


@register_urls
def interchange_urls(site):
    """Return the addresses of the screens for stories, the glossary and the translation memory."""
    screens = {
        "articles/article/from-text/": (stories.story_from_text, "articles_article_from_text"),
        "articles/term/export/": (glossary.export_glossary, "articles_term_export"),
        "articles/term/import/": (glossary.import_glossary, "articles_term_import"),
        "articles/term/start-set/": (glossary.add_start_terms, "articles_term_start_set"),
        "translations/memoryentry/export/": (tmx.export_memory, "translations_memoryentry_export"),
        "translations/memoryentry/import/": (tmx.import_memory, "translations_memoryentry_import"),
    }
    return [path(route, site.admin_view(view), name=name) for route, (view, name) in screens.items()]


register_picture_finder(imported_pictures)
