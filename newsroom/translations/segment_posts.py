"""Posted changes of one segment, from scripts and from plain forms."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.body.characters import clean_text, drop_surrogates
from articles.text import inline_tags
from articles.text.inline_tags import PLACEHOLDER, TagError
from articles.translations import segments
from articles.translations.freshness import segments_stamp
from articles.translations.segments import SegmentConflict, SegmentGone, TranslationRefused
from newsroom.translations.rows import failing_unit_ids
from newsroom.translations.screen import changed_parts, known_prints
from newsroom.translations.segment_display import tagged_texts, tags_of_segments
from newsroom.translations.story_translation import (
    is_script_request,
    load_story_translation,
    translation_view,
)

MAX_SEGMENT_LENGTH = 20_000  # characters of a segment
MOST_PARTS = 50  # segments that one is split into
MAX_HEADLINE_LENGTH = 200  # as the column is


@dataclass
class PostedSegment:
    """A posted verb with the segment that it concerns.

    unit, row     id of the unit and primary key of its row
    seen, source  stamps of the translation and of the source that the person saw
    texts         text with numbered tags; reason  for leaving the segment out
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
        """Return the index of its unit in a Translation. Raise SegmentGone."""
        place = translation.index_of(self.unit, self.row)
        if place is None:
            raise SegmentGone
        return place

    def html(self, translation, unit):
        """Return its texts as inline HTML with the tags of the source as seen; raise TranslationRefused."""
        self._refuse_large(translation, unit)
        known = self._tags(translation, unit)
        try:
            return [inline_tags.decode_tags(text, known) for text in self.texts]
        except TagError as error:
            raise TranslationRefused(tag_error_message(error)) from error

    def _refuse_large(self, translation, unit):
        first = (translation.sources_of(unit) or translation.targets_of(unit) or [None])[0]
        longest = MAX_HEADLINE_LENGTH if first and first.role == "headline" else MAX_SEGMENT_LENGTH
        if len(self.texts) > MOST_PARTS or any(len(text) > longest for text in self.texts):
            raise TranslationRefused(
                _("This is too long. Use up to %(most)d characters.") % {"most": longest}
            )

    def _tags(self, translation, unit):
        """Return the tags that its numbers stand for. Raise SegmentGone if the source has changed."""
        sources = translation.sources_of(unit)
        if self.source != segments_stamp(sources):
            sources = unit.made.sources if unit.made else ()
            if any(PLACEHOLDER.search(text) for text in self.texts) and self.source != segments_stamp(
                sources
            ):
                raise SegmentGone
        _texts, found = tagged_texts(translation.targets_of(unit), tags_of_segments(sources))
        return found


def tag_error_message(error):
    """Return the message for a TagError."""
    words = {
        "unknown": _("The source has no tag %(label)s."),
        "doubled": _("Tag %(label)s appears twice here."),
        "unopened": _("Tag %(label)s is closed here but not opened."),
        "unclosed": _("Tag %(label)s is not closed."),
        "crossing": _("Tag %(label)s overlaps another tag."),
    }
    return words[error.kind] % {"label": error.label}


TEXTLESS = {
    "take_in": segments.undo_leave_out,
    "join": segments.join_segments,
    "separate": segments.separate_segments,
}


@require_POST
@translation_view
def post_segment(request, story):
    """Perform a verb on a segment. Scripts get JSON: changed parts; 409 conflict, 410 gone, 422 refused."""
    posted = PostedSegment.of(request.POST)
    data, status, place = {}, 200, None
    try:
        place = _perform_verb(story, posted)
    except SegmentConflict as conflict:
        data, status = _conflicting_text(story, posted), 409
        message = _("Someone else changed this in the meantime: “%(text)s”") % {"text": str(conflict)[:200]}
    except SegmentGone:
        status = 410
        message = _("The source has changed, or someone joined this segment with another.")
    except TranslationRefused as refused:
        status, message = 422, str(refused)
    if status == 200:
        message = _("Saved.")
    if not is_script_request(request):
        return _redirect_to_segment(request, story, place, message, status)
    fresh = load_story_translation(story.article.pk, story.language, request.user)
    data |= {"refused": message} if status != 200 else {}
    data["judged"] = _failing_state(fresh, place)
    return JsonResponse(data | changed_parts(request, fresh, known_prints(request), place), status=status)


def _failing_state(story, place):
    """Return {its id: whether the checks warn of it} of the unit at an index, after a verb."""
    if place is None or place >= len(story.translation.units):
        return {}
    found = failing_unit_ids(story, [story.translation.units[place]])
    unit_id = story.translation.unit_ids[place]
    return {unit_id: unit_id in found}


def _perform_verb(story, posted):
    """Perform the verb; return the index of the unit afterwards, or None."""
    options = {"by": story.user, "row": posted.row}
    here = (story.article, story.language, posted.unit)
    if posted.verb == "accept_wordless":
        segments.accept_wordless_changes(story.article, story.language, by=story.user)
        return None
    if posted.verb in ("fill", "finish"):
        return _fill_posted(story, posted, here, options)
    before = posted.place_in(story.translation)
    if posted.verb == "add":
        html = posted.html(story.translation, story.translation.units[before])
        return _place_of_added(
            story.translation, segments.add_paragraph(*here, " ".join(html), **options), before
        )
    if posted.verb == "leave_out":
        found = segments.leave_out_segment(*here, reason=posted.reason, **options)
    elif posted.verb == "accept":
        found = segments.accept_segment(
            *here, source=posted.source or None, seen=posted.seen or None, **options
        )
    elif posted.verb in TEXTLESS:
        found = TEXTLESS[posted.verb](*here, **options)
    else:
        raise TranslationRefused(_("Unknown request. Reload the page and try again."))
    return _place_after(found, posted, before)


def _fill_posted(story, posted, here, options):
    before = posted.place_in(story.translation)
    html = posted.html(story.translation, story.translation.units[before])
    found = segments.fill_segment(
        *here,
        html,
        seen=posted.seen,
        source=posted.source or None,
        is_finished=posted.verb == "finish",
        **options,
    )
    return _place_after(found, posted, before)


def _place_after(translation, posted, before):
    """Return the index of the unit after a verb, or the one that it had if its name is gone."""
    try:
        return posted.place_in(translation)
    except SegmentGone:
        return min(before, len(translation.units) - 1) if translation.units else None


def _place_of_added(old, new, before):
    """Return the index of an added unit: the one whose row did not exist before."""
    known = {unit.made.row.pk for unit in old.units if unit.made and unit.made.row}
    fresh = [
        place
        for place, unit in enumerate(new.units)
        if unit.made and unit.made.row and unit.made.row.pk not in known and not unit.sources
    ]
    return next((place for place in fresh if place > before), fresh[0] if fresh else before)


def _conflicting_text(story, posted):
    """Return the text with tags that somebody else wrote into the segment, and its stamp."""
    translation = load_story_translation(story.article.pk, story.language, story.user).translation
    unit = translation.units[posted.place_in(translation)]
    targets = translation.targets_of(unit)
    texts, _tags = tagged_texts(targets, tags_of_segments(translation.sources_of(unit)))
    return {"theirs": texts, "seen": segments_stamp(targets)}


def _redirect_to_segment(request, story, place, message, status):
    """Redirect a plain form to the row, with a message about the outcome."""
    (messages.success if status == 200 else messages.error)(request, message)
    translation = load_story_translation(story.article.pk, story.language, request.user).translation
    names = translation.unit_ids
    anchor = f"#u-{names[place]}" if place is not None and place < len(names) else ""
    return HttpResponseRedirect(f"{story.address}{anchor}")
