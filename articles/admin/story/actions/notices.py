"""Actions that replace a text with a public notice: withdrawal and retraction, in one language or both."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles import publishing
from articles.admin.display import format_local_datetime
from articles.admin.story.actions.action_form import ActionForm, guard_of_schedule, textarea_field
from articles.admin.story.actions.publication import ReaderAction
from articles.models import EditionKind, Language, other
from articles.workflow.permissions import Verb, may

TAKE_FROM_READERS = {
    Language.EN: _("Take down the English text"),
    Language.KO: _("Take down the Korean text"),
}
NOT_PERMITTED_THERE = {
    Language.EN: _(
        "The English text stays live until the English desk or a managing editor withdraws it. They are "
        "notified, but contact them now."
    ),
    Language.KO: _(
        "The Korean text stays live until the Korean desk or a managing editor withdraws it. They are "
        "notified, but contact them now."
    ),
}
SCHEDULED_THERE = {
    Language.EN: _("English is scheduled for %(when)s and goes live automatically."),
    Language.KO: _("Korean is scheduled for %(when)s and goes live automatically."),
}
CANCEL_THERE = {
    Language.EN: _("Cancel the scheduled English edition"),
    Language.KO: _("Cancel the scheduled Korean edition"),
}
NOT_CANCELED_BY_USER = {
    Language.EN: _("Only someone who can publish in English can cancel it. Ask the English desk now."),
    Language.KO: _("Only someone who can publish in Korean can cancel it. Ask the Korean desk now."),
}
CANCELED_THERE = {
    Language.EN: _("The scheduled English edition was canceled."),
    Language.KO: _("The scheduled Korean edition was canceled."),
}


class NoticeForm(ActionForm):
    """Form of a withdrawal or retraction, in one language or both, with a public note for each.

    It offers to cancel the scheduled edition of the other language; `planned_there` guards that edition.
    """

    planned_there = forms.CharField(required=False, widget=forms.HiddenInput)

    def current_guards(self):
        return super().current_guards() | {"planned_there": guard_of_schedule(self.there)}

    def conflict_reasons(self):
        """Add a reason if the schedule of the other language is not the one that the user saw."""
        seen, reason = self.data.get("planned_there"), ""
        if seen:
            reason = self.schedule_conflict(self.there, seen)
        elif seen is not None and self.there.is_ahead:
            when = format_local_datetime(self.there.ahead.live_from)
            reason = _("Someone scheduled it for %(when)s in the meantime. Check it again.") % {"when": when}
        own = [f"{self.there.language.label}: {reason}"] if reason else []
        return super().conflict_reasons() + own

    def add_notice(self):
        self._add_language(self.status, "here", "note")
        self._add_cancellation()
        if self.may_take_there():
            self._add_language(self.there, "there", "note_there")
        self.add_unnamed()

    def _add_cancellation(self):
        """Offer to cancel the scheduled edition of the other language, if the user may."""
        if self.there.is_ahead and may(self.user, Verb.PUBLISH, self.there.language):
            label = CANCEL_THERE[self.there.language]
            help_text = _("Readers have not seen it. The text stays in the story.")
            options = {"initial": True, "required": False, "help_text": help_text}
            self.add("cancel_there", forms.BooleanField(label=label, label_suffix="", **options))

    def _add_language(self, status, chosen, note):
        """Add the public note and, if both languages can be taken down, a checkbox for this language."""
        is_choice = self.may_take_there()
        if is_choice:
            label = TAKE_FROM_READERS[status.language]
            self.add(chosen, forms.BooleanField(label=label, label_suffix="", initial=True, required=False))
        help_text = _("Shown to readers in place of the story.")
        options = {"required": not is_choice, "help_text": help_text, "lang": status.language}
        self.add(note, textarea_field(_("Public note"), **options))

    def add_unnamed(self):
        """Offer to keep headline and authors out of the notice.

        For a withdrawn story, the choice made for the withdrawal is preselected.
        """
        field = forms.BooleanField(
            label=_("Do not name the story"),
            label_suffix="",
            help_text=_("Otherwise the notice shows its headline, its authors and its publication date."),
            initial=self.status.is_withdrawn and not self.edition.headline,
            required=False,
        )
        self.add("is_unnamed", field)

    def may_take_there(self):
        """Return whether the other language can be taken down, too, and the user may do so."""
        return self.is_possible_there() and may(self.user, Verb.PUBLISH, self.there.language)

    def is_possible_there(self):
        return self.action.has_readers_text(self.there)

    def explanation_there(self):
        """Return sentences about the schedule and the live text of the other language."""
        sentences, is_permitted = [], may(self.user, Verb.PUBLISH, self.there.language)
        if self.there.is_ahead:
            when = format_local_datetime(self.there.ahead.live_from)
            sentences = [SCHEDULED_THERE[self.there.language] % {"when": when}]
            sentences += [] if is_permitted else [NOT_CANCELED_BY_USER[self.there.language]]
        if self.is_possible_there() and not is_permitted:
            sentences.append(NOT_PERMITTED_THERE[self.there.language])
        return " ".join(map(str, sentences))

    def clean(self):
        cleaned = super().clean()
        if "there" not in self.fields:
            return cleaned
        for chosen, note in (("here", "note"), ("there", "note_there")):
            if cleaned.get(chosen) and not cleaned.get(note):
                self.add_error(note, _("The public note is missing. Tell readers why."))
        if not (cleaned.get("here") or cleaned.get("there")):
            self.add_error(None, _("Choose at least one language."))
        if cleaned.get("there") and "cancel_there" in self.fields and not cleaned.get("cancel_there"):
            reason = _("The scheduled edition would go live in place of the notice. Cancel it as well.")
            self.add_error("cancel_there", reason)
        return cleaned


class NoticeAction(ReaderAction):
    """Base class of actions that replace a text with a notice, in one language or both."""

    form_class = NoticeForm
    form_parts = (NoticeForm.add_notice,)
    guards_there = True
    is_grave = True
    kind: EditionKind

    def is_available(self, status):
        return self.has_readers_text(status) and not status.is_ahead

    def has_readers_text(self, status):
        """Return whether readers see a text or a notice that this action can replace."""
        raise NotImplementedError

    def perform(self, article, language, *, by, note, is_unnamed, seen, after, after_there=None, **chosen):
        """Publish the notices, and if chosen, cancel the scheduled edition of the other language.

        If the form offered no choice of languages, publish only the notice of `language`.
        Return ({language: its notice}, the language of the canceled edition or "").
        """
        there = other(language)
        notes = {language: note} if chosen.get("here", True) else {}
        notes |= {there: chosen["note_there"]} if chosen.get("there") else {}
        afters = {language: after, there: after_there}
        canceled = there if chosen.get("cancel_there") else ""
        options = {
            "is_named": not is_unnamed,
            "after": afters,
            "cancel_scheduled": [there] if canceled else [],
        }
        notices = publishing.withdraw_together(article, notes, by=by, kind=self.kind, **options)
        return notices, canceled

    def done_message(self, result):
        _notices, canceled = result
        return f"{self.done} {CANCELED_THERE[canceled]}" if canceled else self.done

    def address_after(self, article, language, result):
        """Return the address of the checklist, which lists the steps to take next."""
        return reverse("admin:articles_article_withdrawal", args=[article.pk])


class WithdrawAction(NoticeAction):
    """Withdraw a live text."""

    name = "withdraw"
    label = _("Withdraw…")
    done = _("Withdrawn. Readers see the notice.")
    guide = _("Replaces the story with a notice that shows your note.")
    kind = EditionKind.WITHDRAWAL

    def has_readers_text(self, status):
        return status.is_live


class RetractAction(NoticeAction):
    """Retract a text that was wrong, live or withdrawn."""

    name = "retract"
    label = _("Retract…")
    done = _("Retracted. Readers see the notice.")
    guide = _("For a story that was wrong. Replaces it with a notice that shows your note.")
    kind = EditionKind.RETRACTION

    def has_readers_text(self, status):
        return status.is_live or status.is_withdrawn
