"""Lines of the first screen, ready to be written."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from articles.admin.events.admin import linked, named
from articles.admin.forms.instants import moment
from articles.admin.headlines import headline, typed
from articles.admin.planning.due import due_words
from articles.admin.story.language_status import display_name
from articles.models import Event, Language, Progress, Stage, Waiting
from articles.models.waiting import SENT_BACK, since
from articles.workflow.bench import address_of

# The filter of the story list that finds the rest of a kind, beside the language's own.
FILTERS = {
    Waiting.REVIEW: "in_review",
    Waiting.OWN: "in_review",
    Waiting.PUBLISH: "approved",
    Waiting.CORRECTION: "correction",
    Waiting.BEHIND: "behind",
}
# Where the next thing to do with a translation is to translate, which the workbench is for.
TO_TRANSLATE = {Waiting.CORRECTION, Waiting.HELD, Waiting.WRITING, Waiting.BEHIND, Waiting.TRANSLATE}


def story_address(number):
    """The story's form: at its top, where it says why a text came back and what an act has done."""
    return reverse("admin:articles_article_change", args=[number])


def list_address(**filters):
    """The list of stories, narrowed: list_address(en="in_review")."""
    return f"{reverse('admin:articles_article_changelist')}?{urlencode(filters)}"


@dataclass
class Line:
    """One language of a story that waits."""

    row: Progress

    @property
    def headline(self):
        return headline(self.row.article)

    @property
    def address(self):
        is_translation = self.row.language != self.row.article.source_language
        if is_translation and self.row.waiting in TO_TRANSLATE:
            return address_of(self.row.article_id, self.row.language)
        return story_address(self.row.article_id)

    @property
    def language(self):
        return Language(self.row.language).label

    @property
    def section(self):
        return self.row.article.section

    @property
    def since(self):
        return moment(since(self.row))

    @property
    def source_stage(self):
        """Where the source of a translation stands that readers do not have yet."""
        is_early = self.row.waiting == Waiting.TRANSLATE and not self.row.source_live_from
        return Stage(self.row.source_stage).label if is_early and self.row.source_stage else ""

    @property
    def due(self):
        """“due March 3, 9 a.m.”, loud once that has passed, and “Urgent”."""
        return due_words(self.row)

    @property
    def reason(self):
        """Why it was sent back."""
        was_sent_back = self.row.step in SENT_BACK and self.row.waiting in (
            Waiting.ASSIGNED,
            Waiting.RETURNED,
        )
        return typed(self.row.step_reason) if was_sent_back else ""


@dataclass
class Group:
    """What waits for the same reason. `act` is what its button says."""

    kind: Waiting
    rows: list
    act: str

    @property
    def label(self):
        return self.kind.label

    @property
    def lines(self):
        return [Line(row) for row in self.rows]

    @property
    def total(self):
        return self.rows[0].total

    @property
    def rest(self):
        """How many are not shown here."""
        return self.total - len(self.rows)

    @property
    def address(self):
        if self.kind == Waiting.TRANSLATE:
            return reverse("translations:queue")
        if self.kind in FILTERS:
            return list_address(**{self.rows[0].language: FILTERS[self.kind]})
        return list_address(whose="held" if self.kind in (Waiting.ASSIGNED, Waiting.HELD) else "mine")


@dataclass
class Happened:
    """One line of the log."""

    event: Event

    @property
    def at(self):
        return moment(self.event.at)

    @property
    def actor(self):
        return display_name(self.event.actor) if self.event.actor else ""

    @property
    def what(self):
        return self.event.get_happening_display()

    @property
    def language(self):
        return Language(self.event.language).label if self.event.language else ""

    @property
    def subject(self):
        return linked(self.event, named(self.event))
