"""The screen as a page, and as what of it has changed: rows drawn by the same template either way."""

from collections import Counter

from django.contrib import admin
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from js_asset import ImportMap, Media
from js_asset.js import Script

from articles.models import Article, Language, Stage, other
from newsroom.translations.rows import segment_rows

MODULES = ("rows", "sending", "status", "store", "kept", "saving", "tags", "verbs", "keys", "filters")
MODULES += ("aids", "notes", "around", "preflight", "searching")
# name: (label, keys)
FILTERS = {
    "all": (pgettext_lazy("segments", "All"), "f a"),
    "open": (pgettext_lazy("segments", "Open"), "f o"),
    "untranslated": (pgettext_lazy("segments", "Untranslated"), "f u"),
    "stale": (pgettext_lazy("segments", "Source changed"), "f s"),
    "drafts": (pgettext_lazy("segments", "Drafts"), "f d"),
    "failing": (pgettext_lazy("segments", "Failing checks"), "f c"),
    "notes": (pgettext_lazy("segments", "With notes"), "f n"),
}


def screen_media(start="start"):
    """The scripts of a page under their hashed names, and the one that starts them."""
    names = {f"newsroom-translations/{name}": f"js/translations/{name}.js" for name in MODULES}
    names["newsroom-notes"] = "js/admin/notes.js"
    return Media(importmap=ImportMap(names), js=[Script(f"js/translations/{start}.js", type="module")])


def login_address():
    """The address at which one logs in again, in another window."""
    return f"{reverse('admin:login')}?next={reverse('admin:index')}"


def frame_context(request, article, title):
    """The context of the admin's frame around a page about a story; see admin/articles/article/page.html."""
    mine = Language(get_language())
    request.current_app = admin.site.name
    return {
        **admin.site.each_context(request),
        "opts": Article._meta,
        "original": article,
        "headline_language": mine if article.text("title", mine) else other(mine),
        "is_nav_sidebar_enabled": False,
        "title": title,
    }


def head_context(story):
    """What the head of the page says, which a save may change."""
    return {
        "story": story,
        "measure": story.measure,
        "may_submit": story.may_write and story.progress.stage == Stage.WRITING,
        "is_overdue": bool(story.progress.due_at and story.progress.due_at < timezone.now()),
        "preflight": reverse("admin:articles_article_preflight", args=[story.article.pk]),
    }


def filter_links(found, chosen):
    """[(name, label, keys, how many rows, whether chosen)]"""
    counts = Counter(kind for row in found for kind in row.kinds)
    return [(name, label, keys, counts[name], name == chosen) for name, (label, keys) in FILTERS.items()]


def changed_parts(request, story, known, here=None):
    """What of the page is to be drawn anew, as JSON.

    known  the prints of the rows that the page shows
    order  those that it is to show, of which `rows` holds the HTML of the unknown; `here`, where one stands
    """
    found = segment_rows(story)
    context = {"story": story, "show": "all"}
    fresh = [row for row in found if row.print not in known]
    return {
        "order": [row.print for row in found],
        "rows": {
            row.print: render_to_string("translations/_row.html", context | {"row": row}, request)
            for row in fresh
        },
        "head": render_to_string("translations/_head.html", head_context(story), request),
        "here": found[here].print if here is not None and here < len(found) else "",
    }
