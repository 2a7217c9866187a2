"""Texts of WordPress posts as HTML: without shortcodes, and with the paragraphs of its classic editor."""

import re
from collections.abc import Sequence
from html import escape

from newsroom.interchange.archive.markup import with_paragraphs
from newsroom.interchange.archive.posts import ArchivePicture

SHORTCODE = re.compile(r"\[(/?)([A-Za-z][\w-]*)(\s[^\[\]]*)?\]")
ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))""")
CAPTION_END = "[/caption]"
# A line of its own that is an address becomes a player in WordPress, and a link here.
ADDRESS_LINE = re.compile(r"^[ \t]*(https?://[^\s<>\"]+)[ \t]*$", re.M)
BLOCK_COMMENT = "<!-- wp:"
PLAYERS = {"audio", "video", "playlist"}
FILES = ("src", "mp4", "webm", "mp3", "m4a", "ogg", "wav")


def wordpress_html(
    text: str, attachments: dict[str, ArchivePicture], attached: Sequence[str] = ()
) -> tuple[str, list[str]]:
    """Return (the HTML of a post, problems): shortcodes in HTML where that can say the same, else left out.

    attachments  {id: ArchivePicture}, which galleries name
    attached     the ids of those that belong to the post, in their order: a gallery without ids shows them
    """
    text, problems = _without_shortcodes(text.replace("\r\n", "\n"), attachments, attached)
    text = ADDRESS_LINE.sub(r'\n\n<p><a href="\1">\1</a></p>\n\n', text)
    return (text if BLOCK_COMMENT in text else with_paragraphs(text)), problems


def _without_shortcodes(text, attachments, attached):
    """Return (the text without shortcodes, problems)."""
    closed = {match[2].lower() for match in SHORTCODE.finditer(text) if match[1]}
    parts, problems, start = [], [], 0
    for match in SHORTCODE.finditer(text):
        if match.start() < start:  # within a caption that was read
            continue
        parts.append(text[start : match.start()])
        start = match.end()
        name, attributes = match[2].lower(), _attributes(match[3] or "")
        if name == "caption" and not match[1] and name in closed:
            end = text.find(CAPTION_END, start)
            if end < 0:
                closed.discard(name)
                continue
            parts.append(_figure(text[start:end]))
            start = end + len(CAPTION_END)
        elif name == "gallery":
            numbers = _gallery_ids(attributes, attached)
            lacking = [one for one in numbers if one not in attachments]
            problems += [f"a picture of a gallery is not in the archive: attachment {one}" for one in lacking]
            parts.append(_gallery([attachments[one] for one in numbers if one in attachments]))
        elif name in PLAYERS:
            parts += [f"\n\n{attributes[file]}\n\n" for file in FILES if file in attributes]
        elif name == "embed":
            parts.append("\n\n")
        elif name in closed or attributes or not name.isalpha():
            problems += [] if match[1] else [f"the shortcode [{name}] was left out"]
        else:  # words in brackets, such as [sic]
            parts.append(match[0])
    return "".join([*parts, text[start:]]), problems


def _attributes(text):
    return {one[1].lower(): one[2] or one[3] or one[4] or "" for one in ATTRIBUTE.finditer(text)}


def _figure(inner):
    """Return the picture and the caption that a caption shortcode holds as a figure."""
    picture = inner.rfind("<img")
    end = inner.find(">", picture) + 1 if picture >= 0 else 0
    link_end = inner.find("</a>", end)
    if link_end >= 0 and not inner[end:link_end].strip():
        end = link_end + len("</a>")
    return f"\n\n<figure>{inner[:end]}<figcaption>{inner[end:].strip()}</figcaption></figure>\n\n"


def _gallery_ids(attributes, attached):
    """Return the ids of the attachments that a gallery shows, in its order."""
    told = attributes.get("ids") or attributes.get("include")
    if told:
        return [one for one in map(str.strip, told.split(",")) if one]
    left_out = {one.strip() for one in attributes.get("exclude", "").split(",")}
    return [one for one in attached if one not in left_out]


def _gallery(pictures):
    figures = "".join(f'<figure><img src="{escape(one.address)}"></figure>' for one in pictures)
    return f'\n\n<div class="wp-block-gallery">{figures}</div>\n\n'
