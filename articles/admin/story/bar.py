"""The bar of the story's form: where each language stands, and the one next thing for this person."""

from dataclasses import dataclass, field

from django.utils.encoding import uri_to_iri
from django.utils.translation import gettext_lazy as _

from articles.admin.dates import as_of_query
from articles.admin.headlines import text_language
from articles.admin.story.actions.table import STEPS, offered
from articles.admin.story.length import length_of
from articles.admin.story.missing import missing
from articles.admin.story.standing import Place, places
from articles.admin.story.translation import Beside, beside
from articles.checks.context import TEXT
from articles.checks.registry import FindingCounts, examine_both
from articles.models import Event, Stage, Wanted
from articles.models.event import Happening
from articles.models.waiting import READY

# What comes next, the most urgent first: readers wait, then the writer, then the desk.
NEXT = {
    "publish": _("Publish %(language)s"),
    "publish-as": _("Publish %(language)s…"),
    "approve": _("Approve %(language)s"),
    "submit": _("Submit %(language)s"),
    "hold": _("Take on %(language)s"),
}
# The other answer to the same question stands beside it.
ALONE = _("Approve %(language)s alone…")
BESIDE = {"approve": ("return", _("Return…")), "publish": ("publish-both", _("Publish both…"))}


@dataclass
class Button:
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
class LanguageState:
    """One language in the bar. `more` are the buttons that are not next; `length` is told in words.

    counts  what preflight finds of a text that is begun; beside  how a translation stands to its source
    """

    place: Place
    length: str
    link: str
    counts: FindingCounts = field(default_factory=FindingCounts)
    beside: Beside | None = None
    sent_back: Event | None = None
    more: list = field(default_factory=list)

    @property
    def missing(self):
        """What stands between this person and the next step."""
        return missing(self.place)

    @property
    def ahead(self):
        """The address of the scheduled edition's page at its instant, in the time machine; "" for none."""
        edition = self.place.ahead
        return f"{edition.get_absolute_url()}?{as_of_query(edition.live_from)}" if edition else ""

    @property
    def reason_language(self):
        return text_language(self.sent_back.reason)

    @property
    def address(self):
        return uri_to_iri(self.link)


@dataclass
class Bar:
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


def bar(article, user, *, is_refused=False):
    """What the bar shows: see admin/articles/article/_bar.html. What was refused is first of all saved."""
    found, findings = places(article, user=user), examine_both(article)
    sent_back = reasons(article, found)
    main = [] if is_refused else next_buttons(article, found, user, sent_back) + alone_buttons(found, user)
    shown = {button.value for button in main}
    states = []
    for place in found:
        link = place.edition.get_absolute_url() if place.is_live else ""
        length = length_of(article.text("body", place.language), place.language)
        buttons = [button_of(name, place) for name in offered(place, user)]
        more = [button for button in buttons if button.value not in shown]
        counts = FindingCounts.of(findings[place.language] if is_begun(article, place) else [])
        own = place.source and beside(article, place.progress, user)
        states.append(LanguageState(place, length, link, counts, own, sent_back.get(place.language), more))
    return Bar(states, main)


def next_buttons(article, found, user, sent_back):
    """The one next thing that this person can do for this story, or nothing."""
    for name, label in NEXT.items():
        for place in found:
            if name not in offered(place, user) or not is_next(name, article, place, found):
                continue
            if name == "submit" and was_sent_back_by(user, sent_back.get(place.language)):
                continue  # who sent a text back waits for its writer
            words = label % {"language": place.language.label}
            buttons = [Button(name, place.language, words)]
            if name in BESIDE and BESIDE[name][0] in offered(place, user):
                buttons.append(Button(BESIDE[name][0], place.language, BESIDE[name][1]))
            return buttons
    return []


def alone_buttons(found, user):
    """What an editor may do who is alone with words of their own: in sight, and never the thing to do."""
    return [
        Button("approve-alone", place.language, ALONE % {"language": place.language.label}, is_next=False)
        for place in found
        if "approve-alone" in offered(place, user)
    ][:1]


def is_begun(article, place):
    """Whether there is a text that is wanted: of one that is not, preflight has nothing to tell."""
    return place.progress.wanted != Wanted.NOTHING and any(
        article.text(field, place.language) for field in TEXT
    )


def is_next(name, article, place, found):
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


def button_of(name, place):
    step = STEPS[name]
    return Button(name, place.language, step.label, step.is_grave)


def reasons(article, found):
    """The event that sent a language back to writing, if that is where it still is: {"ko": Event}."""
    writing = {place.language for place in found if place.progress.stage == Stage.WRITING}
    if not writing:
        return {}
    latest = {}
    events = Event.objects.about(article).filter(happening__in=Happening.STEPS, language__in=writing)
    for event in events.select_related("actor")[:20]:
        latest.setdefault(event.language, event)
    return {language: event for language, event in latest.items() if event.reason}
