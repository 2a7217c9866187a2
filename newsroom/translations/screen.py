"""The translation screen of one story: the page, changes of segments, and the updated parts of the page."""

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from articles.annotations import StaffRequest, User
from articles.body.field import MOST_IN_PASSAGE
from articles.body.normal_form import clean_text, drop_surrogates
from articles.checks.completeness import READABLE
from articles.checks.registry import Finding, examine
from articles.models import Stage, other
from articles.text.freshness import TranslationUnit
from articles.text.inline_tags import PLACEHOLDER, TagError, decode_tags
from articles.translations import segments, translation_address
from articles.translations.freshness import segments_stamp
from articles.translations.machine_drafts import confirm_machine_drafts, may_confirm_whole_story
from articles.translations.segments import SegmentConflict, SegmentGone, TranslationRefused, translating
from articles.workflow.assignments import assign_to_self, unassign
from articles.workflow.transitions import TransitionRefused, perform, undo_address
from newsroom.translations.accompanying_screen import accompanying_texts_context
from newsroom.translations.queue import next_translation
from newsroom.translations.rows import (
    TAG_ERRORS,
    failing_unit_ids,
    segment_rows,
    tagged_texts,
    tags_of_segments,
)
from newsroom.translations.story_translation import (
    StoryTranslation,
    frame_context,
    is_script_request,
    load_story_translation,
    login_address,
    screen_media,
    translation_view,
)

MOST_KNOWN_ROWS = 20_000
MOST_PARTS = 50  # segments that one segment can be split into
MAX_HEADLINE_LENGTH = 200  # max_length of Article.title
# {name of a filter, as in SegmentRow.kinds: (label, keyboard shortcut)}
FILTERS = {
    "all": (pgettext_lazy("segments", "All"), "f a"),
    "open": (pgettext_lazy("segments", "Open"), "f o"),
    "untranslated": (pgettext_lazy("segments", "Untranslated"), "f u"),
    "stale": (pgettext_lazy("segments", "Source changed"), "f s"),
    "drafts": (pgettext_lazy("segments", "Drafts"), "f d"),
    "machine": (pgettext_lazy("segments", "Machine drafts"), "f m"),
    "failing": (pgettext_lazy("segments", "Failing checks"), "f c"),
    "notes": (pgettext_lazy("segments", "With notes"), "f n"),
}
# {posted verb: function that changes a unit in a TranslationSession; None if the verb concerns all units}
VERBS = {
    "fill": segments.fill_unit,
    "finish": segments.fill_unit,
    "accept": segments.accept_unit,
    "accept_wordless": None,
    "leave_out": segments.leave_out_unit,
    "take_in": segments.undo_leave_out,
    "join": segments.join_units,
    "separate": segments.separate_units,
    "add": segments.add_paragraph,
}


@require_safe
@translation_view
def translation_page(request: StaffRequest, story: StoryTranslation) -> HttpResponse:
    """Show the whole story in rows, or with ?show=… only the rows of one filter."""
    show = request.GET.get("show") if request.GET.get("show") in FILTERS else "all"
    rows = segment_rows(story) if story.is_wanted else []
    counts = Counter(kind for row in rows for kind in row.kinds)
    filters = [
        (name, *words, counts[name], name == show)
        for name, words in FILTERS.items()
        if name != "machine" or counts[name] or show == name
    ]
    title = _("Translate into %(language)s") % {"language": story.language.label}
    context = frame_context(request, story.article, title) | _head_context(story)
    context |= {
        "rows": rows,
        "filters": filters,
        "show": show,
        "media": screen_media(),
        "login": login_address(),
        "notes_address": reverse("admin:articles_article_notes", args=[story.article.pk]),
        "length": _("%(number)s of about %(most)s characters"),
        "sees_notes": request.user.has_perm("articles.view_note"),
    }
    context |= accompanying_texts_context(story) if story.is_wanted else {}
    return TemplateResponse(request, "translations/story.html", context)


@translation_view
def changed_rows(request: StaffRequest, story: StoryTranslation) -> HttpResponse:
    """Return the changed parts of the page (POST), or the CSRF token, which changes with each login (GET)."""
    if request.method == "POST":
        return JsonResponse(_changed_parts(request, story))
    return JsonResponse({"token": get_token(request), "user": request.user.pk})


def _head_context(story):
    """Return the context of the page head, which may change with each save."""
    return {
        "story": story,
        "measure": story.measure,
        "may_submit": story.may_write and story.progress.stage == Stage.WRITING,
        "is_overdue": bool(story.progress.due_at and story.progress.due_at < timezone.now()),
        "preflight": reverse("admin:articles_article_preflight", args=[story.article.pk]),
        "may_confirm_all": story.may_write
        and may_confirm_whole_story(story.user, story.language)
        and any(unit.is_unconfirmed for unit in story.translation.units),
    }


def _changed_parts(request, story, here=None):
    """Return the parts of the page that may have changed, as a dict for JSON.

    here   the index of the row in use, or None; in the result, the digest of that row or ""
    order  the digests of all rows
    rows   {digest: HTML} of the rows that the page does not show yet
    head   the HTML of the page head
    """
    known = set(request.POST.get("known", "")[: 11 * MOST_KNOWN_ROWS].split(","))
    rows = segment_rows(story)
    context = {"story": story, "show": "all"}
    return {
        "order": [row.digest for row in rows],
        "rows": {
            row.digest: render_to_string("translations/_segment_row.html", context | {"row": row}, request)
            for row in rows
            if row.digest not in known
        },
        "head": render_to_string("translations/_screen_head.html", _head_context(story), request),
        "here": "" if here is None else rows[here].digest,
    }


@dataclass
class PostedSegment:
    """A change of a segment, as posted.

    verb          one of VERBS
    unit, row     id of the unit and primary key of its row
    seen, source  stamps of the translation and of the source that the user saw
    texts         the posted texts, with numbered tags
    reason        why the segment is left out
    """

    verb: str
    unit: str
    row: int | None
    seen: str
    source: str
    texts: list
    reason: str

    @classmethod
    def of(cls, data):
        row = data.get("row", "")
        return cls(
            verb=data.get("verb", "")[:40],
            unit=data.get("unit", "")[:64],
            row=int(row) if row.isdecimal() and row.isascii() and len(row) < 19 else None,
            seen=data.get("seen", "")[:16],
            source=data.get("source", "")[:16],
            texts=[clean_text(drop_surrogates(text)) for text in data.getlist("text")],
            reason=clean_text(drop_surrogates(data.get("reason", "")))[:200].strip(),
        )

    def place_in(self, translation):
        """Return the index of the posted unit in a Translation. Raise SegmentGone if it no longer exists."""
        index = translation.index_of(self.unit, self.row)
        if index is None:
            raise SegmentGone
        return index

    def html(self, translation, unit):
        """Return the posted texts as inline HTML, with the tags of the source that the user saw.

        Raise TranslationRefused if a text is too long or its tags are wrong. Raise SegmentGone if the texts
        use tags of a source that has changed.
        """
        first = (translation.sources_of(unit) or translation.targets_of(unit) or [None])[0]
        longest = MAX_HEADLINE_LENGTH if first and first.role == "headline" else MOST_IN_PASSAGE
        if len(self.texts) > MOST_PARTS or any(len(text) > longest for text in self.texts):
            raise TranslationRefused(
                _("This is too long. Use up to %(most)d characters, or split it into paragraphs.")
                % {"most": longest}
            )
        tags = self._tags(translation, unit)
        try:
            return [decode_tags(text, tags) for text in self.texts]
        except TagError as error:
            raise TranslationRefused(TAG_ERRORS[error.kind] % {"label": error.label}) from error

    def _tags(self, translation, unit):
        """Return the tags that the texts refer to by number. Raise SegmentGone if the source has changed."""
        sources = translation.sources_of(unit)
        if self.source != segments_stamp(sources):
            sources = unit.recorded.sources if unit.recorded else ()
            has_tags = any(PLACEHOLDER.search(text) for text in self.texts)
            if has_tags and self.source != segments_stamp(sources):
                raise SegmentGone
        _texts, tags = tagged_texts(translation.targets_of(unit), tags_of_segments(sources))
        return tags


@require_POST
@translation_view
def post_segment(request: StaffRequest, story: StoryTranslation) -> HttpResponse:
    """Perform the posted verb on a segment.

    Scripts get the changed parts of the page as JSON, with status 409 for a conflict, 410 if the segment is
    gone, and 422 if the change is refused.
    """
    posted = PostedSegment.of(request.POST)
    data, status, index, message = {}, 200, None, _("Saved.")
    try:
        story, index = _perform_verb(story, posted)
    except (SegmentConflict, SegmentGone, TranslationRefused) as refused:
        story = load_story_translation(story.article.pk, story.language, request.user)
        status, message, data = _refusal(refused, request.user)
    if not is_script_request(request):
        (messages.success if status == 200 else messages.error)(request, message)
        fragment = "" if index is None else f"#u-{story.translation.unit_ids[index]}"
        return HttpResponseRedirect(story.address + fragment)
    data |= {"refused": message} if status != 200 else {}
    return JsonResponse(data | segment_answer(request, story, index), status=status)


def segment_answer(request: StaffRequest, story: StoryTranslation, index: int | None) -> dict:
    """Return the data for scripts after a change of a segment, with the changed parts of the page.

    index   the current index of the segment's unit, or None
    judged  in the result: {id of the unit: whether checks warn about it}, or {} if `index` is None
    """
    judged = {}
    if index is not None:
        unit_id = story.translation.unit_ids[index]
        judged = {unit_id: unit_id in failing_unit_ids(story, [story.translation.units[index]])}
    return {"judged": judged} | _changed_parts(request, story, index)


def _perform_verb(story, posted):
    """Perform the verb. Return (the StoryTranslation as saved, the new index of the unit or None).

    Raise SegmentConflict, SegmentGone or TranslationRefused.
    """
    if posted.verb not in VERBS:
        raise TranslationRefused(_("Unknown request. Reload the page and try again."))
    with translating(story.article.pk, story.language, by=story.user) as session:
        old, before = session.translation, None
        if posted.verb == "accept_wordless":
            segments.accept_wordless_changes(session)
        else:
            before = posted.place_in(old)
            unit = old.units[before]
            session.change(unit, VERBS[posted.verb], **_verb_options(posted, old, unit))
    return story.as_saved(session), _place_after(posted, old, session.translation, before)


def _verb_options(posted, translation, unit):
    """Return the arguments of a verb other than the segment and the user."""
    source = posted.source or None
    match posted.verb:
        case "fill" | "finish":
            texts, is_finished = posted.html(translation, unit), posted.verb == "finish"
            return {"texts": texts, "seen": posted.seen, "source": source, "is_finished": is_finished}
        case "accept":
            return {"source": source, "seen": posted.seen or None}
        case "leave_out":
            return {"reason": posted.reason}
        case "add":
            return {"html": " ".join(posted.html(translation, unit))}
    return {}


def _place_after(posted, old, new, before):
    """Return the index of the changed or added unit in the Translation after a change, or None.

    before  the index of the posted unit in the old Translation
    """
    if before is None or not new.units:
        return None
    if posted.verb == "add":
        return _place_of_added(old, new, before)
    # If a unit has no row and its id has changed, only its former index is left to find it.
    place = new.index_of(posted.unit, posted.row)
    return min(before, len(new.units) - 1) if place is None else place


def _place_of_added(old, new, before):
    """Return the index of an added unit, which has a new row and no source.

    old, new  the Translations before and after the change
    before    the index of the unit that precedes the added unit
    """
    old_rows = {unit.recorded.row.pk for unit in old.units if unit.recorded and unit.recorded.row}
    added = [
        index
        for index, unit in enumerate(new.units)
        if unit.recorded and unit.recorded.row and unit.recorded.row.pk not in old_rows and not unit.sources
    ]
    return next((index for index in added if index > before), added[0] if added else before)


def _refusal(refused, user):
    """Return (HTTP status, message, data for scripts) of a refused change.

    data  for a conflict: the text with tags that was saved in the meantime, its stamp, and whether the user
          wrote it
    """
    if isinstance(refused, TranslationRefused):
        return 422, str(refused), {}
    if isinstance(refused, SegmentGone):
        message = _("The source has changed, or someone joined this segment with another.")
        return 410, message, {}
    targets = refused.translation.targets_of(refused.unit)
    texts, _tags = tagged_texts(targets, tags_of_segments(refused.translation.sources_of(refused.unit)))
    is_own = is_own_translation(refused.unit, user)
    message = _("Someone else changed this in the meantime: “%(text)s”")
    if is_own:
        message = _("You changed this in another window: “%(text)s”")
    data = {"theirs": texts, "seen": segments_stamp(targets), "is_own": is_own}
    return 409, message % {"text": str(refused)[:200]}, data


def is_own_translation(unit: TranslationUnit, user: User) -> bool:
    """Return whether a user wrote the current translation of a segment."""
    row = unit.recorded and unit.recorded.row
    return bool(row) and row.translated_by_id == user.pk  # type: ignore[union-attr]  # `and` returned a row


DONE = {
    "submit": gettext_lazy("Submitted for review."),
    "assign_to_self": gettext_lazy("Assigned to you."),
    "unassign": gettext_lazy("Unassigned. Someone else can take it."),
    "confirm_machine_drafts": gettext_lazy("All machine drafts confirmed. The log shows your name."),
}
EFFECTS = {
    "assign_to_self": assign_to_self,
    "unassign": unassign,
    "confirm_machine_drafts": confirm_machine_drafts,
}


@require_POST
@translation_view
def perform_action(request: StaffRequest, story: StoryTranslation) -> HttpResponse:
    """Perform the action of a button on the translation screen. If it is refused, show the reasons.

    A submission with open segments must first be confirmed, on the admin page of that action.
    """
    name, by = request.POST.get("_action", ""), request.user
    if name not in DONE:
        raise Http404
    if name == "submit" and _is_to_be_asked(story):
        address = reverse("admin:articles_article_action", args=[story.article.pk, story.language, name])
        return HttpResponseRedirect(f"{address}?{urlencode({'next': story.address})}")
    try:
        if name == "submit":
            perform("submit", story.article, language=story.language, by=by)
        else:
            EFFECTS[name](story.article, story.language, by=by)
    except TransitionRefused as refused:
        for reason in refused.reasons:
            code = getattr(reason, "code", "")
            messages.error(request, reason_words(reason), extra_tags=code and f"unmet {code}")
    else:
        messages.success(request, _submitted_message(request, story) if name == "submit" else DONE[name])
    return HttpResponseRedirect(story.address)


def reason_words(reason: str | Finding) -> str:
    """Return the words of a reason for a refusal: a sentence, or a Finding with its hint."""
    message, hint = getattr(reason, "message", reason), getattr(reason, "hint", "")
    return f"{message} {hint}".strip()


def _is_to_be_asked(story):
    """Return whether open segments are the only obstacle to the submission of a translation."""
    is_open = story.may_write and story.progress.stage == Stage.WRITING and story.translation.open_units
    return bool(is_open) and not examine(story.article, story.progress, codes=READABLE)


def _submitted_message(request, story):
    """Return the message after submission, with a button to undo it and a link to the next translation."""
    text = _with_next_translation(request.user, story.article)
    address = undo_address(story.article.pk, story.language, back=story.address)
    return render_to_string("admin/_undo.html", {"text": text, "address": address}, request)


def _with_next_translation(user, article):
    row = next_translation(user, article, timezone.now())
    if not row:
        return DONE["submit"]
    language = row.language if row.article.text("title", row.language) else other(row.language)
    return format_html(
        '{} {} <a href="{}" lang="{}" data-keys="Alt+q">{}</a>',
        DONE["submit"],
        _("Next:"),
        translation_address(row.article_id, row.language),
        language,
        row.article.text("title", language),
    )
