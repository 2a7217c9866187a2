"""What was understood of a text and what was not, as lines for a terminal."""

from django.utils.translation import gettext as _


def format_name(draft):
    """How the text was read and why, for people: “Markdown: line 1 is a heading with #”."""
    name = _("Markdown") if draft.format == "markdown" else _("labelled text")
    return f"{name}: {draft.reason}"


def report(draft, filing):
    """The lines of the report on a draft and where it is filed; every line of the text is in it."""
    doubts = sorted([*draft.doubts, *filing.notes], key=lambda note: (note.first, note.last))
    lines = [
        _("Read as %(format)s.") % {"format": format_name(draft)},
        _("Headline: %(text)s") % {"text": draft.headline},
        _("Summary: %(text)s") % {"text": draft.summary or "—"},
        _("Section: %(section)s") % {"section": filing.section or "—"},
        "",
        _("Understood:"),
        *(f"  {note}" for note in draft.understood),
    ]
    if doubts:
        lines += ["", _("Please look at:"), *(f"  {note}" for note in doubts)]
    return lines
