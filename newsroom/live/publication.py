"""Publication of live coverage: start, end, and all changes of entries. No other code writes it."""

from datetime import datetime
from operator import attrgetter
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from articles.annotations import User
from articles.clock import INSTANT
from articles.events import log
from articles.models import Article, Author, Edition, Language, localized, other
from articles.models.text import line, printed_prose, prose
from articles.redaction.registry import PerformedRedaction, on_redaction
from articles.text.digests import new_digest_key
from articles.text.punctuation import typeset_quotes
from articles.workflow.permissions import Verb, may, may_somewhere
from newsroom.live.models import LONGEST_ENTRY, LONGEST_NOTE, EntryKind, LiveCoverage, LiveEntry
from newsroom.live.pictures import (
    SAME_PICTURE,
    ChosenPicture,
    LiveRefused,
    corrected_picture,
    has_printed,
    picture_of_translation,
    print_picture,
)

# Columns that the next version of an entry copies from the previous one.
KEPT = (
    *("article_id", "number", "language", "kind", "is_pinned", "text", "author_id", "byline", "note"),
    *("source_version", "posted_at", "changed_at"),
    *LiveEntry.PICTURE,
)


class AlreadyPosted(LiveRefused):
    """Raised if a form was sent before with other content; `entry` is the LiveEntry posted then."""

    def __init__(self, entry):
        self.entry = entry
        super().__init__(
            _(
                "This form has already been published, with different content. To publish the new content as "
                "well, press the button again."
            )
        )


class EntryChanged(LiveRefused):
    """Raised if another user has changed an entry; `entry` is its open row, or None if it was taken down."""

    def __init__(self, entry, reason):
        self.entry = entry
        super().__init__(reason)


def may_post(user: User | None, language: str) -> bool:
    """Return whether the user may post live entries in a language, which requires permission to publish."""
    return may(user, Verb.PUBLISH, language)


class LiveSession:
    """One change of the live coverage of a story, which is locked until the unit of work ends.

    closed    rows that end
    opened    unsaved rows that begin at the same instant
    coverage  the LiveCoverage that begins or ends with the change, or None
    step      name of the change, for the log

    Raise LiveRefused if the story does not exist.
    """

    def __init__(self, article_id: int, *, by: User | None, step: str, reason: str = ""):
        if not Article.objects.lock([article_id]):
            raise LiveRefused(_("This story no longer exists."))
        self.article_id, self.by, self.step, self.reason = article_id, by, step, prose(reason)
        self.closed, self.opened = [], []
        self.coverage: LiveCoverage | None = None
        log.write_last(_settle, self)

    def open_coverage(self) -> LiveCoverage | None:
        return LiveCoverage.objects.open().filter(article=self.article_id).first()

    def begin_coverage(self, article: Article) -> LiveCoverage:
        """Begin the coverage of the story and return its unsaved row.

        Raise LiveRefused if the story is not published.
        """
        _refuse_unread(article.pk)
        last = LiveCoverage.objects.filter(article=article).order_by("-begun_at").first()
        self.coverage = LiveCoverage(article=article, begun_by=self.by, begun_at=last and last.ended_at)  # type: ignore[misc]  # None without earlier coverage
        return self.coverage

    def open_rows(self, number: int) -> dict[str, LiveEntry]:
        """Return {language: open row} of an entry."""
        rows = LiveEntry.objects.open().filter(article=self.article_id, number=number)
        return {row.language: row for row in rows}

    def next_version(self, number, language):
        rows = LiveEntry.objects.filter(article=self.article_id, number=number, language=language)
        return (rows.aggregate(last=Max("version"))["last"] or 0) + 1

    def replace(self, row: LiveEntry, **changes) -> LiveEntry:
        """Close a row and open its next version. Return the new row, which is not saved yet."""
        kept = {name: getattr(row, name) for name in KEPT}
        version = self.next_version(row.number, row.language)
        self.closed.append(row)
        return self.open(LiveEntry(**kept | {"version": version, "published_by": self.by} | changes))

    def open(self, row: LiveEntry) -> LiveEntry:
        self.opened.append(row)
        return row


def _settle(sessions: list[LiveSession], now: datetime) -> None:
    """Write rows under the lock of the log. Ends and beginnings get the same instant."""
    for session in sessions:
        if session.coverage:
            _settle_coverage(session.coverage, now)
        at = max([now, *(row.live_from + INSTANT for row in session.closed)])
        for row in session.closed:
            row.live_until = at
            _sign(row, session).save(update_fields=["live_until"])
        for row in session.opened:
            row.live_from, row.posted_at = at, row.posted_at or at
            row.changed_at = at if session.step == "corrected" else row.changed_at
            row.digest_key = new_digest_key()
            row.digest = row.sealed()
            _sign(row, session).save()


def _sign(row, session):
    row.changed_by, row.change_reason, row.step = session.by, session.reason, session.step
    return row


@log.unit_of_work()
def begin_coverage(article: Article, *, by: User | None) -> LiveCoverage:
    """Begin the live coverage of a story, and return it. If the story is live already, change nothing.

    Raise PermissionDenied, or LiveRefused if the story is not published.
    """
    if not may_somewhere(by, Verb.PUBLISH):
        raise PermissionDenied
    session = LiveSession(article.pk, by=by, step="begun")
    return session.open_coverage() or session.begin_coverage(article)


@log.unit_of_work()
def end_coverage(article: Article, *, by: User | None) -> LiveCoverage | None:
    """End the live coverage of a story and return it, or None if the story is not live. The entries stay."""
    if not may_somewhere(by, Verb.PUBLISH):
        raise PermissionDenied
    session = LiveSession(article.pk, by=by, step="ended")
    session.coverage = coverage = session.open_coverage()
    if coverage:
        coverage.article, coverage.ended_by = article, by
    return coverage


def _settle_coverage(coverage, now):
    if coverage.pk is None:
        coverage.begun_at = max(now, coverage.begun_at or now)  # not before the previous end
        coverage.changed_by = coverage.begun_by
        coverage.save(force_insert=True)
    else:
        coverage.ended_at = max(now, coverage.begun_at + INSTANT)
        coverage.changed_by = coverage.ended_by
        coverage.save(update_fields=["ended_at", "ended_by"])


def _refuse_unread(article_id):
    if not Edition.objects.live().filter(article=article_id).exists():
        raise LiveRefused(_("This story is not published in any language. Publish it first."))


@log.unit_of_work()
def post_entry(
    article: Article,
    language: str,
    text: str,
    *,
    by: User | None,
    kind: str = EntryKind.UPDATE,
    author: Author | None = None,
    is_pinned: bool = False,
    picture: ChosenPicture | None = None,
    token: UUID | None = None,
    begins: bool = False,
) -> LiveEntry:
    """Post an entry in one language, at once. Return the row, which has an id after the unit of work.

    token   token of the form; if the form has posted the same content before, only return that row
    begins  whether to begin the coverage again if it has ended
    Raise PermissionDenied, AlreadyPosted or LiveRefused.
    """
    _require(by, language)
    session = LiveSession(article.pk, by=by, step="posted")
    text, token = _clean(text), token or uuid4()
    others = {"kind": kind, "author_id": author and author.pk, "is_pinned": is_pinned}
    if posted := _posted_before(token, session, language, text, picture, **others):
        return posted
    if session.open_coverage():
        _refuse_unread(article.pk)
    elif begins:
        session.begin_coverage(article)
    else:
        raise LiveRefused(_("This story has no live coverage. Start it first."))
    rows = LiveEntry.objects.filter(article=article.pk)
    number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    printed = _signature(author, language) | print_picture(picture, language)
    return session.open(
        LiveEntry(
            article_id=article.pk, number=number, language=language, kind=kind, is_pinned=is_pinned,
            text=text, published_by=by, token=token, **printed,
        )
    )  # fmt: skip


@log.unit_of_work()
def translate_entry(
    article: Article, number: int, language: str, text: str, *, by: User | None, seen: int,
    alt: str = "", caption: str = "", token: UUID | None = None,
) -> LiveEntry:  # fmt: skip
    """Add the other language to an entry.

    seen          the version of the source that the translator saw
    alt, caption  texts for the picture of the source; "" to use the library's texts
    token         as in post_entry

    Raise the exceptions of post_entry, and EntryChanged if another user has translated the entry, or taken it
    down, in the meantime.
    """
    _require(by, language)
    session = LiveSession(article.pk, by=by, step="translated")
    text, token = _clean(text), token or uuid4()
    words = ChosenPicture(None, alt, caption)
    if posted := _posted_before(token, session, language, text, words, number=number):
        return posted
    rows = session.open_rows(number)
    if here := rows.get(language):
        raise EntryChanged(here, _("Someone else has translated this entry in the meantime."))
    source = rows.get(other(language))
    if source is None:
        raise EntryChanged(None, _("This entry was taken down in the meantime."))
    kept = {name: getattr(source, name) for name in ("number", "kind", "is_pinned", "posted_at")}
    version, seen = session.next_version(number, language), max(1, min(seen, source.version))
    kept |= _signature(source.author, language)
    kept |= picture_of_translation(source, words, language)
    return session.open(
        LiveEntry(
            article_id=article.pk, language=language, version=version, text=text, published_by=by,
            token=token, source_version=seen, **kept,
        )
    )  # fmt: skip


@log.unit_of_work()
def correct_entry(
    article: Article, number: int, language: str, text: str, *, by: User | None, seen: int,
    source_seen: int | None = None, note: str = "", picture: ChosenPicture | None = SAME_PICTURE,
    token: UUID | None = None,
) -> LiveEntry:  # fmt: skip
    """Replace the text of an entry in one language; readers see that it was changed.

    seen         the version that the user saw
    source_seen  for a translation, the version of its source that the user saw
    note         public explanation of the correction, or ""
    picture      for a translation, only its texts count: the picture is the source's
    token        as in post_entry

    If the picture of the source is removed or replaced, the translation loses its picture. Raise the
    exceptions of post_entry, and EntryChanged if another user has changed the entry, or taken it down, in the
    meantime.
    """
    _require(by, language)
    session = LiveSession(article.pk, by=by, step="corrected")
    text, note, token = _clean(text), _clean_note(note), token or uuid4()
    if posted := _posted_before(token, session, language, text, picture, number=number, note=note):
        return posted
    rows = session.open_rows(number)
    row, source = rows.get(language), rows.get(other(language))
    if row is None:
        raise EntryChanged(None, _("This entry was taken down in the meantime."))
    if row.version != seen:
        raise EntryChanged(row, _("Someone else has changed this entry in the meantime. Check it again."))
    changes = {"text": text, "note": note, "token": token}
    if row.is_translation and source and source_seen is not None:
        changes["source_version"] = max(1, min(source_seen, source.version))
    corrected = session.replace(row, **changes, **corrected_picture(row, source, picture))
    if not row.is_translation and source and source.image_id not in (None, corrected.image_id):
        _drop_picture(session, source)
    return corrected


def _drop_picture(session, translation):
    """Replace a translation with a version without a picture, unless it was taken back with its story."""
    if LiveEntry.objects.with_standing().filter(pk=translation.pk, is_taken_back=False).exists():
        session.replace(translation, redacted_at=translation.redacted_at, **print_picture(None, ""))


@log.unit_of_work()
def pin_entry(article: Article, number: int, *, by: User | None, is_pinned: bool = True) -> None:
    """Add an entry to the key points above the other entries, or remove it. Idempotent.

    A language that was taken back with the story is left unchanged: a new row would make it public again.
    """
    session = LiveSession(article.pk, by=by, step="pinned" if is_pinned else "unpinned")
    rows = session.open_rows(number)
    _require_for_entry(by, rows)
    standing = LiveEntry.objects.with_standing().filter(pk__in=[row.pk for row in rows.values()])
    versions = {}
    for row in sorted(standing.filter(is_taken_back=False), key=attrgetter("is_translation")):
        if row.is_pinned != is_pinned:
            source = versions.get(row.source_version, row.source_version)
            kept = {"is_pinned": is_pinned, "source_version": source, "redacted_at": row.redacted_at}
            versions[row.version] = session.replace(row, **kept).version


@log.unit_of_work()
def take_down(article: Article, number: int, *, by: User | None, reason: str = "") -> None:
    """Take an entry down in both languages. The log keeps the reason. Idempotent."""
    session = LiveSession(article.pk, by=by, step="taken_down", reason=reason)
    rows = session.open_rows(number)
    _require_for_entry(by, rows)
    session.closed += rows.values()


def may_change(user: User | None, rows: dict[str, LiveEntry]) -> bool:
    """Return whether the user may pin an entry or take it down.

    This requires `may_post` in the first language of the entry. If only its translation is open, the language
    of the translation counts; if no row is open, both languages.

    rows  {language: open row} of the entry
    """
    sources = [language for language, row in rows.items() if not row.is_translation]
    return all(may_post(user, language) for language in sources or list(rows) or list(Language))


def _require(by, language):
    if not may_post(by, language):
        raise PermissionDenied


def _require_for_entry(by, rows):
    if not (may_change(by, rows) if rows else may_somewhere(by, Verb.PUBLISH)):
        raise PermissionDenied


def _clean(text):
    """Return a text in its stored form, which the digest covers. Raise LiveRefused if empty or too long."""
    text = printed_prose(text)
    if not text:
        raise LiveRefused(_("Enter the text."))
    if len(text) > LONGEST_ENTRY:
        raise LiveRefused(_("The text is too long. Use up to %(most)d characters.") % {"most": LONGEST_ENTRY})
    return text


def _clean_note(note):
    note = typeset_quotes(line(note))
    if len(note) > LONGEST_NOTE:
        raise LiveRefused(_("The note is too long. Use up to %(most)d characters.") % {"most": LONGEST_NOTE})
    return note


def _posted_before(token, session, language, text, picture, **others):
    """Return the row that this form has posted, or None. Raise AlreadyPosted if the content differs.

    others  columns that the form fills besides the text and the picture
    """
    posted = LiveEntry.objects.filter(token=token).first()
    if posted is None:
        return None
    by = session.by and session.by.pk
    sent = {"article_id": session.article_id, "language": language, "text": text, "published_by_id": by}
    is_same = all(getattr(posted, name) == value for name, value in (sent | others).items())
    if not (is_same and has_printed(posted, picture)):
        raise AlreadyPosted(posted)
    return posted


def _signature(author, language):
    """Return the author columns, or {} if `author` is None.

    Lock the author's row now, because the log is locked last.
    """
    if author is None:
        return {}
    Author.objects.select_for_update(no_key=True).filter(pk=author.pk).first()
    return {"author_id": author.pk, "byline": getattr(author, localized("name", language))}


@on_redaction()
def keep_redacted_entries(redaction: PerformedRedaction) -> None:
    redaction.drop_keys(LiveEntry)
