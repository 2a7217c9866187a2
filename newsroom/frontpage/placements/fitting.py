"""Which stories fit which place and time: readers must have them by then, and a brief stands among briefs."""

from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.models import Edition, Language, localized
from newsroom.frontpage.models import Placement, Sheet, Slot
from newsroom.frontpage.placements.refusals import PlaceMoved, PlacingRefused, headline_in, tell

WHEN = {"en": "N j, P", "ko": "n월 j일 A g:i"}
LONGEST = Placement._meta.get_field("words").max_length


def edition_for(article, language, at):
    """The edition that readers have at an instant, else the one that is scheduled."""
    found = Edition.objects.of(article, language).select_related("section").for_list()
    edition = found.live(at).first() or found.ahead(at).order_by("live_from").first()
    if edition is None or edition.is_notice:
        raise PlacingRefused(
            _("Readers do not have this story in %(language)s, and it is not scheduled.")
            % {"language": Language(language).label}
        )
    return edition


def refuse_unfit(where, edition, *, words=""):
    """Refuse a place that is none, or none for this story."""
    if not where.is_known:
        raise PlacingRefused(_("There is no such place on this page."))
    if where.slot == Slot.BRIEF and not edition.is_brief:
        raise PlacingRefused(_("Only briefs stand under “In brief”."))
    if where.section is not None and edition.section_id != where.section:
        told = _("The page of a section shows its own stories; this one is filed under %(section)s.")
        if where.sheet == Sheet.FRONT:
            told = _("The block of a section shows its own stories; this one is filed under %(section)s.")
        raise PlacingRefused(told % {"section": edition.section})
    if where.slot == Slot.BANNER and not words:
        raise PlacingRefused(_("Write the words of the banner."))
    if len(words) > LONGEST:
        told = _("The words of the banner are too long: %(most)d signs at most.")
        raise PlacingRefused(told % {"most": LONGEST})


def fits(where, article, at):
    """Whether a story may stand at a place."""
    try:
        refuse_unfit(where, edition_for(article, where.language, at))
    except PlacingRefused:
        return False
    return True


def refuse_overtaken(held, seen):
    """Refuse a change that was made over what is not there any more.

    held  the Placement at the place, or None
    seen  the number that the person saw, 0 for none, None: not asked
    """
    if seen is None or seen == (held.pk if held else 0):
        return
    if held is None:
        raise PlaceMoved(_("The place has become free since you looked. Look again, then place it."))
    by = held.placed_by.get_full_name() or held.placed_by.get_username() if held.placed_by else ""
    told_why = _("%(name)s has placed “%(headline)s” here since you looked. Look again, then decide.")
    raise PlaceMoved(tell(told_why, name=by or _("The system"), headline=headline_of(held)))


def refuse_second(where, article, at):
    """Refuse to place a story that stands on the page already."""
    same = Placement.objects.of_page(*where.page).stories().standing(at).filter(article=article)
    other = same.select_related("section").first()
    if other and where.slot != Slot.BANNER:
        told = _("It stands on this page already: %(place)s. Move it from there.")
        raise PlacingRefused(told % {"place": other.place_words})


def refuse_end(start, until, now):
    if until and until <= max(start, now):
        raise PlacingRefused(_("It ends after it begins, and not in the past."))


def free_until(turn, where, article, start, until):
    """Until when a place is free: the end that was asked for; without one, until the next plan."""
    follower = turn.follows(where, article, start)
    if follower is None or (until and until <= follower.placed_from):
        return until
    if until is None:
        return follower.placed_from
    told_of = {"place": follower.place_words, "when": told(follower.placed_from)}
    told_why = _("%(place)s: “%(headline)s” is planned from %(when)s. End before, or cancel that plan first.")
    raise PlacingRefused(tell(told_why, headline=headline_of(follower), **told_of))


def gone(placement):
    told_why = _("“%(headline)s” does not stand there any more.")
    return PlaceMoved(tell(told_why, headline=headline_of(placement)))


def headline_of(placement):
    """As the desk has it, with its language."""
    words = getattr(placement.article, localized("title", placement.language))
    return headline_in(placement.language, words)


def told(at):
    """An instant in the newsroom's zone, in the language of the screens."""
    local = timezone.localtime(at, timezone.get_default_timezone())
    return formats.date_format(local, WHEN.get(get_language(), WHEN["en"]))
