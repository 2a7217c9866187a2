"""Presenters of one language of a story in lists: its facts in words, and links to the next screen."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.admin.display import STALE, chip, datetime_html, day_html, format_local_datetime, headline_html
from articles.admin.site import STORY_LINKS, story_chips
from articles.annotations import User
from articles.models import DisplayStatus, Edition, Language, LanguageProgress, Priority, Stage, Wanted
from articles.models.people import display_name
from articles.models.planning import deadline
from articles.translations import translation_address
from articles.workflow.permissions import Verb, may

# Statuses with open work, so that a deadline still counts.
OPEN = {
    DisplayStatus.WANTED,
    DisplayStatus.WRITING,
    DisplayStatus.IN_REVIEW,
    DisplayStatus.APPROVED,
    DisplayStatus.LIVE,  # an outdated translation; see deadline() for published texts
    DisplayStatus.LIVE_CHANGED,
}


def languages_by_verb(user: User) -> dict[str, list[str]]:
    """Return {verb: languages where the user may do it}, for ProgressQuerySet.waiting_for."""
    return {
        verb.value: [language.value for language in Language if may(user, verb, language)]
        for verb in (Verb.WRITE, Verb.APPROVE, Verb.PUBLISH)
    }


class RowLinks:
    """Links from the rows of a list to the screens that the user may open."""

    def __init__(self, request):
        self.user, self.address = request.user, request.get_full_path()
        self.languages = languages_by_verb(request.user)

    @cached_property
    def story_chips(self) -> dict[int, list[str]]:
        """Return {story id: chips as HTML} that packages have registered."""
        return story_chips()

    def translation(self, row: LanguageProgress) -> str:
        """Return the address of the translation screen if translating is the next step, else "".

        row  fetched with its story and freshness
        """
        is_translation = row.language != row.article.source_language and row.wanted != Wanted.NOTHING
        is_open = row.stage == Stage.WRITING or row.is_stale
        is_free = row.assignee_id in (None, self.user.pk)
        if not (is_translation and is_open and is_free and row.language in self.languages[Verb.WRITE]):
            return ""
        return translation_address(row.article_id, row.language)

    def assignment(self, row: LanguageProgress) -> str:
        """Return the address of the assignment page, with a link back to the list; "" if not permitted."""
        if row.language not in self.languages[Verb.APPROVE]:
            return ""
        return self.action(row, "assign")

    def action(self, row: LanguageProgress, name: str) -> str:
        """Return the address of the page of an action on a language, with a link back to the list."""
        return self._page("articles_article_action", row.article_id, row.language, name)

    def move(self, article_id: int, languages: Collection[str]) -> str:
        """Return the address of the page that moves languages of a story to a person or a day, or ""."""
        if not set(languages) <= set(self.languages[Verb.APPROVE]):
            return ""
        return self._page("move_story", article_id, "-".join(sorted(languages)))

    def rescheduling(self, article_id: int, language: str) -> str:
        """Return the address of the page that reschedules a language of a story; "" if not permitted."""
        if language not in self.languages[Verb.PUBLISH]:
            return ""
        return self._page("articles_article_action", article_id, language, "reschedule")

    def _page(self, name, *args):
        return f"{reverse(f'admin:{name}', args=args)}?{urlencode({'next': self.address})}"


class StoryLine:
    """Base class of presenters of a story in a list. Subclasses have an `article`."""

    @property
    def headline(self):
        return headline_html(self.article)

    @property
    def address(self):
        return story_address(self.article.pk)

    @property
    def section(self):
        return self.article.section


@dataclass
class StoryRow(StoryLine):
    """One language of a story in a list.

    row    fetched with its story, assignee, status and freshness
    at     the instant of the list
    links  the RowLinks of the user, or None
    """

    row: LanguageProgress
    at: datetime
    links: RowLinks | None = None

    @property
    def article(self):
        return self.row.article

    @property
    def story_chips(self):
        """Return the registered chips of its story, as a list."""
        return self.links.story_chips.get(self.row.article_id, []) if self.links else []

    @property
    def language(self):
        return Language(self.row.language).label

    @property
    def assignee(self):
        return display_name(self.row.assignee)

    @property
    def source_stage(self):
        """Return the stage of the source as a label, if the source is not live; else ""."""
        return "" if self.row.source_live_from else Stage(self.row.source_stage or Stage.WRITING).label

    @property
    def is_stale(self):
        return self.row.is_stale

    @property
    def is_urgent(self):
        return self.row.priority == Priority.URGENT

    @property
    def is_low(self):
        return self.row.priority == Priority.LOW

    @property
    def is_open(self):
        """Return whether there is open work."""
        return self.row.standing in OPEN

    @cached_property
    def due(self):
        """Return the deadline if it still counts, or None."""
        return deadline(self.row) if self.is_open else None

    @property
    def due_words(self):
        return datetime_html(self.due)

    @property
    def planned_day(self):
        return day_html(self.row.planned_on)

    @property
    def is_overdue(self):
        return bool(self.due and self.due < self.at)

    @property
    def due_html(self):
        """Return “due Nov. 25, 9 p.m.”, emphasised if overdue, and “Urgent”; "" for most rows."""
        parts = []
        if self.is_overdue:
            parts.append(
                format_html('<strong class="due-over">{} {}</strong>', _("overdue since"), self.due_words)
            )
        elif self.due:
            word = pgettext("before an instant", "due")
            parts.append(format_html('<span class="due">{} {}</span>', word, self.due_words))
        if self.is_urgent and self.is_open:
            parts.append(chip("urgent", _("Urgent")))
        return format_html_join(" ", "{}", ((part,) for part in parts))

    @property
    def due_chips(self):
        """Return “Overdue” and “Urgent” as a list of chips; empty for most rows."""
        chips = [chip("overdue", _("Overdue"))] if self.is_overdue else []
        return [*chips, chip("urgent", _("Urgent"))] if self.is_urgent and self.is_open else chips

    @property
    def status_chips(self):
        """Return the status, and the state of a translation against its source: one chip for each fact.

        The chip of a live text is omitted if the text is outdated or awaits a correction. The chip of a
        changed source is then omitted as well, since it is the reason.
        """
        status = [chip(self.row.standing, DisplayStatus(self.row.standing).label)]
        others = [] if self.row.standing == DisplayStatus.LIVE else status
        if self.row.awaits_correction:
            return [*others, chip("correction", _("Correction pending"))]
        if self.row.is_behind:
            return [*others, chip("behind", _("Outdated"))]
        return [*status, chip("stale", STALE)] if self.is_stale else status

    @property
    def sentences(self):
        """Return assignee, deadline, priority and planned day as sentences."""
        sentences = []
        if self.assignee:
            sentences.append(_("Assigned to %(name)s") % {"name": self.assignee})
        if self.due:
            words = _("Overdue since %(when)s") if self.is_overdue else _("Due %(when)s")
            sentences.append(words % {"when": format_local_datetime(self.due)})
        if self.row.priority != Priority.NORMAL:
            sentences.append(_("Priority: %(priority)s") % {"priority": Priority(self.row.priority).label})
        if day := self.row.planned_on:
            sentences.append(_("Planned for %(day)s") % {"day": date_format(day, "DATE_FORMAT")})
        return sentences

    @property
    def translate(self):
        """Return the address of the translation screen if translating is the user's next step, else ""."""
        return self.links.translation(self.row)

    @property
    def assign(self):
        """Return the address of the assignment page, or "" if the user may not assign."""
        return self.links.assignment(self.row)

    @property
    def move(self):
        """Return the address of the page that changes the assignee or the planned day, or ""."""
        return self.links.move(self.row.article_id, [self.row.language])


@dataclass
class EditionRow(StoryLine):
    """A story in a list, represented by one of its editions, which is fetched with its story."""

    edition: Edition

    @property
    def article(self):
        return self.edition.article


def story_address(article_id: int) -> str:
    """Return the address of a story's form, which shows messages and the reason of a return at the top."""
    return reverse("admin:articles_article_change", args=[article_id])


def list_address(**filters: str) -> str:
    """Return the address of the list of stories with filters: list_address(en="in_review")."""
    return f"{reverse('admin:articles_article_changelist')}?{urlencode(filters)}"


def new_story_links(user: User) -> list[tuple[str, str]]:
    """Return [(address, label)] of the ways to create a story, or [] without the permission."""
    if not user.has_perm("articles.add_article"):
        return []
    return [
        (reverse("admin:articles_article_add"), _("New story")),
        (reverse("admin:articles_article_from_text"), _("New story from text")),
        *((reverse(url_name), label) for label, url_name, may_open in STORY_LINKS if may_open(user)),  # type: ignore[list-item]  # translated when it is shown
    ]
