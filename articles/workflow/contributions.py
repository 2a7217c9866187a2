"""Words that each person changes in one language of a story between two of its approvals."""

from django.db.models import F

from articles.body import body_blocks, plain_text
from articles.models import Contribution, LanguageProgress
from articles.text.differences import changed_words
from articles.text.matching import matching_steps
from articles.workflow.permissions import Actor
from articles.workflow.snapshot import ROWS, Snapshot, words_of


def count_change(progress: LanguageProgress, before: Snapshot, after: Snapshot, *, by: Actor) -> None:
    """Count the words that a person changes in a save, at least one: the address of a link is none.

    The system is nobody, and adds no pair of eyes.
    """
    if by is None:
        return
    words = max(1, count_changed_words(before, after, progress.language))
    mine = Contribution.objects.filter(progress=progress, person=by)
    if not mine.update(words=F("words") + words):
        Contribution.objects.create(progress=progress, person=by, words=words)


def begin_count(progress: LanguageProgress) -> None:
    """Forget the changes of a text that was approved, unsaved: what follows needs an approval of its own."""
    Contribution.objects.filter(progress=progress).delete()
    progress.counted_version = progress.version


def increase_version(progress: LanguageProgress) -> None:
    """Increase the version, unsaved. A change that was not counted before is not counted by that."""
    is_counted = progress.counted_version == progress.version
    progress.version += 1
    if is_counted:
        progress.counted_version = progress.version


def count_changed_words(before: Snapshot, after: Snapshot, language: str) -> int:
    """Return how many words of a language differ between two states of a story."""
    old, new = (_passages(state, language) for state in (before, after))
    gone, come = [], []
    for tag, i, j, k, m in matching_steps(old, new):
        if tag != "equal":
            gone += old[i:j]
            come += new[k:m]
    return changed_words(*("\n".join(plain_text(one) for one in side) for side in (gone, come)))


def _passages(state, language):
    """Return the texts of a language, the body in its blocks: only those that changed are read as words."""
    text = state.text[language]
    rows = [" ".join(words_of(kind, row, language)) for kind in ROWS for row in state.filing[kind]]
    return [text["title"], text["summary"], text["slug"], *rows, *body_blocks(text["body"])]
