"""The feed of corrections: each correction and notice is an entry of its own, which never changes."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from newsroom.public import dates
from newsroom.public.correcting import lines_of
from newsroom.public.feeds.feed import Entry
from newsroom.public.feeds.names import correction_name
from newsroom.public.feeds.portable import portable


def correction_entries(told, language, at, absolute):
    """Entries of the newest of some editions that the list of corrections tells of. Two queries."""
    lines, _older = lines_of(told, language, at, None)
    return [correction_entry(line, language, absolute) for line in lines]


def correction_entry(line, language, absolute):
    edition = line.edition
    context = {"note": line.note, "story": line.story}
    return Entry(
        name=correction_name(language, edition),
        url=absolute(address_of(line, language)),
        title=title_of(line, language),
        summary=" ".join(line.note.split()),
        html=portable(render_to_string("public/feeds/correction.html", context), absolute),
        published_at=edition.live_from,
        updated_at=edition.live_from,
    )


def title_of(line, language):
    """What is taken back is not named."""
    kind = line.edition.get_kind_display()
    if line.story:
        return _("%(kind)s: %(headline)s") % {"kind": kind, "headline": line.story.headline}
    published = dates.day(line.edition.first_published_at, language)
    words = _("A story published %(published)s") % {"published": published}
    return _("%(kind)s: %(headline)s") % {"kind": kind, "headline": words}


def address_of(line, language):
    if line.story:
        return f"{line.story.get_absolute_url()}#corrections"
    return f"{reverse('public:corrections', args=[language])}#{line.anchor}"
