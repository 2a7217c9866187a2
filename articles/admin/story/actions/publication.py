"""Actions that give readers a text now, change what they see, or take it from them."""

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles import publishing
from articles.admin.editor import BodyEditor
from articles.admin.story.actions.base import StoryAction
from articles.admin.story.actions.forms import (
    ActionForm,
    EditionNoteFields,
    EditionNotesForm,
    NoticeForm,
    OrderFields,
    TextFields,
    reason_field,
)
from articles.checks.context import TEXT
from articles.models import Edition, EditionKind, Stage, other
from articles.workflow.edit_session import EditConflict
from articles.workflow.permissions import Verb, may
from articles.workflow.transitions import TransitionRefused


class JointAction(StoryAction):
    """Base class of the actions that can take the other language along (`both` in the form).

    act_alone, act_together  the functions of articles.publishing for one language and for both
    alone_only               values of the form that mean nothing if both languages go together
    """

    verbs = (Verb.PUBLISH,)
    act_alone = act_together = None
    alone_only = ("before_source", "reason")

    def perform(self, article, language, *, by, seen, after, both=False, after_there=None, **cleaned):
        if not both:
            return self.act_alone(article, language, by=by, after=after, **cleaned)
        cleaned = {name: value for name, value in cleaned.items() if name not in self.alone_only}
        return self.act_together(article, language, by=by, after=after, after_there=after_there, **cleaned)


class PublishingAction(JointAction):
    """Base class of the actions that publish an approved text."""

    is_inspected = True
    act_alone = staticmethod(publishing.publish)
    act_together = staticmethod(publishing.publish_together)


class PublishAction(PublishingAction):
    """Publish the first edition at once. A change of a live text is published with its kind and note."""

    name = "publish"
    label = _("Publish now")
    done = _("Published.")

    def is_available(self, status):
        return is_publishable_now(status) and status.edition is None


class PublishAgainForm(EditionNoteFields, ActionForm):
    passes_after_there = True

    def add_fields(self):
        self.add_kind()
        self.add_note()


class PublishAgainAction(PublishingAction):
    """Publish a story again in place of its notice, after a confirmation."""

    name = "publish-again"
    label = _("Publish again…")
    done = _("Published. Readers see the story again.")
    form_class = PublishAgainForm
    guide = _("Readers currently see a notice. The story replaces it.")

    def is_available(self, status):
        return is_publishable_now(status) and status.edition is not None


class PublishBeforeSourceForm(OrderFields, ActionForm):
    passes_after_there = False

    def add_fields(self):
        self.add_before_source()
        self.add_why()


class PublishBeforeSourceAction(PublishingAction):
    """Publish a translation before its source, with a reason."""

    name = "publish-first"
    label = _("Publish before its source…")
    done = _("Published. The morning report will show your name and reason.")
    form_class = PublishBeforeSourceForm
    guide = _("The source is not live yet. Make sure that its desk knows.")

    def is_available(self, status):
        return status.may_be_published() and status.may_precede


class PublishBothForm(EditionNotesForm):
    passes_after_there = True


class PublishBothAction(PublishingAction):
    """Publish both languages together, or neither."""

    name = "publish-both"
    label = _("Publish both languages…")
    done = _("Both languages published.")
    form_class = PublishBothForm
    guide = _("Both languages go live together, or neither does.")
    is_for_both = True

    def is_available(self, status):
        there = status.there
        return status.may_be_published() and there is not None and there.may_be_published()

    def examine(self, status):
        return super().examine(status) + super().examine(status.there)

    def perform(self, article, language, *, by, seen, after, **cleaned):
        return super().perform(article, language, by=by, seen=seen, after=after, both=True, **cleaned)


class PublishChangeAction(PublishingAction):
    """Publish a change of a live text, as a correction, an update or a minor change."""

    name = "publish-as"
    label = _("Publish the change…")
    kind_labels = {
        EditionKind.UPDATE: _("Publish as update"),
        EditionKind.CORRECTION: _("Publish as correction"),
        EditionKind.MINOR: _("Publish as minor change"),
    }
    done = _("Published.")
    form_class = EditionNotesForm
    guide = _("A correction needs a public note that tells readers what was wrong and what is right.")

    def is_available(self, status):
        return status.is_live and not status.is_ahead and status.progress.stage == Stage.APPROVED


class PublishUnderScheduledAction(PublishingAction):
    """Publish a change of a live text now, and put it into the scheduled edition as well."""

    name = "publish-under"
    label = _("Publish now, keep the schedule…")
    done = _("Published. The scheduled edition includes the change.")
    form_class = EditionNotesForm
    guide = _("The change goes live now and is added to the scheduled edition, which keeps its time.")

    def is_available(self, status):
        return status.is_live and status.is_ahead and status.progress.stage == Stage.APPROVED

    def perform(self, article, language, *, by, seen, after, **cleaned):
        return publishing.publish(article, language, by=by, after=after, under=True, **cleaned)


class BriefForm(TextFields, OrderFields, ActionForm):
    """Form of a brief, with the words of the source under each field."""

    passes_after_there = False

    def add_fields(self):
        self.add_headline()
        self.add_summary()
        self._show_source()
        self.add_before_source()
        if may(self.user, Verb.APPROVE, self.status.language):
            help_text = _("Without a reason, the brief waits for someone else to approve it.")
            field = reason_field(_("Reason for approving your own text"), required=False, help_text=help_text)
            self.add("alone_reason", field, "reason")

    def _show_source(self):
        source = self.status.source
        if source is None:
            return
        edition = source.edition if source.is_live else None
        for name, column in (("headline", "title"), ("summary", "summary")):
            words = getattr(edition, name) if edition else self.status.article.text(column, source.language)
            self.fields[name].help_text = format_html(
                '<span class="beside-source" lang="{}">{}</span>', source.language, words
            )


class BriefAction(StoryAction):
    """Write a brief in a language without text, and publish it if the user may."""

    name = "brief"
    label = _("Write a brief…")
    verbs = (Verb.WRITE,)
    form_class = BriefForm
    guide = _("Headline and summary only, with a link to the full text in the other language.")
    is_inspected = True

    def is_available(self, status):
        """Return whether nothing is written in a language whose source is live or approved."""
        source = status.source
        if source is None or status.edition or status.is_ahead or status.progress.stage != Stage.WRITING:
            return False
        if any(status.article.text(name, status.language) for name in TEXT):
            return False
        return source.is_live or source.progress.stage == Stage.APPROVED

    def examine(self, status):
        return []  # nothing is written yet

    def perform(self, article, language, *, by, seen, after, **cleaned):
        try:
            return publishing.publish_brief(article, language, by=by, seen=seen, after=after, **cleaned)
        except EditConflict:
            raise TransitionRefused(_("The text has changed since you read it. Read it again.")) from None

    def done_message(self, result):
        if isinstance(result, Edition):
            return _("Brief published.")
        return _("Brief saved: %(stage)s.") % {"stage": result.get_stage_display()}


class QuickFixForm(TextFields, ActionForm):
    def add_fields(self):
        self.add_headline()
        self.add_summary()
        if not self.edition.is_brief:
            # LanguageStatus does not load the body.
            text = Edition.objects.filter(pk=self.edition.pk).values_list("body", flat=True).first()
            widget = BodyEditor(language=self.status.language)
            self.add("body", forms.CharField(label=_("Text"), initial=text, widget=widget))
        if self.status.is_ahead:
            label = _("Also fix the scheduled edition")
            self.add("under", forms.BooleanField(label=label, initial=True, required=False))


class QuickFixAction(StoryAction):
    """Fix a slip in the live text, without publishing the unpublished changes of the story."""

    name = "quick-fix"
    label = _("Quick fix of the live text…")
    done = _("Fixed. Readers see it now.")
    verbs = (Verb.PUBLISH,)
    form_class = QuickFixForm
    guide = _(
        "Fix an error in what readers see. It goes live immediately and into the story, whose "
        "other unpublished changes stay unpublished."
    )
    is_inspected = True

    def is_available(self, status):
        return status.is_live

    def examine(self, status):
        return []  # the fix is examined when it is submitted

    def perform(self, article, language, *, by, seen, after, **cleaned):
        return publishing.quick_fix(article, language, by=by, after=after, **cleaned)


class NoticeAction(StoryAction):
    """Base class of the actions that replace a text by a notice, in one language or both."""

    verbs = (Verb.PUBLISH,)
    form_class = NoticeForm
    is_grave = True
    kind = None

    def perform(self, article, language, *, by, seen, after, note, is_unnamed, after_there=None, **chosen):
        """Publish the notices; without a choice of languages, only in this one."""
        there = other(language)
        notes = {language: note} if chosen.get("here", True) else {}
        notes |= {there: chosen["note_there"]} if chosen.get("there") else {}
        afters = {language: after, there: after_there}
        return publishing.withdraw_together(
            article, notes, by=by, kind=self.kind, is_named=not is_unnamed, after=afters
        )


class WithdrawAction(NoticeAction):
    """Withdraw a live text."""

    name = "withdraw"
    label = _("Withdraw…")
    done = _("Withdrawn. Readers see the notice.")
    guide = _("Replaces the story with a notice that shows your note.")
    kind = EditionKind.WITHDRAWAL

    def is_available(self, status):
        return status.is_live and not status.is_ahead


class RetractAction(NoticeAction):
    """Retract a text that was wrong, live or withdrawn."""

    name = "retract"
    label = _("Retract…")
    done = _("Retracted. Readers see the notice.")
    guide = _("For a story that was wrong. Replaces it with a notice that shows your note.")
    kind = EditionKind.RETRACTION

    def is_available(self, status):
        return (status.is_live or status.is_withdrawn) and not status.is_ahead


def is_publishable_now(status):
    """Return whether an approved text can go live over nothing that is live, and waits for no source."""
    return status.may_be_published() and not status.is_live and not status.may_precede
