"""The bar of the story's form: where each language stands, and the one next thing for this person."""

from dataclasses import dataclass, field

from django.utils.encoding import uri_to_iri
from django.utils.translation import gettext_lazy as _

from articles.admin.forms.instants import as_of
from articles.admin.headlines import typed_in
from articles.admin.story.actions.table import STEPS, offered
from articles.admin.story.length import format_length
from articles.admin.story.missing import describe_missing
from articles.admin.story.standing import LanguageStatus, language_statuses
from articles.admin.story.translation import TranslationStatus, translation_status
from articles.checks.registry import TEXT, Counts, examine_both
from articles.models import Event, Stage, Wanted
from articles.models.event import Happening
from articles.models.waiting import READY

# What comes next, the most urgent first: readers wait, then the writer, then the desk.
NEXT_ACTIONS = {
    "publish": _("Publish %(language)s"),
    "publish-as": _("Publish %(language)s…"),
    "approve": _("Approve %(language)s"),
    "submit": _("Submit %(language)s"),
    "hold": _("Take on %(language)s"),
}
# The other answer to the same question stands beside it.
APPROVE_ALONE = _("Approve %(language)s alone…")
ALTERNATIVES = {"approve": ("return", _("Return…")), "publish": ("publish-both", _("Publish both…"))}


@dataclass
class BarButton:
    """One step of one language, as a button of the form: `value` names both.

    is_next  whether it is the thing to do where it stands first in the bar
    """

    name: str
    language: str
    label: str
    is_grave: bool = False
    is_next: bool = True

    @property
    def value(self):
        return f"{self.name}:{self.language}"


@dataclass
class BarLanguage:
    """One language in the bar. `more` are the buttons that are not next; `length` is told in words.

    counts  what preflight finds of a text that is begun; beside  how a translation stands to its source
    """

    place: LanguageStatus
    length: str
    link: str
    counts: Counts = field(default_factory=Counts)
    beside: TranslationStatus | None = None
    sent_back: Event | None = None
    more: list = field(default_factory=list)

    @property
    def missing(self):
        """What stands between this person and the next step."""
        return describe_missing(self.place)

    @property
    def ahead(self):
        """The address of the scheduled edition's page at its instant, in the time machine; "" for none."""
        edition = self.place.ahead
        return f"{edition.get_absolute_url()}?{as_of(edition.live_from)}" if edition else ""

    @property
    def reason_language(self):
        return typed_in(self.sent_back.reason)

    @property
    def address(self):
        return uri_to_iri(self.link)


@dataclass
class StoryBar:
    """languages: the source first. main: what is next, its other answer, what may be done alone; or none."""

    languages: list
    main: list

    @property
    def bench(self):
        """The Beside of the translation with which this person goes on in the workbench, or None."""
        return next((one.beside for one in self.languages if one.beside and one.beside.is_next), None)

    @property
    def next_language(self):
        return self.main[0].language if self.main else None

    @property
    def has_next(self):
        return bool(self.main) and self.main[0].is_next


def build_bar(article, user, *, is_refused=False):
    """What the bar shows: see admin/articles/article/_bar.html. What was refused is first of all saved."""
    found, findings = language_statuses(article, user=user), examine_both(article)
    sent_back = latest_returns(article, found)
    main = (
        []
        if is_refused
        else next_buttons(article, found, user, sent_back) + solo_approval_buttons(found, user)
    )
    shown = {button.value for button in main}
    states = []
    for place in found:
        link = place.edition.get_absolute_url() if place.is_live else ""
        length = format_length(article.text("body", place.language), place.language)
        buttons = [action_button(name, place) for name in offered(place, user)]
        more = [button for button in buttons if button.value not in shown]
        counts = Counts.of(findings[place.language] if has_wanted_text(article, place) else [])
        own = place.source and translation_status(article, place.progress, user)
        states.append(BarLanguage(place, length, link, counts, own, sent_back.get(place.language), more))
    return StoryBar(states, main)


def next_buttons(article, found, user, sent_back):
    """The one next thing that this person can do for this story, or nothing."""
    for name, label in NEXT_ACTIONS.items():
        for place in found:
            if name not in offered(place, user) or not is_recommended(name, article, place, found):
                continue
            if name == "submit" and was_sent_back_by(user, sent_back.get(place.language)):
                continue  # who sent a text back waits for its writer
            words = label % {"language": place.language.label}
            buttons = [BarButton(name, place.language, words)]
            if name in ALTERNATIVES and ALTERNATIVES[name][0] in offered(place, user):
                buttons.append(BarButton(ALTERNATIVES[name][0], place.language, ALTERNATIVES[name][1]))
            return buttons
    return []


def solo_approval_buttons(found, user):
    """What an editor may do who is alone with words of their own: in sight, and never the thing to do."""
    return [
        BarButton(
            "approve-alone", place.language, APPROVE_ALONE % {"language": place.language.label}, is_next=False
        )
        for place in found
        if "approve-alone" in offered(place, user)
    ][:1]


def has_wanted_text(article, place):
    """Whether there is a text that is wanted: of one that is not, preflight has nothing to tell."""
    return place.progress.wanted != Wanted.NOTHING and any(
        article.text(field, place.language) for field in TEXT
    )


def is_recommended(name, article, place, found):
    """Whether a step that is possible is also the thing to do."""
    has_headline = bool(article.text("title", place.language))
    if name == "publish-as":
        return place.may_be_published()
    if name == "submit":
        return has_headline
    if name == "hold":
        is_asked_for = place.progress.wanted != Wanted.NOTHING and not has_headline
        return is_asked_for and is_source_ready(article, place, found)
    return True


def was_sent_back_by(user, event):
    return event is not None and event.actor_id == user.pk


def is_source_ready(article, place, found):
    """Whether there is a source to translate that will hardly change, as the first screen counts it."""
    sources = [source for source in found if source.language == article.source_language != place.language]
    is_new = [source.edition is None and source.progress.stage in READY for source in sources]
    return any(is_new) or any(source.is_live for source in sources)


def action_button(name, place):
    step = STEPS[name]
    return BarButton(name, place.language, step.label, step.is_grave)


def latest_returns(article, found):
    """The event that sent a language back to writing, if that is where it still is: {"ko": Event}."""
    writing = {place.language for place in found if place.progress.stage == Stage.WRITING}
    if not writing:
        return {}
    latest = {}
    events = Event.objects.about(article).filter(happening__in=Happening.STEPS, language__in=writing)
    for event in events.select_related("actor")[:20]:
        latest.setdefault(event.language, event)
    return {language: event for language, event in latest.items() if event.reason}
