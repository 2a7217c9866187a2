"""Changes that the desk made to a submitted text before it decided, as they are shown to its writer."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse

from articles.models import Article, Event, EventType
from articles.workflow.contributions import count_changed_words
from articles.workflow.snapshot import Snapshot

DECISIONS = (EventType.APPROVED, EventType.RETURNED)
SHOWN_FOR = timedelta(days=7)  # after the decision; the history has it for good


@dataclass(frozen=True)
class DeskChange:
    """Changes in one language of a story from its submission to the decision of the desk.

    before, after  ids of the history records that have the text as it was then
    words          how many were changed, at least 1
    writer_id      of the person who submitted it
    """

    article_id: int
    language: str
    before: int
    after: int
    words: int
    writer_id: int

    @property
    def address(self) -> str:
        """Return the address of the page that shows both texts with their differences."""
        query = {"from": self.before, "to": self.after, "language": self.language}
        return f"{reverse('admin:articles_article_history', args=[self.article_id])}?{urlencode(query)}"


def desk_change(decision: Event) -> DeskChange | None:
    """Return what others changed before an approval or return, since its writer submitted the text, or None.

    Steps of release 0.9.0 do not say which version of the text they are about: None. At most three queries.
    """
    steps = Event.objects.filter(subject_type="article", subject_id=decision.subject_id)
    steps = steps.filter(language=decision.language, type=EventType.SUBMITTED, id__lt=decision.id)
    submission = steps.not_undone().first()
    if submission is None or submission.actor_id in (None, decision.actor_id):
        return None
    first, last = (event.details.get("version") for event in (submission, decision))
    if first is None or last is None or first >= last:
        return None
    saves = _saves(decision, until=last)
    before = next((pk for pk, _user, version in reversed(saves) if version <= first), None)
    later = [(pk, user) for pk, user, version in saves if version > first]
    if before is None or all(user == submission.actor_id for _pk, user in later):
        return None
    after = later[-1][0]
    if not (words := _changed_words(before, after, decision.language)):
        return None
    text = decision.subject_id, decision.language
    return DeskChange(*text, before, after, words, submission.actor_id)


def _saves(decision, *, until):
    """Return [(id, user, version)] of the history records up to a version of the text, in their order."""
    version = f"snapshot__versions__{decision.language}"
    records = Article.history.filter(id=decision.subject_id).order_by("history_date", "history_id")
    rows = records.values_list("history_id", "history_user_id", version)
    return [row for row in rows if row[2] is not None and row[2] <= until]


def _changed_words(before, after, language):
    """Return how many words differ in two history records: 0 for the same text, 1 for another link."""
    records = Article.history.in_bulk([before, after])
    states = [Snapshot.of_record(records[pk]) for pk in (before, after)]
    if language not in states[1].changed_parts(states[0]):
        return 0
    return max(1, count_changed_words(*states, language))
