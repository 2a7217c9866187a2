"""The first screen: what waits for the person who looks, and how the newsroom stands."""

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.admin.dashboard.beginning import beginnings
from articles.admin.dashboard.chart import Strip
from articles.admin.dashboard.personal import notes_for
from articles.admin.dashboard.rows import Group, Happened
from articles.admin.dashboard.stories import Board, Matrix
from articles.admin.events.admin import with_names
from articles.admin.extensions import render_panels
from articles.models import Event, Language, Progress, Waiting
from articles.workflow.permissions import Verb, may

MOST = 6  # of each kind that waits
LAST = 6  # things that changed
READ = 60  # lines of the log that are looked through for them
# What the one button of the next thing says.
ACTS = {
    Waiting.ASSIGNED: _("Go on"),
    Waiting.RETURNED: _("Read why, and revise"),
    Waiting.REVIEW: _("Read and decide"),
    Waiting.PUBLISH: _("Look once more, and publish"),
    Waiting.CORRECTION: _("Carry the correction over"),
    Waiting.OWN: _("Wait, or approve alone"),
    Waiting.HELD: _("Go on"),
    Waiting.WRITING: _("Go on writing"),
    Waiting.BEHIND: _("Bring it up to date"),
    Waiting.TRANSLATE: _("Begin the translation"),
}


def overview(site):
    """AdminSite.index for one site."""

    def index(request, extra_context=None):
        at = getattr(request, "at", None) or timezone.now()
        context = {"now": timezone.localtime(at, timezone.get_default_timezone()), **shown(request.user, at)}
        return admin.AdminSite.index(site, request, context | (extra_context or {}))

    return index


def shown(user, at):
    """What the screen shows to a person, each part only where its rows may be seen: see admin/index.html."""
    context = {"may_see_stories": may_see(user, "article"), "groups": [], "first": None}
    if context["may_see_stories"]:
        groups = waiting(user, at)
        context |= {"groups": groups, "first": next(iter(groups), None), "acts": acts(user)}
        context |= {"notes": notes_for(user)}
        context["matrix"] = matrix = Matrix(Progress.objects.counted(at))
        context["beginnings"] = [] if matrix.counts else beginnings(user)
        if not context["beginnings"]:
            context["panels"] = render_panels(user, at)
        if may_see(user, "edition") and not context["beginnings"]:
            context["board"] = Board(matrix, at=at)
            context["strip"] = Strip(at)
    if may_see(user, "event"):
        log = Event.objects.with_headlines() if context["may_see_stories"] else Event.objects.all()
        context["happened"] = happened(with_names(log))
    return context


def happened(log):
    """The last line of the log about each of the things that changed last."""
    latest = {}
    for event in log.select_related("actor")[:READ]:
        latest.setdefault((event.subject_type, event.subject_id), event)
    return [Happened(event) for event in list(latest.values())[:LAST]]


def waiting(user, at):
    """What waits for a person, as Groups in the order of urgency."""
    languages = languages_of(user)
    if not any(languages.values()):
        return []
    groups = {}
    for row in Progress.objects.waiting_for(user, **languages, most=MOST, at=at):
        groups.setdefault(row.waiting, []).append(row)
    return [Group(Waiting(kind), rows, ACTS[kind]) for kind, rows in groups.items()]


def languages_of(user):
    """{verb: the languages in which a person may do it}, as asks ProgressQuerySet.waiting_for."""
    return {
        verb.value: [language.value for language in Language if may(user, verb, language)]
        for verb in (Verb.WRITE, Verb.APPROVE, Verb.PUBLISH)
    }


def acts(user):
    """The two ways to begin, for whom they are open: [(address, words)]."""
    if not user.has_perm("articles.add_article"):
        return []
    return [
        (reverse("admin:articles_article_add"), _("New story")),
        (reverse("admin:articles_article_from_text"), _("New story from text")),
    ]


def may_see(user, model):
    return any(user.has_perm(f"articles.{verb}_{model}") for verb in ("view", "change"))
