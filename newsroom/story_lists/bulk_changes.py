"""Bulk changes: actions on many stories, processed in one batch per request.

An action has a form, and changes each story as the story's own pages would. Each batch is a POST by the
user who selected the stories. So no worker is needed, the user's current permissions apply, and a restored
backup continues no bulk change on its own. A story and its outcome are written in one transaction, so that
interruptions and repeated requests never change a story twice.
"""

from datetime import date
from time import monotonic

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.forms.fields import DayInput
from articles.admin.story.actions.action_form import reason_field
from articles.admin.story.actions.forms import PersonField
from articles.annotations import InterfaceText, User
from articles.events import log
from articles.models import Article, Edition, Language, LanguageProgress, Section, Topic, Wanted
from articles.models.people import BY_NAME
from articles.refusals import Refused
from articles.workflow.assignments import assign, assignable_people
from articles.workflow.edit_session import EditConflict, EditSession, want
from articles.workflow.permissions import Verb, may, may_file, may_somewhere, may_touch
from newsroom.story_lists.models import BulkChange, BulkOutcome, BulkState, BulkStory


class BulkRefused(Refused):
    """Raised if one story of a bulk change cannot be changed. Other stories are not affected."""


def languages_of(user: User, *verbs: Verb) -> list[Language]:
    """Return the languages where the user may do at least one of the verbs."""
    return [language for language in Language if any(may(user, verb, language) for verb in verbs)]


class BulkForm(forms.Form):
    """Base class for the forms of bulk actions, for one user."""

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.user = user
        self.build()

    def build(self):
        """Limit the choices to the user's permissions."""

    def options(self) -> dict:
        """Return the options of the action, which are stored as JSON, without the reason."""
        raise NotImplementedError


class BulkAssignForm(BulkForm):
    language = forms.ChoiceField(label=_("Language"), widget=forms.RadioSelect)
    person = PersonField(None, label=_("Assigned to"), required=False, empty_label=_("Choose a person"))
    nobody = forms.BooleanField(label=_("Assign to no one"), required=False)

    def build(self):
        languages = languages_of(self.user, Verb.APPROVE)
        self.fields["language"].choices = [(language.value, language.label) for language in languages]
        if len(languages) == 1:
            self.fields["language"].initial = languages[0]
        people = get_user_model().objects.none()
        for language in languages:
            people = people | assignable_people(language)
        self.fields["person"].queryset = people.order_by(*BY_NAME)

    def clean(self):
        cleaned = super().clean()
        person, language = cleaned.get("person"), cleaned.get("language")
        if person and language and not assignable_people(language).filter(pk=person.pk).exists():
            self.add_error("person", _("This person cannot work on this language."))
        if "person" in cleaned and bool(person) == cleaned["nobody"]:
            self.add_error("person", _("Choose a person, or “Assign to no one”."))
        return cleaned

    def options(self):
        person = self.cleaned_data["person"]
        return {"language": self.cleaned_data["language"], "person": person.pk if person else None}


class BulkPlanForm(BulkForm):
    languages = forms.MultipleChoiceField(label=_("Languages"), widget=forms.CheckboxSelectMultiple)
    day = forms.DateField(
        label=_("Planned for"),
        required=False,
        widget=DayInput,
        help_text=_("The day you plan to publish. Nothing happens automatically."),
    )
    no_day = forms.BooleanField(label=_("No planned day"), required=False)

    def build(self):
        languages = languages_of(self.user, Verb.APPROVE)
        self.fields["languages"].choices = [(language.value, language.label) for language in languages]
        self.fields["languages"].initial = [language.value for language in languages]

    def clean(self):
        cleaned = super().clean()
        if "day" in cleaned and bool(cleaned["day"]) == cleaned["no_day"]:
            self.add_error("day", _("Choose a day, or no day."))
        return cleaned

    def options(self):
        day = self.cleaned_data["day"]
        return {"languages": self.cleaned_data["languages"], "day": day.isoformat() if day else None}


class BulkSectionForm(BulkForm):
    section = forms.ModelChoiceField(Section.objects.all(), label=_("Section"))

    def options(self):
        return {"section": self.cleaned_data["section"].pk}


class BulkTopicForm(BulkForm):
    topic = forms.ModelChoiceField(Topic.objects.filter(merged_into=None), label=_("Topic"))

    def options(self):
        return {"topic": self.cleaned_data["topic"].pk}


class SetAsideForm(BulkForm):
    reason = reason_field(_("Reason"), help_text=_("Kept in the log of each story."))

    def clean_reason(self):
        reason = self.cleaned_data["reason"].strip()
        if not reason:
            raise ValidationError(_("Give a reason."))
        return reason

    def options(self):
        return {}


class BulkAction:
    """Base class for an action on many stories.

    name        identifier in URLs and in BulkChange.action
    label       text in the list of actions, and title of its page
    guide       a sentence above the form
    form_class  a BulkForm
    """

    name = ""
    label: InterfaceText = ""
    guide: InterfaceText = ""
    form_class: type[BulkForm] = BulkForm

    def is_permitted(self, user: User) -> bool:
        """Return whether the user may do this action to at least some stories."""
        raise NotImplementedError

    def perform(self, article: Article, *, by: User, reason: str, bulk: int, **options) -> bool:
        """Do the action to one story, which is locked; return whether it changed.

        bulk     the id of the BulkChange
        options  from `options()` of the form

        Raise PermissionDenied, EditConflict, or a Refused with reasons.
        """
        raise NotImplementedError


class BulkAssign(BulkAction):
    """Assign one language of the stories to a person, or clear the assignment."""

    name = "assign"
    label = _("Assign…")
    guide = _("The assignee gets one notification for all of these stories.")
    form_class = BulkAssignForm

    def is_permitted(self, user):
        return may_somewhere(user, Verb.APPROVE)

    def perform(self, article, *, by, reason, bulk, language, person):
        before = LanguageProgress.objects.get(article=article, language=language).assignee_id
        if before == person:
            return False
        to = get_user_model().objects.get(pk=person) if person else None
        assign(article, language, by=by, to=to, was=before, bulk=bulk)
        return True


class BulkPlan(BulkAction):
    """Set or clear the planned day of the stories."""

    name = "plan"
    label = _("Plan for a day…")
    form_class = BulkPlanForm

    def is_permitted(self, user):
        return may_somewhere(user, Verb.APPROVE)

    def perform(self, article, *, by, reason, bulk, languages, day):
        planned_on = date.fromisoformat(day) if day else None
        rows = LanguageProgress.objects.filter(article=article, language__in=languages)
        others = [row.language for row in rows.order_by("language") if row.planned_on != planned_on]
        for language in others:
            assign(article, language, by=by, planned_on=planned_on)
        return bool(others)


class BulkFiling(BulkAction):
    """Base class for actions on sections and topics, which both languages share."""

    def is_permitted(self, user):
        return may_somewhere(user, Verb.WRITE)

    def perform(self, article, *, by, reason, bulk, **options):
        if not may_file(by, article):
            raise PermissionDenied
        edit = EditSession(article.pk, by=by)
        self.file(edit.article, **options)
        return bool(edit.finish())

    def file(self, article: Article, **options) -> None:
        """Change the section or topics of a story in an EditSession."""
        raise NotImplementedError


class BulkSection(BulkFiling):
    """Move the stories to a section."""

    name = "section"
    label = _("Move to a section…")
    form_class = BulkSectionForm

    def file(self, article, *, section):
        article.section = Section.objects.filter(pk=section).first()
        if article.section is None:
            raise BulkRefused(_("The section was deleted."))


class BulkTopic(BulkFiling):
    """Add a topic to the stories."""

    name = "topic"
    label = _("Add a topic…")
    form_class = BulkTopicForm

    def file(self, article, *, topic):
        chosen = Topic.objects.select_related("merged_into").filter(pk=topic).first()
        if chosen is None:
            raise BulkRefused(_("The topic was deleted."))
        article.topics.add(chosen.merged_into or chosen)


class SetAside(BulkAction):
    """Set aside drafts that were never published: neither language is wanted any more."""

    name = "set-aside"
    label = _("Set aside drafts…")
    guide = _(
        "For stories that were never published and will not be. They are removed from the board, the lists "
        "and the calendar. The filter “Set aside” finds them, and requesting a language brings a story back."
    )
    form_class = SetAsideForm

    def is_permitted(self, user):
        return len(languages_of(user, Verb.WRITE, Verb.APPROVE)) == len(Language)

    def perform(self, article, *, by, reason, bulk):
        if not self.is_permitted(by) or not may_touch(by, article):
            raise PermissionDenied
        if Edition.objects.filter(article=article).exists():
            raise BulkRefused(_("It was published, or is scheduled."))
        rows = LanguageProgress.objects.filter(article=article).exclude(wanted=Wanted.NOTHING)
        languages = list(rows.order_by("language").values_list("language", flat=True))
        for language in languages:
            want(article, language, Wanted.NOTHING, by=by, reason=reason)
        return bool(languages)


ACTIONS: dict[str, BulkAction] = {
    action.name: action for action in (BulkAssign(), BulkPlan(), BulkSection(), BulkTopic(), SetAside())
}


AT_ONCE = 50  # stories per request
SECONDS = 3  # time limit per request for starting another story
AT_LEAST = 1


@log.unit_of_work()
def choose_stories(action: str, stories: QuerySet, *, by: User) -> BulkChange:
    """Store the selected stories, in the order of the list, for an action that starts later."""
    change = BulkChange.objects.create(action=action, started_by=by)
    ids = dict.fromkeys(stories.values_list("pk", flat=True))
    BulkStory.objects.bulk_create([BulkStory(change=change, article_id=pk) for pk in ids])
    return change


def begin(change: BulkChange, options: dict, *, reason: str = "") -> bool:
    """Start a bulk change with the options of its form. Return False if it was already started."""
    begun = {"state": BulkState.RUNNING, "options": options, "reason": reason}
    is_begun = BulkChange.objects.filter(pk=change.pk, state=BulkState.CHOSEN).update(**begun)
    change.refresh_from_db()
    return bool(is_begun)


def stop(change: BulkChange) -> None:
    """Stop a running bulk change before its next story."""
    BulkChange.objects.filter(pk=change.pk, state=BulkState.RUNNING).update(state=BulkState.STOPPED)


def go_on(change: BulkChange) -> None:
    """Continue a stopped bulk change with the waiting stories."""
    BulkChange.objects.filter(pk=change.pk, state=BulkState.STOPPED).update(state=BulkState.RUNNING)


def work_on(change: BulkChange, *, by: User) -> None:
    """Process the next batch of a running bulk change, and finish the change after the last story.

    A batch ends after AT_ONCE stories or SECONDS, or if the change is stopped.
    """
    begun_at, waiting = monotonic(), change.stories.filter(outcome=BulkOutcome.WAITING)
    ids = list(waiting.values_list("pk", flat=True)[:AT_ONCE])
    for index, pk in enumerate(ids):
        if index >= AT_LEAST and monotonic() - begun_at > SECONDS:
            return
        if not BulkChange.objects.filter(pk=change.pk, state=BulkState.RUNNING).exists():
            return
        change_story(change, pk, by=by)
    if not waiting.exists():
        running = BulkChange.objects.filter(pk=change.pk, state=BulkState.RUNNING)
        running.update(state=BulkState.FINISHED)


def change_story(change: BulkChange, pk: int, *, by: User) -> None:
    """Do the action to a story that is still waiting, and store the outcome, which may be a refusal."""
    try:
        with log.unit_of_work():
            _change_waiting(change, pk, by)
    except PermissionDenied:
        _refuse(pk, gettext("You do not have permission to change this story, or not in this language."))
    except EditConflict:
        _refuse(pk, gettext("Someone else changed it at the same time."))
    except Refused as refusal:
        _refuse(pk, str(refusal))


def _change_waiting(change, pk, by):
    story = BulkStory.objects.select_for_update().filter(pk=pk, outcome=BulkOutcome.WAITING).first()
    if story is None:  # another request has processed it
        return
    article = Article.objects.select_for_update(of=("self",)).filter(pk=story.article_id).first()
    if article is None:
        raise Refused(gettext("The story was deleted."))
    known = {"by": by, "reason": change.reason, "bulk": change.pk}
    has_changed = ACTIONS[change.action].perform(article, **known, **change.options)
    story.outcome = BulkOutcome.DONE if has_changed else BulkOutcome.UNCHANGED
    story.save(update_fields=["outcome"])


def _refuse(pk, reason):
    """Store a refusal, unless another request has stored an outcome in the meantime."""
    rows = BulkStory.objects.filter(pk=pk, outcome=BulkOutcome.WAITING)
    rows.update(outcome=BulkOutcome.REFUSED, reason=reason)
