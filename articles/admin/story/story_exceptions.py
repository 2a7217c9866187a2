"""Exceptions for one story, made on its form: related stories that are hidden, and reserved rights."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import story_exceptions
from articles.admin.display import datetime_html, display_name
from articles.admin.forms.fields import is_number
from articles.admin.story.screens import StoryScreen
from articles.admin.story_rows import story_address
from articles.models import Edition, Language, RelatedExclusion, RightsReservation, localized

MAX_CANDIDATES = 12


@dataclass
class RelatedCandidate:
    """A story that was found, by its live edition in the user's language if there is one."""

    edition: Edition
    is_hidden: bool

    @property
    def article_id(self):
        return self.edition.article_id

    @property
    def headline(self):
        return format_html('<span lang="{}">{}</span>', self.edition.language, self.edition.headline)


@dataclass
class RelatedCandidates:
    """The related stories that were found for one story, the best first."""

    article: int
    stories: list
    may_hide: bool

    @property
    def address(self):
        return reverse("admin:articles_article_related", args=[self.article])


def related_candidates(article, user):
    """Return the RelatedCandidates of a story, or None if no live story was found. Three queries."""
    numbers = story_exceptions.related_scores(article.pk)
    if not numbers:
        return None
    hidden = {row["other"] for row in RelatedExclusion.objects.others_of(article.pk)}
    live = {}
    mine = get_language()
    for edition in Edition.objects.live().of_articles(numbers).for_list():
        if edition.article_id not in live or edition.language == mine:
            live[edition.article_id] = edition
    stories = [RelatedCandidate(live[number], number in hidden) for number in numbers if number in live]
    if not stories:
        return None
    return RelatedCandidates(article.pk, stories[:MAX_CANDIDATES], story_exceptions.may_make_exceptions(user))


class StoryExceptionsScreen(StoryScreen):
    """The buttons of the form that hide related stories, and that reserve the rights of a story."""

    def urls(self):
        return [
            self.path("related/", require_POST(self.related_view), "related"),
            self.path("rights/", require_POST(self.rights_view), "rights"),
        ]

    def related_view(self, request, object_id):
        """POST hide or show, each with the id of the other story."""
        article = self.story(request, object_id)
        act, pk = next(
            ((act, request.POST[act]) for act in ("hide", "show") if act in request.POST), ("", "")
        )
        shown = related_candidates(article, request.user)
        known = {story.article_id: story for story in shown.stories} if shown else {}
        if not is_number(pk) or int(pk) not in known:
            text = _("This story is no longer among the suggestions. Reload the page.")
            messages.error(request, text)
        else:
            messages.info(request, hide_or_show(act, article, known[int(pk)], request.user))
        return HttpResponseRedirect(f"{story_address(article.pk)}#related")

    def rights_view(self, request, object_id):
        """POST rights=reserve or release."""
        article = self.story(request, object_id)
        act = request.POST.get("rights", "")
        if act == "reserve":
            story_exceptions.reserve_rights(article.pk, by=request.user)
            text = _("All rights reserved: this story is not offered for republication.")
            messages.info(request, text)
        elif act == "release":
            story_exceptions.release_rights(article.pk, by=request.user)
            messages.info(request, _("This story may be republished under the license again."))
        else:
            text = _("The request was not valid. Check the page and try again.")
            messages.error(request, text)
        return HttpResponseRedirect(f"{story_address(article.pk)}#rights")


def hide_or_show(act, article, story, user):
    """Hide a RelatedCandidate, or show it again; return the message."""
    if act == "hide":
        story_exceptions.hide_related(article.pk, story.article_id, by=user)
        text = _("Hidden from readers of this story: “{}”. Use “Show again” to undo.")
    else:
        story_exceptions.show_related(article.pk, story.article_id, by=user)
        text = _("Shown again to readers of this story: “{}”.")
    return format_html(text, story.headline)


@dataclass
class RepublishingRights:
    """The license of a story, or who reserved it. `license` is its name in `language`."""

    article: int
    license: str
    language: Language
    reserved: RightsReservation | None
    may_reserve: bool

    @property
    def address(self):
        return reverse("admin:articles_article_rights", args=[self.article])

    @property
    def by(self):
        return display_name(self.reserved.reserved_by) if self.reserved.reserved_by else ""

    @property
    def since(self):
        return datetime_html(self.reserved.reserved_at)


def republishing_rights(article, publication, user):
    """Return the RepublishingRights of a story; None, without a query, if the newsroom has no license."""
    for language in Language:
        name, terms = (
            getattr(publication, localized(f"license_{part}", language)) for part in ("name", "terms")
        )
        if name and terms:
            row = RightsReservation.objects.filter(article=article).select_related("reserved_by").first()
            return RepublishingRights(
                article.pk, name, language, row, story_exceptions.may_make_exceptions(user)
            )
    return None
