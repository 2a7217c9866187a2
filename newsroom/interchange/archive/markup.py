"""Conversion of HTML from other systems to the vocabulary of bodies, including WordPress shortcodes."""

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from types import MappingProxyType
from typing import NamedTuple

from django.utils.translation import gettext as _
from lxml import etree, html

from articles.body import sanitise
from articles.body.embeds import find_embed
from articles.body.normal_form import drop_surrogates
from newsroom.interchange.archive.posts import ArchivePicture, join_address

PLAYERS = ("iframe", "video", "audio", "embed", "object")
DROPPED = ("script", "style", "form", "svg", "noscript", "canvas", "template")
GALLERIES = {"wp-block-gallery", "gallery", "tiled-gallery", "kg-gallery-card"}  # in WordPress and Ghost
ITEMS = {"gallery-item", "wp-caption"}  # in the classic editor of WordPress: a picture and its caption
ITEM_CAPTIONS = {"gallery-caption", "wp-caption-text"}
EMPTY_LINE = re.compile(r"\n[ \t]*\n\s*")
BLOCKS = "p|div|h[1-6]|ul|ol|li|dl|blockquote|table|figure|hr|pre|section|aside|address|form|iframe"
BLOCK = re.compile(rf"</?(?:{BLOCKS})\b", re.I)
# Characters that XML does not allow, for str.translate.
INVALID = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


class ConvertedText(NamedTuple):
    """A canonical body, and messages about HTML that was lost."""

    body: str
    problems: list[str]


def convert_html(
    text: str,
    *,
    base_url: str,
    find_picture: Callable[[str, str], int | None],
    find_story: Callable[[str], int | None],
) -> ConvertedText:
    """Return the ConvertedText of any HTML.

    base_url      base of relative addresses
    find_picture  called with address and alt text; returns the id of an Image, or None
    find_story    called with an address; returns the id of the Article at that address, or None
    """
    text = drop_surrogates(text).translate(INVALID)
    if not text.strip():
        return ConvertedText("", [])
    root = html.fragment_fromstring(text, create_parent="div")
    problems = []
    _leave_out_deletions(root, problems)
    _replace_players(root, base_url, problems)
    _mark_items(root)
    _replace_pictures(root, base_url, find_picture, problems)
    _mark_galleries(root)
    _replace_links(root, base_url, find_story)
    _replace_lone_addresses(root)
    _mark_pull_quotes(root)
    for verse in root.iter("pre"):
        _break_lines(verse)
    return ConvertedText(sanitise(html.tostring(root, encoding="unicode")), problems)


def _replace_players(root, base_url, problems):
    """Replace players with an embed or a link, and remove elements that do not belong in a body."""
    for element in list(root.iter(*PLAYERS, *DROPPED)):
        if element.getparent() is None:  # removed with an outer element
            continue
        sources = [element, *element.iter("source")] if element.tag in PLAYERS else []
        addresses = [source.get("src") or source.get("data") for source in sources]
        address = next(filter(None, addresses), "")
        if not address:
            problems.append(_("<%(tag)s> was left out") % {"tag": element.tag})
            element.drop_tree()
            continue
        address = join_address(base_url, address)
        if embed := find_embed(address):
            _replace(element, etree.Element("figure", {"data-embed": embed.name}))
            continue
        values = {"tag": element.tag, "address": address}
        problems.append(_("<%(tag)s> became a link: %(address)s") % values)
        link = etree.Element("p")
        etree.SubElement(link, "a", href=address).text = address
        _replace(element, link)


def _leave_out_deletions(root, problems):
    """Remove words that a page shows as deleted, because a body would show them as valid."""
    for element in root.xpath(".//del[not(ancestor::del)]"):
        if words := " ".join(element.text_content().split()):
            problems.append(_("words shown as deleted were left out: %(words)s") % {"words": words[:80]})
        element.drop_tree()


def _mark_pull_quotes(root):
    """Mark the quotations that WordPress styles as pull quotes."""
    for quote in root.iter("blockquote"):
        around = quote.getparent()
        classes = f"{quote.get('class', '')} {around.get('class', '') if around.tag == 'figure' else ''}"
        if "wp-block-pullquote" in classes.split():
            quote.set("data-kind", "pull-quote")


def _has_class(element, names):
    return not names.isdisjoint(element.get("class", "").split())


def _is_picture(figure):
    return figure.get("data-image") is not None


def _mark_items(root):
    """Convert captioned pictures of the classic editor to figures."""
    for item in list(root.iter("dl", "div", "li")):
        if not _has_class(item, ITEMS):
            continue
        item.tag = "figure"
        for part in list(item.iter("dt", "dd", "p", "div")):
            part.tag = "figcaption" if _has_class(part, ITEM_CAPTIONS) else "div"


def _mark_galleries(root):
    """Convert galleries with at least two pictures that exist. The caption of a gallery becomes its title."""
    for gallery in list(root.iter("figure", "div", "ul")):
        if not _has_class(gallery, GALLERIES) or sum(map(_is_picture, gallery.iter("figure"))) < 2:
            continue
        gallery.tag = "div"
        gallery.set("data-kind", "gallery")
        for caption in [
            figcaption for figcaption in gallery.iter("figcaption") if not _is_picture(figcaption.getparent())
        ]:
            caption.drop_tree()
            caption.tag, caption.tail = "h3", None
            gallery.insert(0, caption)


def _replace_pictures(root, base_url, find_picture, problems):
    for image, frame in [(image, _frame_of(image)) for image in root.iter("img")]:
        address = join_address(base_url, image.get("src") or image.get("data-src") or "")
        number = find_picture(address, image.get("alt") or "") if address else None
        caption = next(frame.iter("figcaption"), None) if frame.tag == "figure" else None
        if number is None:
            words = "".join(caption.itertext()).strip() if caption is not None else ""
            problem = _("a picture was not found: %(address)s; its caption was: %(caption)s")
            if not words:
                problem = _("a picture was not found: %(address)s")
            problems.append(problem % {"address": address, "caption": words})
            frame.drop_tree()
            continue
        figure = etree.Element("figure", {"data-image": str(number)})
        if caption is None:
            caption = etree.Element("figcaption")
        caption.tail = None
        figure.append(caption)
        _replace(frame, figure)


def _frame_of(image):
    """Return the outermost element that contains only the picture and its caption."""
    frame = image
    for outer in image.iterancestors("a", "figure", "div", "p"):
        if outer.getparent() is None or len(list(outer.iter("img"))) > 1:
            break
        if outer.tag == "figure":
            return outer
        if "".join(outer.itertext()).strip():
            break
        frame = outer
    return frame


def _replace_links(root, base_url, find_story):
    for link in list(root.iter("a")):
        address = link.get("href", "").strip()
        if address.startswith(("/", "?")):
            address = join_address(base_url, address)
            link.set("href", address)
        if (number := find_story(address) if address else None) is not None:
            link.attrib.pop("href")
            link.set("data-article", str(number))


def _replace_lone_addresses(root):
    """Replace each line that contains only an embeddable address with the embed, as WordPress does."""
    for link in list(root.iter("a")):
        line, address = link.getparent(), link.get("href", "")
        is_alone = line.tag in ("p", "div") and "".join(line.itertext()).strip() == address
        if is_alone and line is not root and (embed := find_embed(address)):
            _replace(line, etree.Element("figure", {"data-embed": embed.name}))


def _break_lines(element):
    """Replace newlines in preformatted text with line break elements."""
    for node in list(element.iter()):
        for name in ("text", "tail"):
            lines = (getattr(node, name) or "").split("\n")
            if len(lines) < 2 or (name == "tail" and node is element):
                continue
            setattr(node, name, lines[0])
            parent, position = (
                (node, 0) if name == "text" else (node.getparent(), node.getparent().index(node) + 1)
            )
            for offset, line in enumerate(lines[1:]):
                ending = etree.Element("br")
                ending.tail = line
                parent.insert(position + offset, ending)


def _replace(old, new):
    new.tail, old.tail = old.tail, None
    old.getparent().replace(old, new)


def with_paragraphs(text: str) -> str:
    """Return text as HTML: chunks between empty lines become <p>, and line ends become <br>.

    Chunks that begin with a block element are kept unchanged.
    """
    chunks = filter(None, (chunk.strip() for chunk in EMPTY_LINE.split(text)))
    return "\n".join(
        chunk if BLOCK.match(chunk) else f"<p>{'<br>'.join(chunk.splitlines())}</p>" for chunk in chunks
    )


SHORTCODE = re.compile(r"\[(/?)([A-Za-z][\w-]*)(\s[^\[\]]*)?\]")
ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))""")
CAPTION_END = "[/caption]"
# WordPress shows a player for a line that is only an address. Here, the line becomes a link, which
# _replace_lone_addresses replaces with an embed if it can.
ADDRESS_LINE = re.compile(r"^[ \t]*(https?://[^\s<>\"]+)[ \t]*$", re.M)
BLOCK_COMMENT = "<!-- wp:"
SHORTCODE_PLAYERS = {"audio", "video", "playlist"}
PLAYER_FILES = ("src", "mp4", "webm", "mp3", "m4a", "ogg", "wav")


# A block without HTML: WordPress creates its content when it renders the page.
EMPTY_BLOCK = re.compile(r"<!--\s++wp:([\w/-]++)([^<>]*)/-->")
SHARED_BLOCK = re.compile(r'"ref":\s*"?([0-9]{1,20})')


def wordpress_html(
    text: str,
    attachments: Mapping[str, ArchivePicture],
    attached: Sequence[str] = (),
    blocks: Mapping[str, str] = MappingProxyType({}),
) -> tuple[str, list[str]]:
    """Return (HTML, problems) of a post. Shortcodes and blocks become equivalent HTML or are left out.

    attachments  {id: ArchivePicture}, referred to by galleries
    attached     ordered ids of the post's own attachments, shown by a gallery without ids
    blocks       {id: content} of blocks that posts share
    """
    text, left_out = _without_empty_blocks(text, blocks)
    text, problems = _without_shortcodes(text.replace("\r\n", "\n"), attachments, attached)
    problems += left_out
    text = ADDRESS_LINE.sub(r'\n\n<p><a href="\1">\1</a></p>\n\n', text)
    return (text if BLOCK_COMMENT in text else with_paragraphs(text)), problems


def _without_empty_blocks(text, blocks):
    """Return (the text, problems). Shared blocks become their content, other empty blocks are left out."""
    problems = []

    def replace(match):
        name, shared = match[1].removeprefix("core/"), SHARED_BLOCK.search(match[2])
        content = blocks.get(shared[1]) if name == "block" and shared else None
        if content is None:
            problems.append(_("the block “%(name)s” was left out") % {"name": name[:100]})
        return content or ""

    text = EMPTY_BLOCK.sub(replace, text)
    # Drop shared blocks inside shared blocks, because a block might contain itself.
    return EMPTY_BLOCK.sub("", text) if blocks else text, problems


def _without_shortcodes(text, attachments, attached):
    """Return (the text without shortcodes, problems)."""
    closed = {match[2].lower() for match in SHORTCODE.finditer(text) if match[1]}
    parts, problems, start = [], [], 0
    for match in SHORTCODE.finditer(text):
        if match.start() < start:  # inside a caption that was already converted
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
            lacking = [number for number in numbers if number not in attachments]
            problem = _("a picture of a gallery is not in the archive: attachment %(id)s")
            problems += [problem % {"id": number} for number in lacking]
            parts.append(_gallery([attachments[number] for number in numbers if number in attachments]))
        elif name in SHORTCODE_PLAYERS:
            parts += [f"\n\n{attributes[file]}\n\n" for file in PLAYER_FILES if file in attributes]
        elif name == "embed":
            parts.append("\n\n")
        elif name in closed or attributes or not name.isalpha():
            problem = _("the shortcode [%(name)s] was left out") % {"name": name}
            problems += [] if match[1] else [problem]
        else:  # words in brackets, such as [sic]
            parts.append(match[0])
    return "".join([*parts, text[start:]]), problems


def _attributes(text):
    return {match[1].lower(): match[2] or match[3] or match[4] or "" for match in ATTRIBUTE.finditer(text)}


def _figure(inner):
    """Return the content of a caption shortcode, which is a picture and its caption, as a figure."""
    picture = inner.rfind("<img")
    end = inner.find(">", picture) + 1 if picture >= 0 else 0
    link_end = inner.find("</a>", end)
    if link_end >= 0 and not inner[end:link_end].strip():
        end = link_end + len("</a>")
    return f"\n\n<figure>{inner[:end]}<figcaption>{inner[end:].strip()}</figcaption></figure>\n\n"


def _gallery_ids(attributes, attached):
    """Return the ids of the attachments in a gallery, in display order."""
    told = attributes.get("ids") or attributes.get("include")
    if told:
        return [number for number in map(str.strip, told.split(",")) if number]
    left_out = {number.strip() for number in attributes.get("exclude", "").split(",")}
    return [number for number in attached if number not in left_out]


def _gallery(pictures):
    figures = "".join(f'<figure><img src="{escape(picture.address)}"></figure>' for picture in pictures)
    return f'\n\n<div class="wp-block-gallery">{figures}</div>\n\n'
