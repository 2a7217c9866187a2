"""Words that each person changes in one language of a story between two of its approvals."""

from django.db.models import F, Subquery
from django.db.models.functions import Coalesce

from articles.body import body_blocks, plain_text
from articles.models import Contribution, Edition, Event, EventType, LanguageProgress, Stage
from articles.text.differences import changed_words, matching_steps
from articles.workflow.permissions import Actor
from articles.workflow.snapshot import ROWS, Snapshot, words_of

FIXED_WORDS = "fixed_words"  # the detail of a publication that says how many words its quick fix changed


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
