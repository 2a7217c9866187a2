"""The page of a story's accompanying texts, with a constant number of queries, and the view for changes."""

from collections import Counter
from itertools import groupby
from urllib.parse import urlsplit

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles.body import references
from articles.models import Article, ArticleTopic, Edition, Language, localized, other
from articles.previews import make_slug
from articles.workflow.notes import may_write
from articles.workflow.permissions import Actor
from newsroom.translations.accompanying_texts import (
    CHECKED,
    FIELDS,
    IN_LIBRARY,
    AccompanyingText,
    AccompanyingTextConflict,
    AccompanyingTextGone,
    AccompanyingTextRefused,
    ask_for_text,
    may_change_text,
    picture_captions,
    text_owners,
    text_requests,
    text_stamp,
    was_written_by,
    write_text,
)
from newsroom.translations.story_translation import (
    StoryTranslation,
    frame_context,
    is_script_request,
    login_address,
    screen_media,
    translation_view,
)

ORDER = ("sponsor", "related", "lead", "picture", "topic", "source", "address")


def accompanying_texts(
    article: Article, language: str, user: Actor, *, counted: bool = True
) -> list[AccompanyingText]:
    """Return the AccompanyingTexts of a translation, with the permissions of a user.

    counted  whether to count the other stories that use a missing text
    """
    collection = TextCollection(article, language)
    items = [item for kind in ORDER for item in collection.items(kind)]
    is_requested = text_requests(article)
    for item in items:
        item.may_change = may_change_text(user, item.kind, language, article)
        item.is_asked = item.is_missing and not item.may_change and is_requested(item)
    if counted:
        missing = [item for item in items if item.is_missing]
        uses = count_other_uses(article, missing)
        for item in missing:
            item.used_elsewhere = uses[item.kind, item.thing.pk]
    return items


def accompanying_texts_context(story: StoryTranslation) -> dict:
    """Return the context of translations/_accompanying_texts.html."""
    items = accompanying_texts(story.article, story.language, story.user)
    groups = groupby(items, key=lambda item: (item.kind, item.thing.pk))  # type: ignore[attr-defined]  # a model instance
    texts_by_thing = [list(texts) for _key, texts in groups]
    lacking = [texts for texts in texts_by_thing if any(item.is_missing for item in texts)]
    return {
        "story": story,
        "missing": sum(item.is_missing for item in items),
        "lacking": lacking,
        "there": [texts for texts in texts_by_thing if texts not in lacking],
        "may_ask": may_write(story.user),
    }


class TextCollection:
    """The accompanying texts of one story in one language. Each kind is loaded once."""

    def __init__(self, article, language):
        self.article, self.language = article, language
        wanted = article.progress.values_list("wanted", flat=True).get(language=language)
        self.captioned = picture_captions(article, language, wanted)
        rows = ("related", "picture", "topic", "source")
        self.found = {kind: list(text_owners(kind, article, language, wanted)) for kind in rows}
        self.found |= {"address": [article], "lead": [article] if article.lead_image_id else []}
        self.found["sponsor"] = [article] if article.is_sponsored else []
        self.found["picture"].sort(key=lambda image: list(self.captioned).index(image.pk))
        self.linked_topics = references(article.text("body", other(language))).topics
        targets = {link.target_id for link in self.found["related"] if link.target_id}
        editions = Edition.objects.live().filter(article__in=targets).for_list()
        self.live = {(edition.article_id, edition.language): edition for edition in editions}

    def items(self, kind):
        """Yield the texts of a kind that are required or that exist in one of the languages."""
        describe = getattr(self, f"_{kind}", None)  # _related, _source, _picture, _topic, _address
        for number, thing in enumerate(self.found[kind], start=1):
            for field in FIELDS[kind]:
                item = AccompanyingText(kind, thing, number, field, self.language)
                if item.is_ours and field == "publisher":
                    continue
                is_required = (kind, field) in CHECKED
                item.is_missing = not item.target and bool(is_required or item.source)
                if describe:
                    describe(item)
                is_needed = is_required or kind == "address" or item.is_ours
                if is_needed or item.source or item.target:
                    yield item

    def _related(self, item):
        if item.is_ours:  # the page shows the live edition of that story
            item.is_missing = False
            there = [(item.thing.target_id, language) for language in (self.language, other(self.language))]
            edition = self.live.get(there[0]) or self.live.get(there[1])
            if edition is not None:
                item.instead = edition.headline if item.field == "title" else edition.summary
                item.instead_language = edition.language
        elif item.field == "publisher":
            item.is_missing = False
            item.instead, item.instead_language = item.source, other(self.language)
        elif item.is_missing and item.field == "title":
            item.instead = item.thing.publisher_in(self.language) or urlsplit(item.thing.url).hostname or ""

    def _source(self, item):
        item.instead, item.instead_language = item.thing.named_in(self.language)
        item.instead = item.instead or item.thing.url

    def _picture(self, item):
        item.is_lead = item.thing.pk == self.article.lead_image_id
        if item.field == "caption":  # needed unless the body has its own caption
            item.is_missing = item.is_missing and self.captioned[item.thing.pk]

    def _topic(self, item):
        if item.field == "explanation":  # needed if the source links to the topic
            item.is_missing = item.is_missing and item.thing.pk in self.linked_topics

    def _address(self, item):
        """Set the default address, made from the headline. An address is never missing."""
        item.is_missing, title = False, self.article.text("title", self.language)
        item.instead, item.instead_language = make_slug(title) if title else "", self.language


def count_other_uses(article, items):
    """Count the other stories that use each picture and topic of `items`. Return {(kind, id): number}.

    Uses at most two queries. The query for pictures takes about 50 ms per thousand stories, because it reads
    the texts of all stories.
    """
    numbers = {kind: {item.thing.pk for item in items if item.kind == kind} for kind in IN_LIBRARY}
    topics = ArticleTopic.objects.filter(tag__in=numbers["topic"]).exclude(content_object=article)
    counts = topics.order_by().values_list("tag").annotate(Count("pk")) if numbers["topic"] else []
    totals = Counter({("topic", pk): count for pk, count in counts})
    if numbers["picture"]:
        # Skip texts without any picture early.
        shows_any = Q(lead_image__in=numbers["picture"]) | _text_contains('data-image="')
        stories = Article.objects.exclude(pk=article.pk).filter(shows_any)
        uses = {
            f"n{pk}": Count("pk", filter=Q(lead_image=pk) | _text_contains(f'data-image="{pk}"'))
            for pk in numbers["picture"]
        }
        counts = stories.order_by().aggregate(**uses)
        totals.update({("picture", int(name[1:])): count for name, count in counts.items()})
    return totals


def _text_contains(words):
    columns = [localized("body", language) for language in Language]
    return Q(*((f"{column}__contains", words) for column in columns), _connector=Q.OR)


@require_safe
@translation_view
def accompanying_texts_page(request: HttpRequest, story: StoryTranslation) -> HttpResponse:
    """Show all accompanying texts. The page works without scripts."""
    return _render_texts_page(request, story)


@require_POST
@translation_view
def post_accompanying_text(request: HttpRequest, story: StoryTranslation) -> HttpResponse:
    """Write the text with the posted key, or request it from the desk if `ask` is posted.

    Plain forms are redirected to the page, or get the page with the refusal. Scripts get JSON with these
    keys, by status (`seen` is the stamp of the current text, `refused` a message):

    200  message, text, seen, is_missing, and the number of `missing` texts
    409  refused, the current text as `theirs`, seen, and whether it `is_own`: changed in the meantime
    410  refused: the text does not belong to the story any more
    422  refused: the text is invalid
    """
    key = request.POST.get("key", "")
    try:
        message = _save_or_ask(request, story, key)
    except AccompanyingTextConflict as conflict:
        refusal = _("Someone else changed this in the meantime. Compare both versions and save again.")
        if is_own := was_written_by(story.user, story.article, story.language, key):
            refusal = _("You changed this in another window. Compare both versions and save again.")
        return _refusal_response(request, story, refusal, status=409, now=conflict.text, is_own=is_own)
    except AccompanyingTextRefused as refusal:
        return _refusal_response(request, story, str(refusal), status=422)
    except AccompanyingTextGone:
        return _refusal_response(request, story, _("This no longer belongs to the story."), status=410)
    if is_script_request(request):
        return JsonResponse(_text_state(story, key) | {"message": message})
    address = reverse("translations:accompanying_texts", args=[story.article.pk, story.language])
    return HttpResponseRedirect(f"{address}#{key}")


def _save_or_ask(request, story, key):
    """Write or request the posted text, and return the message for the user.

    Raise AccompanyingTextGone, or any other exception of write_text().
    """
    if "ask" not in request.POST:
        seen, text = request.POST.get("seen", ""), request.POST.get("text", "")
        write_text(story.article, story.language, key, text, by=story.user, seen=seen)
        return _("Saved.")
    for item in accompanying_texts(story.article, story.language, story.user, counted=False):
        if item.key == key:
            ask_for_text(story.article, item, by=story.user)
            return _("Sent to the desk.")
    raise AccompanyingTextGone


def _refusal_response(request, story, message, *, status, now=None, is_own=False):
    if is_script_request(request):
        theirs = {} if now is None else {"theirs": now, "seen": text_stamp(now), "is_own": is_own}
        return JsonResponse({"refused": message} | theirs, status=status)
    typed = {name: request.POST.get(name, "") for name in ("key", "text")}
    return _render_texts_page(request, story, typed | {"message": message, "now": now}, status=status)


def _text_state(story, key):
    """Return the state of a text as JSON data for the script that posted it."""
    story.article.refresh_from_db()
    items = accompanying_texts(story.article, story.language, story.user, counted=False)
    state = {"text": "", "seen": "", "is_missing": False, "missing": sum(item.is_missing for item in items)}
    for item in items:  # a text that is now empty in both languages is not listed
        if item.key == key:
            state |= {"text": item.target, "seen": item.stamp, "is_missing": item.is_missing}
    return state


def _render_texts_page(request, story, typed=None, *, status=200):
    context = frame_context(request, story.article, _("Accompanying texts"))
    context |= accompanying_texts_context(story) | {
        "typed": typed,
        "media": screen_media("accompanying_texts"),
        "login": login_address(),
    }
    return TemplateResponse(request, "translations/accompanying_texts.html", context, status=status)
