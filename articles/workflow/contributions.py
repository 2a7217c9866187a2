"""Words that each person changes in one language of a story between two of its approvals.

With those that the desk changed between the submission of a text and its decision.
"""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import F, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from articles.body import body_blocks, plain_text
from articles.models import Article, Contribution, Edition, Event, EventType, LanguageProgress, Stage
from articles.text.differences import changed_words, matching_steps
from articles.workflow.permissions import Actor
from articles.workflow.snapshot import ROWS, Snapshot, words_of

FIXED_WORDS = "fixed_words"  # the detail of a publication that says how many words its quick fix changed
DECISIONS = (EventType.APPROVED, EventType.RETURNED)
SHOWN_FOR = timedelta(days=7)  # what the desk changed, after its decision; the history has it for good


def count_change(progress: LanguageProgress, before: Snapshot, after: Snapshot, *, by: Actor) -> None:
    """Count the words that a person changes in a save, at least one: the address of a link is none.

    The system is nobody, and adds no pair of eyes.
    """
    if by is None:
        return
    _add_words(progress, by.pk, max(1, count_changed_words(before, after, progress.language)))


def count_fix(progress: LanguageProgress, before: Edition, after: Edition, *, by: Actor) -> int:
    """Count a fix of the live text, which nobody has approved, as its person's words; return their number.

    Of an approved text the number in the log of the publication counts, see begin_count.
    """
    if by is None:
        return 0
    words = max(1, _count_changed(_passages_of(before), _passages_of(after)))
    if progress.stage != Stage.APPROVED:
        _add_words(progress, by.pk, words)
    return words


def begin_count(progress: LanguageProgress) -> None:
    """Forget the changes of a text that was approved, unsaved: what follows needs an approval of its own.

    So do fixes of the live text that were published since.
    """
    Contribution.objects.filter(progress=progress).delete()
    progress.counted_version = progress.version
    steps = Event.objects.filter(
        subject_type="article", subject_id=progress.article_id, language=progress.language
    )
    approvals = steps.filter(type=EventType.APPROVED).order_by("-id").values("id")[:1]
    fixes = steps.filter(id__gt=Coalesce(Subquery(approvals), 0), details__has_key=FIXED_WORDS)
    for person, details in fixes.exclude(actor=None).values_list("actor", "details"):
        _add_words(progress, person, details[FIXED_WORDS])


def _add_words(progress, person_id, words):
    mine = Contribution.objects.filter(progress=progress, person=person_id)
    if not mine.update(words=F("words") + words):
        Contribution.objects.create(progress=progress, person_id=person_id, words=words)


def increase_version(progress: LanguageProgress) -> None:
    """Increase the version, unsaved. A change that was not counted before is not counted by that."""
    is_counted = progress.counted_version == progress.version
    progress.version += 1
    if is_counted:
        progress.counted_version = progress.version


def count_changed_words(before: Snapshot, after: Snapshot, language: str) -> int:
    """Return how many words of a language differ between two states of a story."""
    return _count_changed(*(_passages(state, language) for state in (before, after)))


def _count_changed(old, new):
    gone, come = [], []
    for tag, i, j, k, m in matching_steps(old, new):
        if tag != "equal":
            gone += old[i:j]
            come += new[k:m]
    return changed_words(*("\n".join(plain_text(one) for one in side) for side in (gone, come)))


def _passages_of(edition):
    return [edition.headline, edition.summary, *body_blocks(edition.body)]


def _passages(state, language):
    """Return the texts of a language, the body in its blocks: only those that changed are read as words."""
    text = state.text[language]
    rows = [" ".join(words_of(kind, row, language)) for kind in ROWS for row in state.filing[kind]]
    return [text["title"], text["summary"], text["slug"], *rows, *body_blocks(text["body"])]


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
    if not (words := _words_between(before, after, decision.language)):
        return None
    text = decision.subject_id, decision.language
    return DeskChange(*text, before, after, words, submission.actor_id)


def _saves(decision, *, until):
    """Return [(id, user, version)] of the history records up to a version of the text, in their order."""
    version = f"snapshot__versions__{decision.language}"
    records = Article.history.filter(id=decision.subject_id).order_by("history_date", "history_id")
    rows = records.values_list("history_id", "history_user_id", version)
    return [row for row in rows if row[2] is not None and row[2] <= until]


def _words_between(before, after, language):
    """Return how many words differ in two history records: 0 for the same text, 1 for another link."""
    records = Article.history.in_bulk([before, after])
    states = [Snapshot.of_record(records[pk]) for pk in (before, after)]
    if language not in states[1].changed_parts(states[0]):
        return 0
    return max(1, count_changed_words(*states, language))
