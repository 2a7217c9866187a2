"""Actions that publish a text now or later, or change a published text."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles import publishing
from articles.admin.story.actions.action_form import CHANGE_PARTS, ActionForm
from articles.admin.story.actions.desk import StoryAction
from articles.admin.story.actions.forms import BriefForm, InstantForm, QuickFixForm
from articles.checks.context import TEXT
from articles.checks.registry import examine
from articles.models import Edition, EditionKind, Stage
from articles.translations.machine_drafts import set_machine_label
from articles.workflow.edit_session import EditConflict
from articles.workflow.permissions import Verb
from articles.workflow.transitions import TransitionRefused

ORDER_PARTS = (ActionForm.add_before_source, ActionForm.add_why)


class ReaderAction(StoryAction):
    """Base class of actions that change published or scheduled texts."""

    verbs = (Verb.PUBLISH,)
    busy = _("The database was busy for too long. Nothing was published. Try again.")


class JointAction(ReaderAction):
    """Base class of actions that can include the other language (`both` in the form).

    act_alone, act_together  the functions of articles.publishing for one language and for both
    alone_only               form values that do not apply if both languages go together
    """

    guards_there = True
    act_alone: Callable[..., Edition]
    act_together: Callable[..., list[Edition]]
    alone_only: tuple[str, ...] = ("before_source", "reason")

    def perform(self, article, language, *, by, seen, after, both=False, after_there=None, **cleaned):
        if not (both or self.is_for_both):
            return self.act_alone(article, language, by=by, after=after, **cleaned)
        cleaned = {name: value for name, value in cleaned.items() if name not in self.alone_only}
        return self.act_together(article, language, by=by, after=after, after_there=after_there, **cleaned)


class PublishingAction(JointAction):
    """Base class of actions that publish an approved text."""

    is_inspected = True
    act_alone = staticmethod(publishing.publish)
    act_together = staticmethod(publishing.publish_together)


class PublishAction(PublishingAction):
    """Publish the first edition now. PublishChangeAction publishes changes of a live text."""

    name = "publish"
    label = _("Publish now")
    done = _("Published.")

    def is_available(self, status):
        return is_publishable_now(status) and status.edition is None


class PublishAgainAction(PublishingAction):
    """Publish a story again in place of its notice, after a confirmation."""

    name = "publish-again"
    label = _("Publish again…")
    done = _("Published. Readers see the story again.")
    form_parts = (ActionForm.add_kind, ActionForm.add_note)
    guide = _("Readers currently see a notice. The story replaces it.")

    def is_available(self, status):
        return is_publishable_now(status) and status.edition is not None


class PublishBeforeSourceAction(PublishingAction):
    """Publish a translation before its source, with a reason."""

    name = "publish-first"
    label = _("Publish before its source…")
    done = _("Published. The morning report will show your name and reason.")
    form_parts = ORDER_PARTS
    guide = _("The source is not live yet. Make sure that its desk knows.")

    def is_available(self, status):
        return status.may_be_published() and status.may_precede


class PublishBothAction(PublishingAction):
    """Publish both languages together, or neither."""

    name = "publish-both"
    label = _("Publish both languages…")
    done = _("Both languages published.")
    form_parts = CHANGE_PARTS
    guide = _("Both languages go live together, or neither does.")
    is_for_both = True

    def is_available(self, status):
        return status.may_be_published() and status.there.may_be_published()

    def examine(self, status):
        return super().examine(status) + super().examine(status.there)


class PublishUnderScheduledAction(ReaderAction):
    """Publish a change of a live text now, and put it into the scheduled edition as well."""

    name = "publish-under"
    label = _("Publish now, keep the schedule…")
    is_inspected = True
    done = _("Published. The scheduled edition includes the change.")
    form_parts = CHANGE_PARTS
    guide = _("The change goes live now and is added to the scheduled edition, which keeps its time.")

    def is_available(self, status):
        return status.is_live and status.is_ahead and status.progress.stage == Stage.APPROVED

    def perform(self, article, language, *, by, seen, after, **cleaned):
        return publishing.publish(article, language, by=by, after=after, under=True, **cleaned)


class ScheduleAction(PublishingAction):
    """Schedule an approved text, in one language or both."""

    name = "schedule"
    label = _("Schedule…")
    kind_labels = {
        EditionKind.UPDATE: _("Schedule as update"),
        EditionKind.CORRECTION: _("Schedule as correction"),
        EditionKind.MINOR: _("Schedule as minor change"),
    }
    done = _("Scheduled.")
    form_class = InstantForm
    form_parts = (InstantForm.add_instant, *CHANGE_PARTS, ActionForm.add_both, *ORDER_PARTS)
    guide = _("It goes live automatically at that time.")

    def is_available(self, status):
        return status.may_be_published()


class ScheduledEditionAction(JointAction):
    """Base class of actions on a scheduled edition."""

    def is_available(self, status):
        return status.is_ahead

    def judged_at(self, status):
        """Return the instant that preflight assumes for the scheduled edition: now."""
        return status.at

    def examine(self, status):
        if not status.is_ahead:  # someone canceled or published it
            return []
        at = self.judged_at(status)
        return examine(status.article, status.progress, planned=status.ahead, at=at)


class RescheduleAction(ScheduledEditionAction):
    """Move a scheduled edition to another instant."""

    name = "reschedule"
    label = _("Reschedule…")
    done = _("Rescheduled.")
    form_class = InstantForm
    form_parts = (InstantForm.add_instant, ActionForm.add_both, *ORDER_PARTS)
    guide = _("The scheduled edition goes live at a different time, with the same text.")
    is_inspected = True
    act_alone = staticmethod(publishing.reschedule)
    act_together = staticmethod(publishing.reschedule_together)

    def judged_at(self, status):
        return status.ahead.live_from


class BringForwardAction(ScheduledEditionAction):
    """Publish a scheduled edition now, or at an earlier instant."""

    name = "bring-forward"
    label = _("Bring forward…")
    done = _("Brought forward.")
    form_class = InstantForm
    form_parts = (InstantForm.add_when, InstantForm.add_instant, ActionForm.add_both, *ORDER_PARTS)
    guide = _("The scheduled edition goes live now, or at an earlier time than scheduled.")
    is_inspected = True
    act_alone = staticmethod(publishing.bring_forward)
    act_together = staticmethod(publishing.bring_forward_together)


class CancelAction(ScheduledEditionAction):
    """Cancel a scheduled edition."""

    name = "cancel"
    label = _("Cancel the scheduled edition…")
    done = _("Canceled. Nothing is scheduled.")
    form_parts = (ActionForm.add_both, ActionForm.add_before_source, ActionForm.add_optional_reason)
    guide = _("Readers have not seen it. The live edition and the text here stay as they are.")
    act_alone = staticmethod(publishing.cancel)
    act_together = staticmethod(publishing.cancel_together)
    alone_only = ("before_source",)


class BriefAction(StoryAction):
    """Write a brief in a language without text, and publish it if the user may."""

    name = "brief"
    label = _("Write a brief…")
    verbs = (Verb.WRITE,)
    busy = ReaderAction.busy
    form_class = BriefForm
    form_parts = (
        ActionForm.add_headline,
        ActionForm.add_summary,
        BriefForm.add_words_of_source,
        ActionForm.add_before_source,
        BriefForm.add_alone_reason,
    )
    guide = _("Headline and summary only, with a link to the full text in the other language.")
    is_inspected = True

    def is_available(self, status):
        """Return whether the language has no text yet, and its source is live or approved."""
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


class QuickFixAction(ReaderAction):
    """Fix an error in the live text without publishing other changes of the story."""

    name = "quick-fix"
    label = _("Quick fix of the live text…")
    done = _("Fixed. Readers see it now.")
    form_class = QuickFixForm
    form_parts = (
        ActionForm.add_headline,
        ActionForm.add_summary,
        QuickFixForm.add_body,
        QuickFixForm.add_under,
        QuickFixForm.add_facts,
    )
    guide = _(
        "Fix an error in the live text. The fix goes live immediately and is added to the story. Other "
        "unpublished changes stay unpublished."
    )
    is_inspected = has_editor = True

    def is_available(self, status):
        return status.is_live

    def examine(self, status):
        return []  # the fix is examined when it is submitted

    def perform(self, article, language, *, by, seen, after, is_correction=False, **cleaned):
        if not is_correction:
            return publishing.quick_fix(article, language, by=by, after=after, **cleaned)
        known = {name: cleaned.get(name) for name in ("headline", "summary", "body", "live_number")}
        return publishing.carry_fix_over(article, language, by=by, **known)

    def done_message(self, result):
        return self.done if result else _("Saved in the story. Readers do not see it yet.")

    def address_after(self, article, language, result):
        """Return the address of the correction page if the text was carried over to it, else ""."""
        page = reverse("admin:articles_article_action", args=[article.pk, language, "publish-as"])
        return "" if result else f"{page}?kind={EditionKind.CORRECTION}"


def is_publishable_now(status):
    """Return whether an approved text can go live without replacing a live text or preceding its source."""
    return status.may_be_published() and not status.is_live and not status.may_precede


class MachineLabelAction(StoryAction):
    """Base class of actions on the machine translation label."""

    verbs = (Verb.PUBLISH,)
    is_hidden = False

    def is_available(self, status):
        progress = status.progress
        return progress.has_machine_drafts and progress.hides_machine_label != self.is_hidden

    def perform(self, article, language, *, by, seen, after, reason=""):
        return set_machine_label(article, language, by=by, is_hidden=self.is_hidden, reason=reason)


class HideMachineLabelAction(MachineLabelAction):
    """Hide the machine translation label in later editions, with a reason."""

    name = "hide-machine-label"
    label = _("Remove the machine translation label…")
    done = _("From the next edition on, readers no longer see that a machine drafted this translation.")
    form_parts = (ActionForm.add_reason,)
    guide = _("Later editions do not mention the machine translation. Give a reason; the log keeps it.")
    is_hidden = True


class ShowMachineLabelAction(MachineLabelAction):
    """Show the machine translation label again in later editions."""

    name = "show-machine-label"
    label = _("Show the machine translation label")
    done = _("The next edition shows readers that a machine drafted this translation.")
