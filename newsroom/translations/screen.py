"""The translation screen of one story: the whole page, and the parts of it that a save has changed."""

from collections import Counter

from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from articles.models import Stage
from newsroom.translations.accompanying_texts import accompanying_texts_context
from newsroom.translations.rows import segment_rows
from newsroom.translations.story_translation import (
    frame_context,
    login_address,
    screen_media,
    translation_view,
)

MOST_KNOWN_ROWS = 20_000
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


def head_context(story):
    """Return the context of the head of the page, which a save may change."""
    return {
        "story": story,
        "measure": story.measure,
        "may_submit": story.may_write and story.progress.stage == Stage.WRITING,
        "is_overdue": bool(story.progress.due_at and story.progress.due_at < timezone.now()),
        "preflight": reverse("admin:articles_article_preflight", args=[story.article.pk]),
    }


def filter_links(found, chosen):
    """Return [(name, label, keys, number of rows, whether chosen)] of the filters."""
    counts = Counter(kind for row in found for kind in row.kinds)
    return [(name, label, keys, counts[name], name == chosen) for name, (label, keys) in FILTERS.items()]


def changed_parts(request, story, known, here=None) -> dict:
    """Return the parts of the page that have changed, as a dict for JSON.

    known  digests of the rows that the page shows
    order  digests of all rows, of which `rows` has the HTML of the new ones; `here`, that of the row in
           use
    """
    found = segment_rows(story)
    context = {"story": story, "show": "all"}
    fresh = [row for row in found if row.digest not in known]
    return {
        "order": [row.digest for row in found],
        "rows": {
            row.digest: render_to_string("translations/_segment_row.html", context | {"row": row}, request)
            for row in fresh
        },
        "head": render_to_string("translations/_screen_head.html", head_context(story), request),
        "here": found[here].digest if here is not None and here < len(found) else "",
    }


def known_prints(request) -> set[str]:
    """Return the digests of the rows that a page says it shows."""
    return set(request.POST.get("known", "")[: 11 * MOST_KNOWN_ROWS].split(","))


@require_safe
@translation_view
def translation_page(request, story):
    """Show the whole story, row by row; with ?show=…, the rows of one filter."""
    show = request.GET.get("show") if request.GET.get("show") in FILTERS else "all"
    found = segment_rows(story) if story.is_wanted else []
    title = _("Translate into %(language)s") % {"language": story.language.label}
    context = frame_context(request, story.article, title) | head_context(story)
    context |= {"rows": found, "filters": filter_links(found, show), "show": show, "media": screen_media()}
    context |= {
        "login": login_address(),
        "notes_address": reverse("admin:articles_article_notes", args=[story.article.pk]),
        "length": _("%(number)s of about %(most)s characters"),
        "sees_notes": request.user.has_perm("articles.view_note"),
    }
    context |= accompanying_texts_context(story) if story.is_wanted else {}
    return TemplateResponse(request, "translations/story.html", context)


@translation_view
def changed_rows(request, story):
    """Return the CSRF token for GET, after a new login; for POST, the changed parts of the page."""
    if request.method == "POST":
        return JsonResponse(changed_parts(request, story, known_prints(request)))
    return JsonResponse({"token": get_token(request), "user": request.user.pk})
