"""What the page does to one segment: each verb by its name, for scripts and for plain forms."""

from django.contrib import messages
from django.http import HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.translations import segments
from articles.translations.freshness import segments_stamp, unit_ids
from articles.translations.segments import SegmentConflict, TranslationRefused
from articles.translations.session import SegmentGone
from newsroom.translations.aids import failing_unit_ids
from newsroom.translations.page import changed_parts
from newsroom.translations.posted import PostedSegment
from newsroom.translations.story import load_story_translation
from newsroom.translations.views import is_script_request, known_prints, translation_view
from newsroom.translations.wording import tagged_texts, tags_of_segments

TEXTLESS = {
    "take_in": segments.undo_leave_out,
    "join": segments.join_segments,
    "separate": segments.separate_segments,
}


@require_POST
@translation_view
def post_segment(request, story):
    """Do a verb to a segment. JSON for scripts: what changed; 409 another's words, 410 gone, 422 refused."""
    posted = PostedSegment.of(request.POST)
    told, status, place = {}, 200, None
    try:
        place = _perform_verb(story, posted)
    except SegmentConflict as conflict:
        told, status = _conflicting_text(story, posted), 409
        message = _("Somebody else wrote here meanwhile: “%(text)s”") % {"text": str(conflict)[:200]}
    except SegmentGone:
        told, status = {}, 410
        message = _("The source has changed, or somebody joined this segment with another.")
    except TranslationRefused as refused:
        told, status, message = {}, 422, str(refused)
    if status == 200:
        message = _("Saved.")
    if not is_script_request(request):
        return _redirect_to_segment(request, story, place, message, status)
    fresh = load_story_translation(story.article.pk, story.language, request.user)
    told |= {"refused": message} if status != 200 else {}
    told["judged"] = _failing_state(fresh, place)
    return JsonResponse(told | changed_parts(request, fresh, known_prints(request), place), status=status)


def _failing_state(story, place):
    """{its id: whether the checks warn of it} of the unit at a place, as it stands after a verb."""
    if place is None or place >= len(story.translation.units):
        return {}
    found = failing_unit_ids(story, [story.translation.units[place]])
    unit_id = unit_ids(story.translation)[place]
    return {unit_id: unit_id in found}


def _perform_verb(story, posted):
    """Do the verb; return the place of what was worked on as it stands then."""
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
        raise TranslationRefused(_("That is not known here."))
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
    """Where the unit stands after a verb: found by its name, else where it stood."""
    try:
        return posted.place_in(translation)
    except SegmentGone:
        return min(before, len(translation.units) - 1) if translation.units else None


def _place_of_added(old, new, before):
    """The place of what was added: the row that was not there."""
    known = {unit.made.row.pk for unit in old.units if unit.made and unit.made.row}
    fresh = [
        place
        for place, unit in enumerate(new.units)
        if unit.made and unit.made.row and unit.made.row.pk not in known and not unit.sources
    ]
    return next((place for place in fresh if place > before), fresh[0] if fresh else before)


def _conflicting_text(story, posted):
    """What somebody else wrote into the segment, as text with tags, and its stamp."""
    translation = load_story_translation(story.article.pk, story.language, story.user).translation
    unit = translation.units[posted.place_in(translation)]
    targets = translation.targets_of(unit)
    texts, _tags = tagged_texts(targets, tags_of_segments(translation.sources_of(unit)))
    return {"theirs": texts, "seen": segments_stamp(targets)}


def _redirect_to_segment(request, story, place, message, status):
    """Without scripts: back to the row, with what became of it."""
    (messages.success if status == 200 else messages.error)(request, message)
    translation = load_story_translation(story.article.pk, story.language, request.user).translation
    names = unit_ids(translation)
    anchor = f"#u-{names[place]}" if place is not None and place < len(names) else ""
    return HttpResponseRedirect(f"{story.address}{anchor}")
