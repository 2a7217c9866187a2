"""Markdown tokens as HTML for the sanitiser, and remarks about what bodies cannot hold."""

import re
from collections import Counter
from html import escape

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from articles.body.addresses import clean_address
from articles.body.manuscript.marks import invalid_address_remark, remarks_on_signs

MOST_NESTING = 100  # what is nested deeper is dropped by the parser, and reported by `lost`
MARKERS = re.compile(r"^(?:\s|>|[-*+]\s|\d{1,9}[.)]\s)+", re.M)
WORD = re.compile(r"\w+")
LISTS = ("bullet_list_open", "ordered_list_open")
NOT_IN_ITEMS = ("heading_open", "blockquote_open", "table_open", "hr")


def new_markdown_parser():
    """CommonMark with tables. HTML is text, pictures become links, code becomes paragraphs."""
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": MOST_NESTING}).enable("table")
    parser.add_render_rule("image", _render_image)
    parser.add_render_rule("link_open", _render_link_open)
    parser.add_render_rule("link_close", _render_link_close)
    parser.add_render_rule(
        "code_inline", lambda self, tokens, at, options, env: _escape_markdown(tokens[at].content)
    )
    for name in ("fence", "code_block"):
        parser.add_render_rule(name, _render_code)
    return parser


def _escape_markdown(text):
    return escape(text, quote=False)


def _render_image(self, tokens, at, options, env):
    source = str(tokens[at].attrs.get("src", ""))
    words, target = _escape_markdown(tokens[at].content or source), clean_address(source)
    return f'<a href="{escape(target)}">{words}</a>' if target else f"{words} ({_escape_markdown(source)})"


def _render_link_open(self, tokens, at, options, env):
    """A link that cannot be one stays as it was typed."""
    target = clean_address(str(tokens[at].attrs.get("href", "")))
    return f'<a href="{escape(target)}">' if target else "["


def _render_link_close(self, tokens, at, options, env):
    opened = next(token for token in reversed(tokens[:at]) if token.type == "link_open")
    written = str(opened.attrs.get("href", ""))
    return "</a>" if clean_address(written) else f"]({_escape_markdown(written)})"


def _render_code(self, tokens, at, options, env):
    return "".join(
        f"<p>{_escape_markdown(line)}</p>" for line in tokens[at].content.splitlines() if line.strip()
    )


def inline_text(children):
    """The plain text of inline tokens."""
    breaks = ("softbreak", "hardbreak")
    return "".join(" " if token.type in breaks else token.content for token in children)


def remarks_on(tokens):
    """Messages about everything in these tokens that a body holds differently or not at all."""
    remarks, depth = [], 0
    for token in tokens:
        depth += token.nesting if token.type.startswith(("bullet_list", "ordered_list")) else 0
        if token.type in LISTS and depth == 2:
            remarks.append(_("a list in a list: its items became items of the outer one"))
        elif token.type in NOT_IN_ITEMS and depth:
            remarks.append(_("only text can stand in a list: the rest became text or stands behind it"))
        elif token.type in ("fence", "code_block"):
            info = f" ({token.info.strip()})" if token.info.strip() else ""
            remarks.append(_("code became plain paragraphs%(info)s") % {"info": info})
        if token.type == "ordered_list_open" and token.attrs.get("start", 1) != 1:
            remarks.append(
                _("the list started at %(number)d and now starts at 1") % {"number": token.attrs["start"]}
            )
        if token.type == "inline":
            remarks += _remarks_on_line(token)
    return remarks


def _remarks_on_line(inline):
    remarks = []
    for token in inline.children:
        if token.type == "image":
            source = {"address": token.attrs.get("src", "")}
            remarks.append(_("the picture %(address)s became a link: add it from the library") % source)
        elif token.type == "link_open" and not clean_address(str(token.attrs.get("href", ""))):
            remarks.append(invalid_address_remark(token.attrs.get("href", "")))
        elif token.type == "code_inline":
            remarks.append(_("“%(text)s” was marked as code, now it is text") % {"text": token.content})
        if token.attrs.get("title"):
            remarks.append(_("the title of a link is left out: “%(text)s”") % {"text": token.attrs["title"]})
    words = inline_text(inline.children)
    return remarks + remarks_on_signs(words, words)


def lost_words(source, tokens):
    """The words of the Markdown source that no token holds, in their order, as one string."""
    held = Counter()
    for token in tokens:
        if not token.children:
            held.update(WORD.findall(f"{token.content} {token.info}"))
        else:
            held.update(WORD.findall(token.content))
    missing = []
    for word in WORD.findall(MARKERS.sub("", source)):
        if not held[word]:
            missing.append(word)
        held[word] -= bool(held[word])
    return " ".join(missing)
