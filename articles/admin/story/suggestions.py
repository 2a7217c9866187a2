"""Suggestions on the story form: topics, terms, related stories; and the right to republish the story."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import body, story_exceptions
from articles.admin.display import datetime_html
from articles.admin.story.screens import StoryScreen
from articles.admin.story_rows import story_address
from articles.checks.context import TEXT, RelatedData, stored_columns
from articles.models import (
    Article,
    Edition,
    Language,
    Publication,
    RelatedExclusion,
    RightsReservation,
    Term,
    Topic,
    Validity,
    localized,
)
from articles.models.people import display_name
from articles.recently_used import RecentlyUsed
from articles.text.digests import digest_of
from articles.text.names import SoughtName, find_names, is_distinctive, possible_names
from articles.workflow.permissions import Actor, Verb, may

MAX_CANDIDATES = 12
CONTEXT_LETTERS = 24  # characters on each side of a mention; the editor uses them to find it again
PASSAGE = ("before", "words", "after")
# Roles of passages that may contain links; not headings, captions and names of speakers.
LINKABLE = {"p", "li"}
KEPT_OFFERS = RecentlyUsed(200)  # {OfferQuery.digest: result of find_offers}


@dataclass
class LinkOffer:
    """Words of a text that may become a link. The text around them identifies their place."""

    language: Language
    before: str
    words: str
    after: str

    @property
    def shown_before(self):
        """Return the text before the words, shortened to whole words."""
        is_cut = len(self.before) == CONTEXT_LETTERS and " " in self.before
        return f"… {self.before.partition(' ')[2]}" if is_cut else self.before

    @property
    def shown_after(self):
        """Return the text after the words, shortened to whole words."""
        is_cut = len(self.after) == CONTEXT_LETTERS and " " in self.after
        return f"{self.after.rpartition(' ')[0]} …" if is_cut else self.after

    @classmethod
    def at(cls, mention, text, language):
        before, after = text[: mention.start][-CONTEXT_LETTERS:], text[mention.end :][:CONTEXT_LETTERS]
        words = text[mention.start : mention.end]
        # The context ends at existing links, because mute_marks has replaced their letters by zeros.
        return cls(language, before.rpartition("0")[2], words, after.partition("0")[0])


@dataclass
class TermOffer:
    """An explained term that the text of a language never marks, with links for its first mentions.

    words, language  the first mention that was found
    links            LinkOffers, at most one for each language
    """

    term: Term
    words: str
    language: Language
    links: list = field(default_factory=list)


def linkable_passages(html, names):
    """Yield (text, Mentions) of each passage that may contain links. Existing links yield no Mentions."""
    for role, text in body.body_passages(body.mute_marks(html, ("a", "span"))):
        if role in LINKABLE:
            yield text, find_names(text, names)


def find_unmarked(html, language, terms, names, day):
    """Return {term id: (Term, LinkOffer)} of the first mentions of terms that the text does not mark.

    names  SoughtNames; the keys of terms are (id of the topic, "term 7")

    To avoid wrong links, skip terms that are not in force, terms that share the mentioned words with another
    term, and terms that the text marks anywhere, even at a later mention.
    """
    marked = body.references(html).terms
    explained = {
        f"term {term.pk}": term
        for term in terms
        if term.is_explained(language)
        and term.pk not in marked
        and term.validity_on(day) == Validity.IN_FORCE
    }
    if not explained:
        return {}
    offers, ambiguous = {}, set()
    for text, mentions in linkable_passages(html, names):
        of_terms = {mention for mention in mentions if mention.key[1] != "topic"}
        terms_at = Counter((mention.start, mention.end) for mention in of_terms)
        for mention in mentions:
            term = explained.get(mention.key[1])
            if term and terms_at[mention.start, mention.end] > 1:
                ambiguous.add(term.pk)
            elif term:
                offers.setdefault(term.pk, (term, LinkOffer.at(mention, text, language)))
    return {pk: pair for pk, pair in offers.items() if pk not in ambiguous}


@dataclass
class EmphasisOffer:
    """Single words that are bold by accident. One button removes the bold."""

    language: Language
    places: list[LinkOffer]

    @property
    def words(self):
        return ", ".join(dict.fromkeys(passage.words for passage in self.places))

    @property
    def passages(self):
        """Return the places as JSON for the editor script."""
        return json.dumps([{name: getattr(passage, name) for name in PASSAGE} for passage in self.places])


@dataclass
class TopicOffer:
    """A topic that the text mentions as `words`. The source language is searched first.

    is_to_be_filed  whether the story lacks the topic and the user may add it
    links           LinkOffers, at most one for each language
    """

    topic: Topic
    words: str
    language: Language
    is_to_be_filed: bool
    links: list = field(default_factory=list)


def find_offers(
    article: Article, user: Actor, *, filed: set[int], may_file: bool, rows: RelatedData | None = None
) -> list[EmphasisOffer | TopicOffer | TermOffer]:
    """Return EmphasisOffers, TopicOffers in text order, and TermOffers of a story. Two queries.

    The result is cached until the story, the topics, the glossary or the day changes.

    filed  the ids of its topics
    rows   the RelatedData of the story, if the glossary is already read
    """
    query = OfferQuery(
        article=article,
        topics={topic.pk: topic for topic in Topic.objects.filter(merged_into=None)},
        rows=rows or RelatedData(article),
        filed=filed if may_file else None,
        writable=[language for language in Language if may(user, Verb.WRITE, language)],
        day=timezone.localdate(),
    )
    return KEPT_OFFERS.get_or_make(query.digest, query.find)


@dataclass
class OfferQuery:
    """All inputs that determine the offers of a story.

    filed     the ids of its topics; None if the user may not file it
    writable  the languages that the user may write
    """

    article: Article
    topics: dict[int, Topic]
    rows: RelatedData
    filed: set[int] | None
    writable: list[Language]
    day: date

    @property
    def digest(self):
        texts = [self.article.text(field, language) for field in TEXT for language in Language]
        filed = None if self.filed is None else sorted(self.filed)
        facts = [self.article.source_language, filed, self.writable, self.day, self.rows.glossary_digest]
        return digest_of([texts, facts, [stored_columns(topic) for topic in self.topics.values()]])

    def find(self):
        return [*self.find_emphasis(), *self.find_names()]

    def find_emphasis(self):
        """Yield an EmphasisOffer for each writable language with words that are bold by accident."""
        for language in self.writable:
            if words := body.stray_emphasis(self.article.text("body", language)):
                yield EmphasisOffer(
                    language, [LinkOffer.at(emphasis, emphasis.text, language) for emphasis in words]
                )

    def find_names(self):
        """Return the TopicOffers in the order of the text, then the TermOffers."""
        names = [*_topic_names(self.topics.values()), *_term_names(self.rows.terms, self.topics)]
        texts = {language: _story_text(self.article, language) for language in Language}
        names = possible_names("\n".join(texts.values()), names)
        topic_offers = {}
        for language in dict.fromkeys([Language(self.article.source_language), *Language]):
            for mention in find_names(texts[language], names):
                pk = mention.key[0]
                if pk and pk not in topic_offers:
                    words = texts[language][mention.start : mention.end]
                    is_to_be_filed = self.filed is not None and pk not in self.filed
                    topic_offers[pk] = TopicOffer(self.topics[pk], words, language, is_to_be_filed)
        term_offers = {}
        for language in self.writable:
            html = self.article.text("body", language)
            marks = find_unmarked(html, language, self.rows.terms, names, self.day).values()
            for term, link in marks:
                offer = term_offers.setdefault(term.pk, TermOffer(term, link.words, language))
                offer.links.append(link)
            _add_topic_links(topic_offers, html, language, names, [link for _term, link in marks])
        useful = [offer for offer in topic_offers.values() if offer.is_to_be_filed or offer.links]
        return [*useful, *term_offers.values()]


def unmarked_terms(article: Article) -> dict[Language, list[LinkOffer]]:
    """Return {language: [LinkOffer]} of terms with an explanation that the text never marks. One query."""
    terms = list(Term.objects.all())
    names = possible_names(
        "\n".join(_story_text(article, language) for language in Language), _term_names(terms, {})
    )
    offers = {}
    for language in Language:
        marks = find_unmarked(article.text("body", language), language, terms, names, timezone.localdate())
        offers[language] = [link for _term, link in marks.values()]
    return offers


def _story_text(article, language):
    """Return headline, summary and body of a story as plain text."""
    head = [article.text(field, language) for field in ("title", "summary")]
    return "\n".join([*head, body.plain_text(article.text("body", language))])


def _topic_names(topics):
    """Yield the SoughtNames of topics, with keys (id of the topic, "topic")."""
    for topic in topics:
        for language in Language:
            yield SoughtName((topic.pk, "topic"), getattr(topic, localized("name", language)))


def _term_names(terms, topics):
    """Yield the SoughtNames of terms, with keys (id of the topic, "term 7").

    The topic is the term's own, or the topic with the same name. Terms without a topic are searched, too, so
    that no part of their names matches another name.
    """
    topic_by_name = {
        getattr(topic, localized("name", language)).casefold(): topic.pk
        for topic in topics.values()
        for language in Language
    }
    for term in terms:
        names = [getattr(term, localized("name", language)).casefold() for language in Language]
        same_name = next((topic_by_name[name] for name in names if name and name in topic_by_name), None)
        topic_id = term.topic_id if term.topic_id in topics else same_name
        for language in Language:
            name, short = (getattr(term, localized(part, language)) for part in ("name", "short"))
            for form in term.forms(language):
                if form != short or is_distinctive(short, name):
                    yield SoughtName((topic_id, f"term {term.pk}"), form, term.is_exact)


def _add_topic_links(offers, html, language, names, term_links):
    """Add the first mention of each topic in a text to the links of its TopicOffer.

    Skip topics that the text already links, or that are not explained in the language.

    offers      {id of the topic: its TopicOffer}
    term_links  LinkOffers of terms; skipped, because the explanation of a term links to its topic
    """
    if not offers:
        return
    linked = body.references(html).topics
    for text, mentions in linkable_passages(html, names):
        for mention in mentions:
            pk = mention.key[0]
            if pk in offers and pk not in linked and offers[pk].topic.is_explained(language):
                linked.add(pk)
                link = LinkOffer.at(mention, text, language)
                if link not in term_links:
                    offers[pk].links.append(link)


@dataclass
class RelatedCandidate:
    """A computed related story: its live edition, in the user's language if possible."""

    edition: Edition
    is_hidden: bool

    @property
    def headline(self):
        return format_html('<span lang="{}">{}</span>', self.edition.language, self.edition.headline)


def related_candidates(article: Article) -> list[RelatedCandidate]:
    """Return the live RelatedCandidates of a story, best first. Three queries."""
    numbers = story_exceptions.related_scores(article.pk)
    if not numbers:
        return []
    hidden = {row["other"] for row in RelatedExclusion.objects.others_of(article.pk)}
    live = {}
    for edition in Edition.objects.live().of_articles(numbers).for_list():
        if edition.article_id not in live or edition.language == get_language():
            live[edition.article_id] = edition
    candidates = [RelatedCandidate(live[number], number in hidden) for number in numbers if number in live]
    return candidates[:MAX_CANDIDATES]


class StoryExceptionsScreen(StoryScreen):
    """POST views that hide or show a related story, and reserve or release the rights of a story."""

    def urls(self):
        return [
            self.path("related/", require_POST(self.related_view), "related"),
            self.path("rights/", require_POST(self.rights_view), "rights"),
        ]

    def related_view(self, request, object_id):
        """Hide or show a related story. POST "hide" or "show" with the id of the other story."""
        article = self.story(request, object_id)
        is_hiding = "hide" in request.POST
        pk = request.POST.get("hide" if is_hiding else "show", "")
        candidates = {str(story.edition.article_id): story for story in related_candidates(article)}
        if pk not in candidates:
            text = _("This story is no longer among the suggestions. Reload the page.")
            messages.error(request, text)
        elif is_hiding:
            story_exceptions.hide_related(article.pk, int(pk), by=request.user)
            text = _("Hidden from readers of this story: “{}”. Use “Show again” to undo.")
            messages.info(request, format_html(text, candidates[pk].headline))
        else:
            story_exceptions.show_related(article.pk, int(pk), by=request.user)
            text = _("Shown again to readers of this story: “{}”.")
            messages.info(request, format_html(text, candidates[pk].headline))
        return HttpResponseRedirect(f"{story_address(article.pk)}#related")

    def rights_view(self, request, object_id):
        """Reserve or release the rights. POST rights=reserve or rights=release."""
        article = self.story(request, object_id)
        act = request.POST.get("rights", "")
        if act == "reserve":
            story_exceptions.reserve_rights(article.pk, by=request.user)
            text = _("All rights reserved: this story is not offered for republication.")
            messages.info(request, text)
        elif act == "release":
            story_exceptions.release_rights(article.pk, by=request.user)
            messages.info(request, _("This story may be republished under the license again."))
        else:
            text = _("The request was not valid. Check the page and try again.")
            messages.error(request, text)
        return HttpResponseRedirect(f"{story_address(article.pk)}#rights")


@dataclass
class RepublishingRights:
    """License of a story, and the reservation of its rights, if any.

    license  the name of the license in `language`
    """

    license: str
    language: Language
    reserved: RightsReservation | None

    @property
    def by(self):
        return display_name(self.reserved.reserved_by)

    @property
    def since(self):
        return datetime_html(self.reserved.reserved_at)


def republishing_rights(article: Article, publication: Publication) -> RepublishingRights | None:
    """Return the RepublishingRights of a story; None, without a query, if the newsroom has no license."""
    for language in Language:
        name, terms = (
            getattr(publication, localized(f"license_{part}", language)) for part in ("name", "terms")
        )
        if name and terms:
            row = RightsReservation.objects.filter(article=article).select_related("reserved_by").first()
            return RepublishingRights(name, language, row)
    return None
