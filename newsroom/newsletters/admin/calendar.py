"""Scheduled newsletters in the calendar."""

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.admin.calendar import KINDS
from articles.admin.display import clock_html
from articles.admin.site import register_calendar_entries
from articles.models import Language
from articles.models.planning import day_of
from newsroom.newsletters.admin.issues import issue_address
from newsroom.newsletters.models import NewsletterIssue

MOST = 200


@dataclass
class NewsletterCalendarEntry:
    """A newsletter on the day of its sending, as articles.admin.calendar shows entries."""

    issue: NewsletterIssue
    kind, mark, move = "scheduled", KINDS["scheduled"][0], ""
    word = _("newsletter, scheduled")
    is_urgent = is_stale = asks = False

    @property
    def day(self):
        return day_of(self.issue.send_at)

    @property
    def key(self):
        return "newsletter", self.issue.pk

    @property
    def headline(self):
        return format_html('<span lang="{}">{}</span>', self.issue.language, self.issue.subject)

    @property
    def address(self):
        return issue_address(self.issue)

    @property
    def languages_and_hours(self):
        return [(Language(self.issue.language).label, clock_html(self.issue.send_at))]


@register_calendar_entries
def newsletter_entries(request, first, last):
    if not request.user.has_perm("newsletters.view_newsletterissue"):
        return []
    return [
        NewsletterCalendarEntry(issue) for issue in NewsletterIssue.objects.sent_between(first, last)[:MOST]
    ]
