"""Actions on a change of a live text: publishing it, or proposing it to a user who may publish it."""

from functools import cached_property

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from articles import publishing
from articles.admin.forms.guarded import GuardedNumberField
from articles.admin.story.actions.action_form import CHANGE_PARTS, ActionForm, reason_field
from articles.admin.story.actions.desk import StoryAction
from articles.admin.story.actions.publication import ReaderAction
from articles.admin.story.differences import diff_editions
from articles.models import EditionKind, Stage, Wanted
from articles.previews import compose
from articles.publishing import edition_facts, fact_words
from articles.publishing.changes import ChangeProposal, latest_proposal, propose_change
from articles.workflow.notes import may_write as may_write_notes
from articles.workflow.permissions import Verb
from articles.workflow.transitions import (
    TransitionRefused,
    explain_own_words,
    lacks_second_pair_of_eyes,
)

FACTS_IN_SENTENCE = 5
CHANGED_FACTS = _(
    "Figures, dates or names change: %(facts)s. If the earlier text was wrong, this is a correction."
)


class ChangeForm(ActionForm):
    """Form of a change of a live text: differences from the live edition, kind and notes."""

    seen_there = GuardedNumberField()

    def current_guards(self):
        return super().current_guards() | {"seen_there": self.there.progress.version}

    def perform_kwargs(self):
        return super().perform_kwargs() | {"seen_there": self.cleaned_data["seen_there"]}

    @cached_property
    def composed(self):
        """Return {Language: text as an unsaved Edition} of this language, and of the other if offered."""
        statuses = [self.status, *([self.there] if "both" in self.fields and self.there.is_live else [])]
        return {
            status.language: compose(status.article, status.progress) for status in statuses if status.is_live
        }

    @cached_property
    def is_unchanged(self):
        """Return whether readers have this text and, for a translation, the newest source.

        Always False for a correction, since it may repeat the text with another note.
        """
        if not self.status.is_live or self.is_bound or self.initial.get("kind") == EditionKind.CORRECTION:
            return False
        edition, source = self.status.edition, self.status.source
        has_new_source = source and source.is_live and source.edition.number != edition.source_number
        is_same = edition.says_the_same_as(self.composed[self.status.language])
        return is_same and not has_new_source

    @property
    def changes(self):
        """Return [(Language, PieceChanges from the live edition)]."""
        live = {status.language: status.edition for status in (self.status, self.there)}
        return [
            (language, diff_editions(live[language], edition)) for language, edition in self.composed.items()
        ]

    @property
    def fact_sentence(self):
        """Return a sentence about the figures, dates and names that change, or ""."""
        if not self.status.is_live:
            return ""
        facts = edition_facts(self.status.edition, self.composed[self.status.language])
        if not facts:
            return ""
        words = fact_words(facts, self.status.language)
        more = "…" if len(words) > FACTS_IN_SENTENCE else ""
        shown = format_html_join(", ", "{}", ((fact,) for fact in words[:FACTS_IN_SENTENCE]))
        listed = format_html("{}{}", shown, more)
        return format_html(CHANGED_FACTS.replace("%(facts)s", "{}"), listed)

    def add_proposal(self):
        """Prefill the kind and the notes of the latest proposal."""
        is_begun = self.status.is_live and not self.is_bound
        proposal = latest_proposal(self.status.edition) if is_begun else None
        for name, value in vars(proposal).items() if proposal else ():
            if name in self.fields and value:
                self.fields[name].initial = value

    def add_both(self):
        """Offer the other language as well, if it has a change that the user may publish."""
        there = self.there
        is_possible = there.may_be_published() or (there.has_changes and not there.is_ahead)
        if is_possible and publishing.may_publish_change(self.user, there.progress):
            label = _("Also %(language)s, at the same time: both or neither")
            help_text = _("A correction then needs a public note in each language.") if there.is_live else ""
            field = forms.BooleanField(
                label=label % {"language": there.language.label}, required=False, help_text=help_text
            )
            self.add("both", field)

    def add_alone_reason(self):
        """Add the reason for approving one's own text, if a text is not approved yet.

        It is required for this language. For the other language, `clean` requires it if `both` is chosen.
        """
        is_needed, is_needed_there = self._needs_reason(self.status), self._needs_reason(self.there)
        if is_needed or (is_needed_there and "both" in self.fields):
            label = _("Reason for approving your own text")
            help_text = _("No one else has read it yet. The morning report will show your name and reason.")
            self.add("alone_reason", reason_field(label, required=is_needed, help_text=help_text))

    def _needs_reason(self, status):
        return status.progress.stage != Stage.APPROVED and lacks_second_pair_of_eyes(
            self.user, status.progress
        )

    def clean(self):
        cleaned = super().clean()
        is_missing = not cleaned.get("alone_reason") and "alone_reason" not in self.errors
        if cleaned.get("both") and self._needs_reason(self.there) and is_missing:
            self.add_error("alone_reason", explain_own_words(self.user, self.there.progress))
        return cleaned


class ChangeAction(StoryAction):
    """Base class of actions on a change of a live text."""

    form_class = ChangeForm

    def is_available(self, status):
        is_wanted = status.progress.wanted != Wanted.NOTHING or status.progress.stage == Stage.APPROVED
        return status.is_live and not status.is_ahead and is_wanted


class PublishChangeAction(ChangeAction):
    """Publish a change of a live text, as a correction, an update or a minor change, from any stage."""

    name = "publish-as"
    label = _("Publish the change…")
    verbs, busy = ReaderAction.verbs, ReaderAction.busy
    kind_labels = {
        EditionKind.UPDATE: _("Publish as update"),
        EditionKind.CORRECTION: _("Publish as correction"),
        EditionKind.MINOR: _("Publish as minor change"),
    }
    done = _("Published.")
    form_parts = (*CHANGE_PARTS, ChangeForm.add_proposal, ChangeForm.add_both, ChangeForm.add_alone_reason)
    guide = _("A correction needs a public note that tells readers what was wrong and what is right.")
    is_inspected = guards_there = is_review = True

    def is_offered(self, user, status):
        return super().is_offered(user, status) and publishing.may_publish_change(user, status.progress)

    def perform(self, article, language, *, by, seen, after, **cleaned):
        return publishing.publish_change(article, language, by=by, seen=seen, after=after, **cleaned)


class ProposeChangeAction(ChangeAction):
    """Submit a change of a live text for review, with kind and notes for the user who publishes it."""

    name = "propose-change"
    label = _("Submit the change…")
    done = _("Submitted. Your choice and notes are kept for the person who publishes it.")
    verbs = (Verb.WRITE,)
    form_parts = (*CHANGE_PARTS, ChangeForm.add_proposal)
    guide = _("Someone else will publish it. Your choice and notes are kept for them.")
    is_review = True

    def is_available(self, status):
        return super().is_available(status) and status.has_changes and status.progress.stage != Stage.APPROVED

    def is_offered(self, user, status):
        if publishing.may_publish_change(user, status.progress) or not may_write_notes(user):
            return False
        return super().is_offered(user, status)

    def perform(self, article, language, *, by, seen, after, kind="", note="", note_there="", **_unused):
        if not kind:
            raise TransitionRefused(publishing.NOT_LIVE)
        return propose_change(article, language, ChangeProposal(kind, note, note_there), by=by, seen=seen)
