"""Removal of words or a picture in the transaction that performs a redaction."""

import secrets
from collections import Counter
from functools import partial

from django.contrib.sessions.models import Session
from django.db import models, transaction

from articles import clock
from articles.events import log
from articles.media.pictures import store_placeholder
from articles.media.renditions.files import remove_unused
from articles.models import (
    Article,
    Edition,
    EditionKind,
    EditionPicture,
    Event,
    EventType,
    Image,
    LanguageProgress,
    Redaction,
    Waiver,
    Wanted,
)
from articles.models.logged import pictured_models, subject_model
from articles.previews import edition_text_digest
from articles.publishing.standing import store_facts
from articles.redaction.counterparts import expression_language
from articles.redaction.registry import (
    HANDLERS,
    Occurrence,
    PerformedRedaction,
    Removal,
    expressions_of,
    find_occurrences,
)
from articles.text.digests import digest_of, new_digest_key
from articles.text.seals import remove_from_seal, sealed_parts
from articles.workflow.edit_session import COLUMNS, EditSession
from articles.workflow.snapshot import Snapshot

# Columns filled from picture files, besides the words in both languages.
FACTS_OF_A_FILE = {"creator", "place", "usage_terms", "upload_digest"}


def removal_of(redaction: Redaction) -> Removal:
    return Removal(expressions_of(redaction.words), redaction.image_id)


class RedactionSession:
    """One redaction in the transaction that performs it.

    objects   {model name: ids} of the objects that lose the words
    stories   ids of the stories among them; for a picture, all stories that printed it, including those left
              out
    counts    {model: number of changed rows}, without confidential rows
    editions  {id of an edition: {part: digest of its new content}}
    offered   the Counterparts that the user could choose
    """

    def __init__(self, redaction, affected, by, offered):
        self.offered = offered
        self.redaction, self.by, self.at = redaction, by, clock.now()
        self.removal, self.objects, self.image = removal_of(redaction), {}, None
        for affected_object in affected:
            if affected_object.pk not in redaction.left_out.get(affected_object.model, ()):
                self.objects.setdefault(affected_object.model, []).append(affected_object.pk)
        self.stories = self.objects.get("article", [])
        if redaction.image_id:
            self.stories = [
                affected_object.pk for affected_object in affected if affected_object.model == "article"
            ]
        Article.objects.lock(self.stories)
        if redaction.image_id:  # locked after the stories, as in all other saves
            self.image = Image.objects.select_for_update().get(pk=redaction.image_id)
        self.counts, self.editions = Counter(), {}
        self.removed_file = ""

    def perform(self):
        articles = self.objects.get("article", [])
        for pk in articles:
            models.QuerySet(Article).filter(pk=pk).update(digest_key=new_digest_key())
        edits = {pk: EditSession(pk, by=self.by) for pk in articles}
        placeholder = self._remove_picture() if self.image else None
        for occurrence in list(find_occurrences(self.removal, articles)):
            if self._is_included(occurrence):
                self._remove_from(occurrence, edits)
        if self.image:
            self._remove_from_printed_pictures(placeholder)
        for edit in edits.values():
            self._finish(edit)
        self._clean_sessions()
        self._drop_page_digests()
        redacted = PerformedRedaction(self.removal, self.objects)
        for handle in HANDLERS:
            handle(redacted)
        self._record()

    def _is_included(self, occurrence: Occurrence) -> bool:
        model, pk = occurrence.owner or ("", 0)
        return not model or pk in self.objects.get(model, ())

    def _remove_from(self, occurrence, edits):
        row, changes = occurrence.row, dict(occurrence.changes)
        if not getattr(row, "is_confidential", False):  # nothing may show that a confidential row exists
            self.counts[row._meta.label_lower] += 1
        if isinstance(row, Article):
            for name in [name for name in changes if name in COLUMNS]:
                setattr(edits[row.pk].article, name, changes.pop(name))
        if isinstance(row, Edition):
            self._redact_edition(row, changes)
        elif isinstance(row, Waiver):  # its fingerprint could reveal the words; the finding counts as new
            changes["fingerprint"] = digest_of([secrets.token_hex(16), row.fingerprint])
        if changes and not isinstance(row, Edition):
            models.QuerySet(type(row)).filter(pk=row.pk).update(**changes)

    def _redact_edition(self, edition, changes):
        """Change the texts of an edition. Its digest stays; its seal records the changed parts."""
        before = sealed_parts(edition)
        for name, value in changes.items():
            setattr(edition, name, value)
        edition.seal, digests = remove_from_seal(
            edition.seal, before, sealed_parts(edition), redaction=self.redaction.pk, at=self.at
        )
        self.editions[str(edition.pk)] = self.editions.get(str(edition.pk), {}) | digests
        models.QuerySet(Edition).filter(pk=edition.pk).update(**changes, seal=edition.seal)

    def _remove_picture(self):
        """Replace the file with a placeholder, and end its rights. Return the placeholder's printed data."""
        former, placeholder = self.image.file.name, store_placeholder()
        texts = {
            field.name: ""
            for field in Image._meta.concrete_fields
            if field.name.startswith(("alt", "caption", "credit")) or field.name in FACTS_OF_A_FILE
        }
        sizes = {"width": placeholder["width"], "height": placeholder["height"], "focal_x": 50, "focal_y": 50}
        columns = texts | sizes | {"file": placeholder["src"], "rights_until": self.at, "taken_on": None}
        models.QuerySet(Image).filter(pk=self.image.pk).update(**columns)
        self.image.tag_rows.all().delete()
        self.removed_file = former
        # If the storage is unavailable, the redaction still holds: an event consumer deletes the file later.
        transaction.on_commit(partial(remove_unused, former), robust=True)
        for event in Event.objects.about(self.image):
            details = event.details | {"name": "", "file": ""}
            models.QuerySet(Event).filter(pk=event.pk).update(details=details)
        return placeholder | {"alt": "", "caption": "", "credit": ""}

    def _remove_from_printed_pictures(self, placeholder):
        key = str(self.image.pk)
        filings = EditionPicture.objects.filter(image=self.image)
        for edition in Edition.objects.filter(pk__in=filings.values("edition")):
            images = edition.printed["images"] | {key: placeholder}
            self.counts["articles.edition"] += 1
            self._redact_edition(edition, {"printed": edition.printed | {"images": images}})
        models.QuerySet(EditionPicture).filter(image=self.image).update(name=placeholder["src"])
        columns = {"picture_file": placeholder["src"], "alt": "", "caption": "", "credit": ""}
        columns |= {f"picture_{side}": placeholder[side] for side in ("width", "height")}
        columns |= {"digest_key": "", "redacted_at": self.at}
        for model in pictured_models():
            if changed := models.QuerySet(model).filter(image=self.image).update(**columns):
                self.counts[model._meta.label_lower] += changed

    def _finish(self, edit):
        """Write the working copy, and the digests of its texts and editions with the new key."""
        article, progress = edit.article, edit.progress
        before = {language: row.text_digest for language, row in progress.items()}
        edit.has_same_marks = True
        edit.finish(keep_stage=True)
        snapshot = Snapshot.of(article)
        current = {row.segments_digest for row in progress.values()} | {""}
        current |= {row.opening_digest for row in progress.values()}
        for language, row in progress.items():
            with_body = row.wanted != Wanted.BRIEF
            row.text_digest = snapshot.text_digest(article.digest_key, language, with_body=with_body)
            if row.translated_digest not in current:  # of a former source, whose words could be guessed
                row.translated_digest = digest_of([secrets.token_hex(16), row.translated_digest])
            changed = {"text_digest": row.text_digest, "translated_digest": row.translated_digest}
            LanguageProgress.objects.filter(pk=row.pk).update(**changed)
            for edition in Edition.objects.of(article, language).exclude(kind__in=EditionKind.NOTICES):
                is_same = edition.text_digest == before[language]
                digest = row.text_digest if is_same else edition_text_digest(edition)
                models.QuerySet(Edition).filter(pk=edition.pk).update(text_digest=digest)
        store_facts([article.pk])

    def _clean_sessions(self):
        """Remove the words from unsaved texts that were kept in sessions when a login expired."""
        for session in Session.objects.iterator(chunk_size=200):
            data = session.get_decoded()
            cleaned = self.removal.data(data)
            if cleaned != data:
                self.counts["sessions.session"] += 1
                encoded = Session.get_session_store_class()().encode(cleaned)
                Session.objects.filter(pk=session.pk).update(session_data=encoded)

    def _drop_page_digests(self):
        """Drop digests of standing page versions from their events: words could be guessed from them."""
        pages = self.objects.get("standingpage", [])
        for event in Event.objects.filter(subject_type="standingpage", subject_id__in=pages):
            details = {name: value for name, value in event.details.items() if name != "digest"}
            models.QuerySet(Event).filter(pk=event.pk).update(details=details)

    def _record(self):
        redaction = self.redaction
        redaction.removed = {
            "objects": self.objects,
            "counts": dict(sorted(self.counts.items())),
            "editions": self.editions,
            "expressions": dict(sorted(Counter(map(expression_language, self.removal.expressions)).items())),
            "counterparts": {"offered": len(self.offered), "chosen": redaction.counterparts or 0},
        }
        redaction.words, redaction.left_out, redaction.digest = "", {}, digest_of(redaction.removed)
        redaction.performed_by, redaction.performed_at = self.by, self.at
        redaction.save()
        for model, ids in self.objects.items():
            for subject in subject_model(model)._base_manager.filter(pk__in=ids).order_by("pk"):
                self._record_about(subject)
        self._record_about(redaction)

    def _record_about(self, subject):
        redaction = self.redaction
        details = subject.log_details() if hasattr(subject, "log_details") else {}
        details |= {"redaction": redaction.pk, "ground": redaction.ground}
        details["requested_by"] = redaction.requested_by.get_username()
        if subject == self.image:
            details["removed_file"] = self.removed_file  # in case the process ends before it deletes the file
        event = log.record(EventType.REDACTED, subject, by=self.by, reason=redaction.reference, **details)
        event.edition_digest = redaction.digest
