"""The words of a segment for the screen: the source with tags as chips, a translation as text with tags."""

import re
from html import escape

from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.text.inline_tags import PLACEHOLDER, encode_tags

NAMES = {
    "a": gettext_lazy("link"),
    "span": gettext_lazy("words in another language"),
    "strong": gettext_lazy("bold"),
    "em": gettext_lazy("emphasis"),
    "sub": gettext_lazy("subscript"),
    "sup": gettext_lazy("superscript"),
    "br": gettext_lazy("line break"),
}
HREF = re.compile(r'href="([^"]*)"')


def name_of(tag):
    """ "link: https://paper.example/" of an opening tag without its brackets."""
    label = NAMES.get(tag.split(" ", 1)[0], tag)
    address = HREF.search(tag)
    return f"{label}: {address[1]}" if address else str(label)


def shown(html, before=()):
    """(safe HTML of a source with a chip at each of its tags, its tags behind those of `before`)."""
    text, own = encode_tags(html)
    parts, place = [], 0
    for match in PLACEHOLDER.finditer(text):
        parts.append(escape(text[place : match.start()]))
        parts.append(_chip(match, own, len(before)))
        place = match.end()
    parts.append(escape(text[place:]))
    return mark_safe("".join(parts)), (*before, *own)


def _chip(match, tags, offset):
    if match[0] == "⟨⟨":
        return "⟨"
    number = int(match["label"])
    tag = tags[number - 1]
    name = tag.split(" ", 1)[0]
    chip = format_html(
        '<b class="tag" title="{}" data-tag="{}"{}><span class="visually-hidden">{} </span>{}</b>',
        name_of(tag),
        number + offset,
        mark_safe(" data-end") if match["end"] else "",
        _("end of tag") if match["end"] else _("tag"),
        number + offset,
    )
    if name == "br":
        return f"{chip}<br>"
    # A link leads nowhere here: one would lose one's place by a slip.
    element = {"a": "u", "span": "span"}.get(name, name)
    return f"</{element}>{chip}" if match["end"] else f"{chip}<{element}>"


def tags_of(segments):
    """The tags of several segments, in the order of their numbers."""
    return tuple(tag for segment in segments for tag in encode_tags(segment.html).tags)


def written(targets, tags):
    """([text with tags of each target], all tags: those of the source, then what only the targets have)."""
    texts = []
    for target in targets:
        text, tags = encode_tags(target.html, tags)
        texts.append(text)
    return texts, tuple(tags)
