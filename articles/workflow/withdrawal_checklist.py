"""Checklist after a withdrawal: requests to outside services and partners, stored as events in the log.

Each change of a step is an event, and the latest event of a step is its state. A checklist begins with the
latest withdrawal or retraction of a story in either language.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from articles.annotations import InterfaceText
from articles.events import log
from articles.models import Article, Edition, Event, EventType
from articles.workflow.edit_session import LockedStory
from articles.workflow.permissions import Actor, Verb, may_somewhere

NOTICES = (EventType.WITHDRAWN, EventType.RETRACTED)
OPEN_FOR = timedelta(days=30)  # how long the first screen shows a checklist as a reminder
MOST_LISTED = 20  # the first screen examines only this many of the latest withdrawals


class StepState(TextChoices):
    OPEN = "open", _("To do")
    DONE = "done", _("Done")
    NOT_NEEDED = "not_needed", _("Not needed")


@dataclass(frozen=True)
class WithdrawalStep:
    """An action outside the newsroom. `address` leads to a tool of the service, or is ""."""

    name: str
    label: InterfaceText
    guide: InterfaceText
    address: str = ""


CACHED = _("Ask it to remove the page or its old text.")
PREVIEWS = _("Until then, shared links still show the old headline and picture.")
STEPS = {
    step.name: step
    for step in (
        WithdrawalStep(
            "google",
            _("Google Search"),
            CACHED,
            "https://search.google.com/search-console/remove-outdated-content",
        ),
        WithdrawalStep("naver", _("Naver Search"), CACHED, "https://searchadvisor.naver.com/"),
        WithdrawalStep("daum", _("Daum Search"), CACHED, "https://webmaster.daum.net/"),
        WithdrawalStep("bing", _("Bing"), CACHED, "https://www.bing.com/webmasters/tools/contentremoval"),
        WithdrawalStep(
            "kakao",
            _("KakaoTalk link previews"),
            PREVIEWS,
            "https://developers.kakao.com/tool/debugger/sharing",
        ),
        WithdrawalStep("naver_previews", _("Naver link previews"), PREVIEWS, "https://help.naver.com/"),
        WithdrawalStep(
            "facebook", _("Facebook link previews"), PREVIEWS, "https://developers.facebook.com/tools/debug/"
        ),
        WithdrawalStep(
            "partners",
            _("Partners that republished it"),
            _("Tell agencies, portals and other newsrooms, and ask each to withdraw it."),
        ),
        WithdrawalStep(
            "sent",
            _("Newsletters and posts"),
            _("Delete or correct posts. Notify newsletter subscribers if necessary."),
        ),
    )
}


@dataclass
class ChecklistItem:
    """One step, with the Event that set its state; None if it is still open."""

    step: WithdrawalStep
    event: Event | None = None

    @property
    def state(self):
        return StepState(self.event.details["state"]) if self.event else StepState.OPEN

    @property
    def is_done(self):
        return self.state == StepState.DONE


@dataclass
class WithdrawalChecklist:
    """The steps after the withdrawal of a story.

    withdrawal  the Event of the latest withdrawal or retraction
    """

    withdrawal: Event
    items: list[ChecklistItem] = field(default_factory=list)

    @property
    def open_count(self):
        return sum(item.state == StepState.OPEN for item in self.items)


def read_checklist(article: Article) -> WithdrawalChecklist | None:
    """Return the WithdrawalChecklist of a story, or None if it was never withdrawn. One query."""
    return read_checklists([article.pk]).get(article.pk)


def read_checklists(ids: list[int]) -> dict[int, WithdrawalChecklist]:
    """Return {story id: WithdrawalChecklist} for the stories that were withdrawn. One query."""
    events = Event.objects.filter(subject_type=Article._meta.model_name, subject_id__in=ids)
    events = events.filter(type__in=(*NOTICES, EventType.WITHDRAWAL_STEP)).select_related("actor")
    checklists, steps = {}, {}
    for event in events.order_by("id"):
        if event.type in NOTICES:
            checklists[event.subject_id], steps[event.subject_id] = WithdrawalChecklist(event), {}
        elif event.subject_id in checklists:
            steps[event.subject_id][event.details["step"]] = event
    for pk, checklist in checklists.items():
        checklist.items = [ChecklistItem(step, steps[pk].get(name)) for name, step in STEPS.items()]
    return checklists


def open_checklists(at: datetime) -> dict[int, WithdrawalChecklist]:
    """Return {story id: WithdrawalChecklist} of stories that show a notice and have open steps.

    The latest withdrawal comes first. Only the latest MOST_LISTED withdrawals of the last OPEN_FOR are
    examined. Three queries; one if there are none.
    """
    recent = Event.objects.filter(type__in=NOTICES, at__gte=at - OPEN_FOR).order_by("-id")
    ids = list(dict.fromkeys(recent.values_list("subject_id", flat=True)[:MOST_LISTED]))
    if not ids:
        return {}
    notices = Edition.objects.notices().of_articles(ids).unended(at)
    withdrawn = set(notices.filter(live_from__lte=at).values_list("article_id", flat=True))
    checklists = read_checklists([pk for pk in ids if pk in withdrawn])
    return {pk: checklists[pk] for pk in ids if pk in checklists and checklists[pk].open_count}


def may_tick(user: Actor) -> bool:
    """Return whether a user may tick steps: they must be able to withdraw a text in either language."""
    return may_somewhere(user, Verb.PUBLISH)


@log.unit_of_work()
def set_steps(article: Article, states: dict[str, StepState], *, by: Actor) -> int:
    """Record new states of steps, one event for each step that changes. Return the number of events.

    states  {name of a step: its new state}
    """
    if not may_tick(by):
        raise PermissionDenied
    LockedStory(article.pk, by=by)  # the lock keeps two users from ticking the same step
    checklist = read_checklist(article)
    changed = [
        item
        for item in (checklist.items if checklist else ())
        if states.get(item.step.name, item.state) != item.state
    ]
    for item in changed:
        state = str(states[item.step.name])
        log.record(EventType.WITHDRAWAL_STEP, article, by=by, step=item.step.name, state=state)
    return len(changed)
