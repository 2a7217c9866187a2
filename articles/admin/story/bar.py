"""The bar of the story form: the status of each language and the recommended next action."""

from dataclasses import dataclass, field

from django.utils.encoding import uri_to_iri
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.admin.display import as_of_query, text_language
from articles.admin.story.actions import ACTIONS
from articles.admin.story.form import format_length
from articles.admin.story.preflight import FindingPresenter
from articles.admin.story.screens import LanguageStatus, language_statuses
from articles.admin.story.translation_status import TranslationStatus, translation_status
from articles.annotations import User
from articles.checks.context import TEXT, RelatedData
from articles.checks.registry import FindingCounts, examine_both
from articles.models import Article, Event, Language, Stage, Wanted
from articles.models.open_work import READY
from articles.publishing.other_language import SOURCE_NOT_LIVE
from articles.workflow.permissions import Verb, may
from articles.workflow.transitions import (
    DECISIONS,
    SHOWN_FOR,
    DeskChange,
    desk_change,
    explain_own_words,
    lacks_second_pair_of_eyes,
)
from articles.workflow.withdrawal_checklist import WithdrawalChecklist, read_checklist

MISSING_FIELDS = {
    "title": _("The headline is missing."),
    "summary": _("The summary is missing."),
    "body": _("The text is missing. For headline and summary only, request a brief."),
}
MISSING_PERMISSIONS = {
    (Verb.WRITE, Language.EN): _("Needs someone who can write English."),
    (Verb.WRITE, Language.KO): _("Needs someone who can write Korean."),
    (Verb.APPROVE, Language.EN): _("Needs someone who can approve English."),
    (Verb.APPROVE, Language.KO): _("Needs someone who can approve Korean."),
    (Verb.PUBLISH, Language.EN): _("Needs someone who can publish English."),
    (Verb.PUBLISH, Language.KO): _("Needs someone who can publish Korean."),
}


def describe_missing(status):
    """Return sentences that explain why the next step is not possible, or not for this user."""
    if status.progress.wanted == Wanted.NOTHING:
        nothing = [_("Nothing is requested in this language. Request the full text or a brief.")]
        return [] if status.edition else nothing
    stage = status.progress.stage
    if stage == Stage.WRITING:
        return missing_text(status) + missing_permission(status, Verb.WRITE)
    if stage == Stage.IN_REVIEW:
        if missing := missing_permission(status, Verb.APPROVE):
            return missing
        is_own = lacks_second_pair_of_eyes(status.user, status.progress)
        return [explain_own_words(status.user, status.progress)] if is_own else []
    if status.may_be_published():
        early = [SOURCE_NOT_LIVE] if status.may_precede else []
        return missing_permission(status, Verb.PUBLISH) or early
    return []


def missing_text(status):
    """Return a sentence for each empty field that review needs; one sentence if all are empty."""
    wanted = MISSING_FIELDS if status.progress.wanted == Wanted.FULL else ["title", "summary"]
    missing = [field for field in wanted if not status.article.text(field, status.language).strip()]
    if len(missing) == len(wanted):
        return [_("There is no text yet.")]
    return [MISSING_FIELDS[field] for field in missing]


def missing_permission(status, verb):
    if may(status.user, verb, status.language):
        return []
    return [MISSING_PERMISSIONS[verb, status.language]]


# Recommended actions, most urgent first: actions that readers wait for, then those that colleagues wait for.
NEXT_ACTIONS = {
    "publish": _("Publish %(language)s"),
    "publish-as": _("Publish %(language)s…"),
    "propose-change": _("Submit the %(language)s change…"),
    "approve": _("Approve %(language)s"),
    "submit": _("Submit %(language)s"),
    "assign-to-self": _("Assign %(language)s to me"),
}
FINDINGS_IN_PANEL = 3
APPROVE_ALONE = _("Approve %(language)s without review…")
# Alternatives that are offered next to a recommended action.
ALTERNATIVES = {
    "approve": [("return", _("Return…"))],
    "publish": [("publish-both", _("Publish both…")), ("schedule", _("Schedule…"))],
}
SAME_TEXT = _("Add a correction note to the same text…")
# Actions that have a button in the bar even if they are not recommended. The form is saved first, so that
# they include unsaved changes.
ALWAYS_OFFERED = {"publish-as": _("Publish the change…"), "reschedule": _("Reschedule %(language)s…")}


@dataclass
class BarButton:
    """Button for an action in one language. `value` names both: "submit:ko".

    is_next  False for an action that is not recommended, even if its button comes first in the bar
    has_editor  whether its form has a text editor, which does not fit in the drawer
    needs_change  whether there is nothing to publish until the user changes the text
    """

    name: str
    language: str
    label: str
    is_grave: bool = False
    is_next: bool = True
    has_editor: bool = False
    needs_change: bool = False

    @property
    def value(self):
        return f"{self.name}:{self.language}"


@dataclass
class BarLanguage:
    """One language in the bar.

    length    formatted by format_length
    link      the address of the live page, or ""
    counts    numbers of preflight findings; empty without a text
    findings  FindingPresenters of the first findings
    sent_back    the Event that returned the text to its writer, or None
    desk_change  for the writer: changes that the desk made before its decision, or None
    more      buttons of the other offered actions, for the menu of the language
    """

    status: LanguageStatus
    length: str
    link: str
    counts: FindingCounts = field(default_factory=FindingCounts)
    translation_status: TranslationStatus | None = None
    sent_back: Event | None = None
    desk_change: DeskChange | None = None
    more: list = field(default_factory=list)
    findings: list = field(default_factory=list)

    @property
    def missing(self):
        """Return sentences that explain why the next step is not possible for this user."""
        return describe_missing(self.status)

    @property
    def ahead(self):
        """Return the address of the scheduled edition's page as of its instant, or ""."""
        edition = self.status.ahead
        return f"{edition.get_absolute_url()}?{as_of_query(edition.live_from)}" if edition else ""

    @property
    def desk_changed(self):
        """Return a sentence with the number of words that the desk changed."""
        count = self.desk_change.words
        words = ngettext("The desk changed %(count)d word.", "The desk changed %(count)d words.", count)
        return words % {"count": count}

    @property
    def reason_language(self):
        return text_language(self.sent_back.reason)

    @property
    def address(self):
        return uri_to_iri(self.link)


@dataclass
class StoryBar:
    """Bar of the story form.

    languages  BarLanguages, source first
    checklist  the WithdrawalChecklist, while readers see a notice
    main       BarButtons: the recommended action, its alternatives, and actions that are only offered
    """

    languages: list
    main: list
    checklist: WithdrawalChecklist | None = None

    @property
    def next_translation(self):
        """Return the status of the translation that the user should continue, or None."""
        statuses = [language.translation_status for language in self.languages]
        return next((status for status in statuses if status and status.is_next), None)

    @property
    def has_been_published(self):
        """Return whether readers have seen an edition, or a notice in its place."""
        return any(language.status.edition for language in self.languages)

    @property
    def next_language(self):
        return self.main[0].language if self.main else None

    @property
    def has_next(self):
        return bool(self.main) and self.main[0].is_next


def build_bar(
    article: Article,
    user: User,
    *,
    statuses: list[LanguageStatus] | None = None,
    rows: RelatedData | None = None,
    is_refused: bool = False,
) -> StoryBar:
    """Return the bar for admin/articles/article/_bar.html.

    statuses, rows  of the story, if already read
    is_refused      whether the form has errors; then the bar has no main buttons
    """
    statuses, rows = statuses or language_statuses(article, user), rows or RelatedData(article)
    findings = examine_both(article, progress=[status.progress for status in statuses], rows=rows)
    sent_back = latest_returns(statuses)
    offered = {status.language: offered_actions(status) for status in statuses}
    main = [] if is_refused else main_buttons(statuses, sent_back, offered)
    in_bar = {button.value for button in main if not button.needs_change}
    languages = []
    for status in statuses:
        link = status.edition.get_absolute_url() if status.is_live else ""
        length = format_length(article.text("body", status.language), status.language)
        buttons = [menu_button(action, status) for action in offered[status.language].values()]
        more = [button for button in buttons if button.value not in in_bar]
        language_findings = findings[status.language] if has_wanted_text(article, status) else []
        first = [finding for finding in language_findings if finding.waiver is None][:FINDINGS_IN_PANEL]
        shown_findings = [FindingPresenter(finding, status.language, article, user) for finding in first]
        languages.append(
            BarLanguage(
                status,
                length,
                link,
                counts=FindingCounts.of(language_findings),
                translation_status=status.source
                and translation_status(article, status.progress, user, rows.translated),
                sent_back=sent_back.get(status.language),
                desk_change=latest_desk_change(status),
                more=more,
                findings=shown_findings,
            )
        )
    is_withdrawn = any(status.edition is not None and status.edition.is_notice for status in statuses)
    return StoryBar(languages, main, read_checklist(article) if is_withdrawn else None)


def menu_button(action, status):
    """Return the button of an action in the menu of its language."""
    is_same = action.name == "publish-as" and status.is_unchanged
    label = SAME_TEXT if is_same else action.label
    return BarButton(action.name, status.language, label, action.is_grave, has_editor=action.has_editor)


def offered_actions(status):
    """Return {name: StoryAction} of the actions that the user may take for a LanguageStatus, in order."""
    return {name: action for name, action in ACTIONS.items() if action.is_offered(status.user, status)}


def main_buttons(statuses, sent_back, offered):
    """Return the buttons of the bar: the recommended action, its alternatives, and actions only offered.

    offered  {language: its offered_actions}
    """
    main = next_buttons(statuses, sent_back, offered)
    names = {button.name for button in main}
    for name, label in ALWAYS_OFFERED.items():
        if name not in names:
            main += buttons_of(name, label, statuses, offered)
    alone = [] if "publish-as" in names else buttons_of("approve-alone", APPROVE_ALONE, statuses, offered)
    # A phone has room for only one of these two buttons.
    return main + (alone or buttons_of("recall", _("Recall %(language)s"), statuses, offered))


def buttons_of(name, label, statuses, offered):
    """Return [BarButton] for the first language where an action is offered, without recommending it."""
    able = [status for status in statuses if name in offered[status.language]]
    if not able:
        return []
    language = able[0].language
    needs_change = name == "publish-as" and not any(status.has_changes for status in able)
    label = label % {"language": language.label}
    return [BarButton(name, language, label, is_next=False, needs_change=needs_change)]


def next_buttons(statuses, sent_back, offered):
    """Return the button of the recommended action with its alternatives, or an empty list."""
    for name, label in NEXT_ACTIONS.items():
        for status in statuses:
            actions, returned = offered[status.language], sent_back.get(status.language)
            if name not in actions or not is_recommended(name, status):
                continue
            if name == "submit" and returned and returned.actor_id == status.user.pk:
                continue  # not recommended to the user who returned the text to its writer
            buttons = [BarButton(name, status.language, label % {"language": status.language.label})]
            return buttons + [
                BarButton(alternative, status.language, words)
                for alternative, words in ALTERNATIVES.get(name, ())
                if alternative in actions
            ]
    return []


def has_wanted_text(article, status):
    """Return whether the language is wanted and has text; otherwise its findings are meaningless."""
    return status.progress.wanted != Wanted.NOTHING and any(
        article.text(field, status.language) for field in TEXT
    )


def is_recommended(name, status):
    has_headline = bool(status.article.text("title", status.language))
    if name == "publish-as":
        return status.has_changes
    if name == "propose-change":
        is_own = status.progress.changed_by_id == status.user.pk
        return is_own and status.progress.stage == Stage.WRITING
    if name == "submit":
        return has_headline
    if name == "assign-to-self":
        is_asked_for = status.progress.wanted != Wanted.NOTHING and not has_headline
        return is_asked_for and is_source_ready(status.source)
    return True


def is_source_ready(source):
    """Return whether the source is unlikely to change, by the same rule as the dashboard."""
    if source is None:
        return False
    return source.is_live or (source.edition is None and source.progress.stage in READY)


def latest_returns(statuses):
    """Return {language: Event} of the returns to the writer, for languages still in writing."""
    writing = (status for status in statuses if status.progress.stage == Stage.WRITING)
    steps = {status.language: status.latest_step for status in writing}
    return {language: step for language, step in steps.items() if step and step.reason}


def latest_desk_change(status):
    """Return the DeskChange before the latest decision if the user submitted the text, else None."""
    if status.progress.stage == Stage.IN_REVIEW or not status.progress.text_digest:
        return None
    step = status.latest_step
    if step is None or step.type not in DECISIONS or status.at - step.at > SHOWN_FOR:
        return None
    change = desk_change(step) if step.actor_id != status.user.pk else None
    return change if change and change.writer_id == status.user.pk else None
