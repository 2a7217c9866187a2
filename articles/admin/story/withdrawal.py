"""Checklist page after a withdrawal, and its reminder on the dashboard."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import clock
from articles.admin.display import headline_html
from articles.admin.site import register_description, register_panel
from articles.admin.story.screens import StoryScreen
from articles.annotations import User
from articles.events.consumers import consumer_positions
from articles.models import Article, Edition, EventType, Language
from articles.workflow.withdrawal_checklist import (
    STEPS,
    StepState,
    may_tick,
    open_checklists,
    read_checklist,
    set_steps,
)

# {event consumer: label of its step after a withdrawal}. Consumers that do not run are left out.
AUTOMATIC = {
    "search": gettext_lazy("The site search no longer finds it"),
    "related": gettext_lazy("Other stories no longer suggest it"),
    "purge": gettext_lazy("The CDN was asked to purge its pages"),
}
STORIES_IN_PANEL = 5
REST = "_rest"  # name of the button that saves and marks the remaining steps as not needed


def checklist_address(article_id: int) -> str:
    return reverse("admin:articles_article_withdrawal", args=[article_id])


class WithdrawalScreen(StoryScreen):
    """The checklist of a withdrawn story."""

    def urls(self):
        return [self.path("withdrawal/", self.checklist_view, "withdrawal")]

    def checklist_view(self, request, object_id):
        """Show the checklist. A POST records the steps that the user changed."""
        article = self.story(request, object_id)
        checklist = read_checklist(article)
        if checklist is None:
            raise Http404
        if request.method == "POST":
            if not may_tick(request.user):
                raise PermissionDenied
            self._record_steps(request, article)
            return HttpResponseRedirect(request.path)
        context = {
            "title": _("Withdrawal checklist"),
            "checklist": checklist,
            "automatic": automatic_steps(checklist.withdrawal),
            "addresses": withdrawn_addresses(article),
            "may_tick": may_tick(request.user),
            "states": StepState,
        }
        return self.page(request, article, "withdrawal", context)

    def _record_steps(self, request, article):
        count = set_steps(article, posted_states(request.POST), by=request.user)
        if count:
            words = ngettext("%(count)d step recorded.", "%(count)d steps recorded.", count)
            messages.success(request, words % {"count": count})


def posted_states(data):
    """Return {step name: StepState} of the steps that the user changed.

    With REST, also mark all other unticked steps as not needed.
    """
    states = {}
    for name in STEPS:
        was, is_ticked = data.get(f"was_{name}", ""), data.get(name) == "on"
        if is_ticked != (was == StepState.DONE):
            states[name] = StepState.DONE if is_ticked else StepState.OPEN
        if REST in data and not is_ticked and was != StepState.NOT_NEEDED:
            states[name] = StepState.NOT_NEEDED
    return states


def automatic_steps(withdrawal):
    """Return [(label, is_done)] of the automatic steps after a withdrawal, given as its Event."""
    positions = consumer_positions()
    steps = [(_("Its page shows the notice, with status 410 (Gone)"), True)]
    steps.append((_("It is removed from lists, front pages, feeds and the sitemap"), True))
    steps += [
        (words, positions[name] >= withdrawal.id) for name, words in AUTOMATIC.items() if name in positions
    ]
    return steps


def withdrawn_addresses(article):
    """Return [(Language, URL)] of the pages that show a notice to readers."""
    notices = Edition.objects.notices().of_articles([article.pk]).unended(clock.now()).order_by("language")
    return [
        (Language(notice.language), f"{settings.SITE_URL}{notice.get_absolute_url()}") for notice in notices
    ]


def describe_steps(events):
    """Return {event id: description} of checklist steps."""
    steps = (event for event in events if event.type == EventType.WITHDRAWAL_STEP)
    return {
        event.id: f"{STEPS[event.details['step']].label}: {StepState(event.details['state']).label}"
        for event in steps
    }


def checklists_panel(user: User, at: datetime) -> dict | None:
    """Return the context of the panel of open checklists, or None if it is empty or the user may not tick."""
    if not may_tick(user):
        return None
    checklists = list(open_checklists(at).items())[:STORIES_IN_PANEL]
    stories = Article.objects.only("title_en", "title_ko").in_bulk([pk for pk, _checklist in checklists])
    rows = [
        {
            "headline": headline_html(stories[pk]),
            "address": checklist_address(pk),
            "count": checklist.open_count,
        }
        for pk, checklist in checklists
        if pk in stories
    ]
    return {"stories": rows} if rows else None


register_panel("admin/articles/article/_withdrawal_panel.html", checklists_panel, position=0)
register_description("article", describe_steps)
