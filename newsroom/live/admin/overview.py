"""Stories that are live, as the desk sees them: on the first screen, the board and in the list of stories."""

from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.utils.html import format_html
from django.utils.translation import gettext as _

from articles.admin.display import chip, datetime_html, headline_html
from articles.admin.site import may_see, register_panel, register_story_chips
from articles.models import Article
from newsroom.live.admin.desk import desk_address
from newsroom.live.models import LiveCoverage

MOST = 20  # stories that are live together


@register_story_chips
def live_chips() -> dict[int, str]:
    """Return {id of a story that is live: the link to its live coverage}, in one query."""
    found = LiveCoverage.objects.open().values_list("article_id", flat=True)[:MOST]
    return {
        pk: format_html('<a href="{}">{}</a>', desk_address(pk), chip("live", _("Live coverage")))
        for pk in found
    }


def live_panel(user: AbstractUser, at: datetime) -> dict | None:
    """Return the context of the panel of stories that are live; None without one."""
    if not may_see(user, "article"):
        return None
    coverages = list(LiveCoverage.objects.open()[:MOST])
    stories = headlines_of(coverages)
    rows = [
        (desk_address(one.article_id), stories[one.article_id], datetime_html(one.begun_at))
        for one in coverages
    ]
    return {"rows": rows} if rows else None


def headlines_of(coverages: list[LiveCoverage]) -> dict[int, str]:
    """Return {id of a story: its headline as HTML} of coverages, in one query.

    By their ids: joined, SQLite would look through all stories.
    """
    ids = {row.article_id for row in coverages}
    found = Article.objects.defer("body", "body_en", "body_ko").in_bulk(ids) if ids else {}
    return {pk: headline_html(article) for pk, article in found.items()}


register_panel("admin/live/_panel.html", live_panel, position=0)
