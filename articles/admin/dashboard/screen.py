"""The first screen: the work that waits for a person, and the state of the newsroom."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.admin.dashboard.figures import PublishedChart, StatusMatrix, story_panels
from articles.admin.display import datetime_html, headline_html, language_label, text_html
from articles.admin.events import link_subject, subject_html, with_subject_names
from articles.admin.first_run.guide import first_run_guide
from articles.admin.site import may_see, render_panels
from articles.admin.story_rows import StoryRow, languages_by_verb, list_address, new_story_links
from articles.events.consumers import catch_up_for_page
from articles.models import Event, LanguageProgress, Note, Waiting
from articles.models.open_work import SENT_BACK, since
from articles.models.people import display_name
from articles.translations import translation_address

MOST = 6  # texts of each kind that wait
LAST = 6  # recent events
READ = 60  # events of the log that are searched for them
# Label of the button for the most urgent work.
ACTS = {
    Waiting.ASSIGNED: _("Continue"),
    Waiting.RETURNED: _("Read the reason and revise"),
    Waiting.REVIEW: _("Review"),
    Waiting.PUBLISH: _("Check and publish"),
    Waiting.CORRECTION: _("Add the correction"),
    Waiting.OWN: _("Wait, or approve without review"),
    Waiting.ALSO_ASSIGNED: _("Continue"),
    Waiting.WRITING: _("Continue writing"),
    Waiting.BEHIND: _("Update the translation"),
    Waiting.TRANSLATE: _("Start translating"),
}
NOTES = 6
EXCERPT = 160  # characters of a note
# Work on a translation that is done on the translation screen, not on the form of the story.
TO_TRANSLATE = {Waiting.CORRECTION, Waiting.ALSO_ASSIGNED, Waiting.WRITING, Waiting.BEHIND, Waiting.TRANSLATE}


def dashboard_context(user: AbstractUser, at: datetime) -> dict:
    """Return the context of admin/index.html, with those parts whose rows the person may see."""
    context = {"may_see_stories": may_see(user, "article"), "groups": [], "first": None}
    if context["may_see_stories"]:
        groups = waiting_groups(user, at)
        context |= {"groups": groups, "first": next(iter(groups), None), "acts": new_story_links(user)}
        context |= {"notes": notes_to_answer(user)}
        context["matrix"] = matrix = StatusMatrix(LanguageProgress.objects.counted(at))
        context["guide"] = guide = first_run_guide(user, sum(matrix.counts.values()), at)
        context["is_empty"] = is_empty = bool(guide) and not matrix.counts
        if not is_empty:
            catch_up_for_page()
            context["panels"] = render_panels(user, at)
        if may_see(user, "edition") and not is_empty:
            context["story_panels"] = story_panels(matrix, at=at)
            context["chart"] = PublishedChart(at)
    if may_see(user, "event"):
        log = Event.objects.with_headlines() if context["may_see_stories"] else Event.objects.all()
        context["recent_events"] = recent_events(with_subject_names(log))
    return context


def recent_events(log):
    """Return the last event about each of the objects that changed last."""
    latest = {}
    for event in log.select_related("actor")[:READ]:
        latest.setdefault((event.subject_type, event.subject_id), event)
    return [
        {
            "at": datetime_html(event.at),
            "subject": link_subject(event, subject_html(event)),
            "what": event.get_type_display(),
            "language": language_label(event.language),
            "actor": display_name(event.actor) if event.actor else "",
        }
        for event in list(latest.values())[:LAST]
    ]


def waiting_groups(user, at):
    """Return the work that waits for a person as WaitingGroups, the most urgent first."""
    languages = languages_by_verb(user)
    if not any(languages.values()):
        return []
    groups = {}
    for row in LanguageProgress.objects.waiting_for(user, **languages, most=MOST, at=at):
        groups.setdefault(row.waiting, []).append(row)
    return [WaitingGroup(Waiting(kind), rows, ACTS[kind], at) for kind, rows in groups.items()]


def notes_to_answer(user):
    """Return [(Note, words, headline, address)] of threads that wait for the person's answer; one query."""
    if not user.has_perm("articles.view_note"):
        return []
    return [
        (
            note,
            text_html(note.text if len(note.text) <= EXCERPT else note.text[:EXCERPT].rstrip() + "…"),
            headline_html(note.article),
            f"{reverse('admin:articles_article_notes', args=[note.article_id])}#note-{note.called_in}",
        )
        for note in Note.objects.waiting_for(user)[:NOTES]
    ]


@dataclass
class WaitingText(StoryRow):
    """One language of a story that waits for a person."""

    @property
    def address(self):
        is_translation = self.row.language != self.row.article.source_language
        if is_translation and self.row.waiting in TO_TRANSLATE:
            return translation_address(self.row.article_id, self.row.language)
        return super().address

    @property
    def is_stale(self):
        """Whether to say that the source has changed; the group of outdated translations says so already."""
        return self.row.is_stale and self.row.waiting not in (Waiting.BEHIND, Waiting.CORRECTION)

    @property
    def since(self):
        return datetime_html(since(self.row))

    @property
    def source_stage(self):
        return super().source_stage if self.row.waiting == Waiting.TRANSLATE and self.row.source_stage else ""

    @property
    def reason(self):
        """The reason for which it was sent back, or ""."""
        return text_html(self.row.step_reason) if self.row.step in SENT_BACK else ""


@dataclass
class WaitingGroup:
    """Texts that wait for the same reason. `act` is the label of the group's button."""

    kind: Waiting
    rows: list
    act: str
    at: datetime

    @property
    def lines(self):
        return [WaitingText(row, self.at) for row in self.rows]

    @property
    def total(self):
        return self.rows[0].total

    @property
    def rest(self):
        return self.total - len(self.rows)

    @property
    def address(self):
        if self.kind == Waiting.TRANSLATE:
            return reverse("translations:queue")
        return list_address(waiting=self.kind)
