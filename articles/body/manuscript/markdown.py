"""Markdown import: CommonMark with tables, plus the labels and related block of plain text."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from articles.body.manuscript import line_shapes
from articles.body.manuscript.draft import Lines, Manuscript, TextRefused
from articles.body.manuscript.front_matter import read_front_matter, read_related
from articles.body.manuscript.line_shapes import (
    TypedLabel,
    invalid_address_remark,
    related_start,
    remarks_on_signs,
    split_label,
)
from articles.body.normal_form import clean_address, clean_text

MOST_NESTING = 100  # the parser drops deeper nesting; lost_words() reports it
MARKERS = re.compile(r"^(?:\s|>|[-*+]\s|\d{1,9}[.)]\s)+", re.M)
WORD = re.compile(r"\w+")
LISTS = ("bullet_list_open", "ordered_list_open")
NOT_IN_ITEMS = ("heading_open", "blockquote_open", "table_open", "hr")


class ManuscriptRenderer(RendererHTML):
    """A CommonMark renderer that writes images as links and code as paragraphs."""

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        source = str(tokens[idx].attrs.get("src", ""))
        words, target = _escape_markdown(tokens[idx].content or source), clean_address(source)
        return (
            f'<a href="{escape(target)}">{words}</a>' if target else f"{words} ({_escape_markdown(source)})"
        )

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Open a link. A link with an invalid address stays as typed."""
        target = clean_address(str(tokens[idx].attrs.get("href", "")))
        return f'<a href="{escape(target)}">' if target else "["

    def link_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        opened = next(token for token in reversed(tokens[:idx]) if token.type == "link_open")
        written = str(opened.attrs.get("href", ""))
        return "</a>" if clean_address(written) else f"]({_escape_markdown(written)})"

    def code_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return _escape_markdown(tokens[idx].content)

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        lines = filter(str.strip, tokens[idx].content.splitlines())
        return "".join(f"<p>{_escape_markdown(line)}</p>" for line in lines)

    fence = code_block


def _escape_markdown(text: str) -> str:
    return escape(text, quote=False)


def inline_text(children: Iterable[Token] | None) -> str:
    """Return the plain text of inline tokens."""
    breaks = ("softbreak", "hardbreak")
    return "".join(" " if token.type in breaks else token.content for token in children or ())


def remarks_on(tokens: Iterable[Token]) -> list[str]:
    """Return messages about everything in these tokens that a body represents differently or omits."""
    remarks, depth = [], 0
    for token in tokens:
        depth += token.nesting if token.type.startswith(("bullet_list", "ordered_list")) else 0
        if token.type in LISTS and depth == 2:
            remarks.append(_("a list in a list: its items were moved to the outer list"))
        elif token.type in NOT_IN_ITEMS and depth:
            remarks.append(_("a list can contain only text: the rest became text or follows the list"))
        elif token.type in ("fence", "code_block"):
            info = f" ({token.info.strip()})" if token.info.strip() else ""
            remarks.append(_("code became plain paragraphs%(info)s") % {"info": info})
        if token.type == "ordered_list_open" and (start := token.attrs.get("start", 1)) != 1:
            remarks.append(_("the list started at %(number)d and now starts at 1") % {"number": start})
        if token.type == "inline":
            remarks += _remarks_on_line(token)
    return remarks


def _remarks_on_line(inline: Token) -> list[str]:
    remarks = []
    for token in inline.children or ():
        if token.type == "image":
            source = {"address": token.attrs.get("src", "")}
            remarks.append(_("the image %(address)s became a link: add it from the library") % source)
        elif token.type == "link_open" and not clean_address(str(token.attrs.get("href", ""))):
            remarks.append(invalid_address_remark(str(token.attrs.get("href", ""))))
        elif token.type == "code_inline":
            remarks.append(_("“%(text)s” was marked as code and is now text") % {"text": token.content})
        if token.attrs.get("title"):
            remarks.append(_("the title of a link was left out: “%(text)s”") % {"text": token.attrs["title"]})
    words = inline_text(inline.children)
    return remarks + remarks_on_signs(words, words)


def lost_words(source: str, tokens: Iterable[Token]) -> str:
    """Return the words of the Markdown source that are missing from the tokens, in order, as one string."""
    held: Counter[str] = Counter()
    for token in tokens:
        held.update(WORD.findall(token.content if token.children else f"{token.content} {token.info}"))
    missing = []
    for word in WORD.findall(MARKERS.sub("", source)):
        if not held[word]:
            missing.append(word)
        held[word] -= bool(held[word])
    return " ".join(missing)


SPEAKER = re.compile(r"(?:(?P<quote>.*)\n)?\s*(?:[—–―]|--?)\s*(?P<speaker>[^\n]+)", re.S)


def read_markdown(lines: list[str], manuscript: Manuscript, insight_names: Iterable[str]) -> None:
    """Read all lines of a Markdown text into a Manuscript.

    Raise TextRefused if the headline is missing or too long.
    """
    skipped = read_front_matter(lines, manuscript)
    # Empty lines in place of the front matter preserve the line numbers.
    _MarkdownReader([""] * skipped + lines[skipped:], manuscript, insight_names).read()


@dataclass
class MarkdownBlock:
    """A top-level block of the document: its tokens and its lines (first, last), counted from 1."""

    tokens: list[Token]
    lines: Lines

    @property
    def type(self) -> str:
        return self.tokens[0].type

    @property
    def level(self) -> int:
        """The level 1 to 6 of a heading, else 0."""
        return int(self.tokens[0].tag[1]) if self.type == "heading_open" else 0

    @property
    def content(self) -> str:
        """The source of a paragraph or heading, including marks."""
        return self.tokens[1].content


class _MarkdownReader:
    def __init__(self, lines: Sequence[str], manuscript: Manuscript, insight_names: Iterable[str]) -> None:
        self.source, self.manuscript, self.insight_names = lines, manuscript, insight_names
        settings = {"html": False, "maxNesting": MOST_NESTING}
        self.parser = MarkdownIt("commonmark", settings, renderer_cls=ManuscriptRenderer).enable("table")
        self.env: dict[str, Any] = {}
        self.blocks = self._split(self.parser.parse("\n".join(lines), self.env))
        self.related_until = 0  # the last line of the related block

    def _split(self, tokens: list[Token]) -> list[MarkdownBlock]:
        blocks, start, depth = [], 0, 0
        for index, token in enumerate(tokens):
            depth += token.nesting
            if not depth:
                first, end = tokens[start].map or [0, 0]
                while end > first + 1 and not self.source[end - 1].strip():
                    end -= 1
                blocks.append(MarkdownBlock(tokens[start : index + 1], (first + 1, end)))
                start = index + 1
        return blocks

    def read(self) -> None:
        headline = self._find_headline()
        may_be_summary = 0 if headline is None else headline + 1
        for index, block in enumerate(self.blocks):
            if block.lines[0] <= self.related_until:
                continue
            if index == headline:
                self._read_headline(block)
            elif index == may_be_summary and not self.manuscript.summary and self._is_emphasised(block):
                words = self._plain(block)
                self.manuscript.set_summary(block.lines, words, remarks_on(block.tokens))
            else:
                self._read_block(block)
                if headline is not None and index < headline:
                    self.manuscript.doubt(block.lines, _("before the headline"))
        self._account_for_the_rest()

    def _find_headline(self) -> int | None:
        """Return the index of the headline's block, or None if only the front matter has the headline."""
        levels = [block.level for block in self.blocks]
        if self.manuscript.headline:
            is_again = 1 in levels and self._plain(self.blocks[levels.index(1)]) == self.manuscript.headline
            return levels.index(1) if is_again else None
        if 1 in levels:
            return levels.index(1)
        if levels and levels[0]:
            message = _("read as the headline, because no heading has a single #")
            self.manuscript.doubt(self.blocks[0].lines, message)
            return 0
        raise TextRefused(_("No headline found. Start the text with a line “# Headline”."))

    def _read_headline(self, block: MarkdownBlock) -> None:
        if self.manuscript.headline:
            self.manuscript.understood(block.lines, _("headline, the same as in the front matter"))
        else:
            self.manuscript.set_headline(block.lines, self._plain(block), remarks_on(block.tokens))

    def _plain(self, block: MarkdownBlock) -> str:
        return clean_text(inline_text(block.tokens[1].children)).strip()

    def _is_emphasised(self, block: MarkdownBlock) -> bool:
        """Return whether a paragraph is entirely in italics or bold, and not a label."""
        if block.type != "paragraph_open" or split_label(block.content, self.insight_names):
            return False
        inner = [token for token in block.tokens[1].children or () if token.type != "text" or token.content]
        depths, depth = [], 0
        for token in inner:
            depth += token.nesting if token.type.startswith(("em_", "strong_")) else 0
            depths.append(depth)
        return len(inner) > 2 and all(depths[:-1]) and not depths[-1]

    def _read_block(self, block: MarkdownBlock) -> None:
        if block.type in ("heading_open", "paragraph_open"):
            first, _newline, rest = block.content.partition("\n")
            related = related_start(first)
            if related is not None:
                self._read_related(block, related)
            elif block.level:
                self._read_heading(block)
            elif not self.manuscript.foreign_content(block.lines, block.content):
                self._read_paragraph(block)
        elif block.type == "blockquote_open":
            self._read_quote(block)
        else:
            self._read_other(block)

    def _read_related(self, block: MarkdownBlock, rest: str) -> None:
        """Read the related block, which ends at the next heading, line by line."""
        first = block.lines[0]
        ahead = (other.lines[0] for other in self.blocks if other.level and other.lines[0] > first)
        end = next(ahead, len(self.source) + 1)
        # Skip the heading's underline, but not a list above a --- line, which is parsed as a heading with
        # several lines.
        is_heading = block.level and "\n" not in block.content
        begin = block.lines[1] + 1 if is_heading else first + 1
        self.manuscript.understood((first, begin - 1), _("start of the related stories"))
        lines = [(number, clean_text(self.source[number - 1]).strip()) for number in range(begin, end)]
        items = [(number, text.lstrip("> ")) for number, text in lines if text.lstrip("> ")]
        read_related(([(first, rest)] if rest else []) + items, self.manuscript)
        self.related_until = end - 1

    def _inline(self, content: str) -> tuple[str, list[str]]:
        """Return (HTML, remarks) of the source of one paragraph."""
        tokens = self.parser.parseInline(content, self.env)
        return self.parser.renderer.render(tokens, self.parser.options, self.env), remarks_on(tokens)

    def _read_heading(self, block: MarkdownBlock) -> None:
        label = split_label(block.content, self.insight_names)
        if label and not label.rest:
            self.manuscript.label_alone(block.lines, label)
            return
        inside = self._inline(label.rest if label else block.content)
        self.manuscript.heading(block.lines, *inside, label=label, level=min(max(block.level, 2), 3))
        if not label:
            self.manuscript.question_label(block.lines, block.content)

    def _read_paragraph(self, block: MarkdownBlock) -> None:
        label = split_label(block.content, self.insight_names)
        content = label.rest if label else block.content
        if label and not content:
            self.manuscript.label_alone(block.lines, label)
            return
        if label and label.kind == "fact-box" and line_shapes.is_heading_like(content):
            self.manuscript.box_title(block.lines, *self._inline(content), label=label)
            return
        quotation = line_shapes.split_quotation(content)
        if quotation and (quotation[1] or label):
            html, remarks = self._inline(quotation[0])
            self.manuscript.quote(block.lines, [html], quotation[1], remarks, label=label)
        else:
            html, remarks = self._inline(content)
            self.manuscript.passage(block.lines, f"<p>{html}</p>", _("paragraph"), remarks, label=label)
        self._question(block, label, quotation)

    def _question(self, block: MarkdownBlock, label: TypedLabel | None, quotation: object) -> None:
        """Note doubts about a paragraph: an unknown label, labels on later lines, a byline."""
        if not label and not quotation:
            self.manuscript.question_label(block.lines, block.content)
        for line in block.content.split("\n")[1:]:
            if split_label(line, self.insight_names) or related_start(line) is not None:
                message = _("“%(text)s” is inside a paragraph: put an empty line before it")
                self.manuscript.doubt(block.lines, message % {"text": line})
        self.manuscript.question_byline(block.lines, block.content)

    def _read_quote(self, block: MarkdownBlock) -> None:
        """Read a quotation with its speaker, or a labelled passage or fact box typed as a quote."""
        if self._read_box(block):
            return
        inner = [token.type for token in block.tokens if token.level == 1 and token.nesting >= 0]
        if set(inner) != {"paragraph_open"}:
            self._read_other(block)
            return
        contents = [token.content for token in block.tokens if token.type == "inline"]
        label = split_label(contents[0], self.insight_names)
        if label:
            contents[:1] = [label.rest] if label.rest else []
        speaker = ""
        match = SPEAKER.fullmatch(contents[-1]) if contents else None
        if match and (match["quote"] or len(contents) > 1):
            speaker = match["speaker"].strip()
            contents[-1:] = [match["quote"]] if match["quote"] else []
        self._write_quote(block, label, contents, speaker)

    def _read_box(self, block: MarkdownBlock) -> bool:
        """Read a quote that begins with a fact box label as a fact box. Return whether it is one."""
        is_text = len(block.tokens) > 4 and block.tokens[1].type == "paragraph_open"
        label = split_label(block.tokens[2].content, self.insight_names) if is_text else None
        if label is None or label.kind != "fact-box":
            return False
        title, remarks = self._inline(label.rest)
        html = self.parser.renderer.render(block.tokens[4:-1], self.parser.options, self.env)
        label = replace(label, title=title)
        self.manuscript.passage(block.lines, html, _("quote"), remarks, label=label)
        self.manuscript.doubts(block.lines, remarks_on(block.tokens[4:-1]))
        return True

    def _write_quote(
        self, block: MarkdownBlock, label: TypedLabel | None, contents: list[str], speaker: str
    ) -> None:
        if not contents:
            assert label is not None  # it was taken out of the contents
            self.manuscript.label_alone(block.lines, label)
            return
        paragraphs, told = zip(*map(self._inline, contents), strict=True)
        remarks = [*chain.from_iterable(told)]
        if label and not speaker and not line_shapes.is_quotation(contents[0]):
            html = "".join(f"<p>{html}</p>" for html in paragraphs)
            self.manuscript.passage(block.lines, html, _("paragraph"), remarks, label=label)
        else:
            self.manuscript.quote(block.lines, paragraphs, speaker, remarks, label=label)

    def _read_other(self, block: MarkdownBlock) -> None:
        """Read lists, tables, rules, code, and quotes that contain more than paragraphs."""
        html = self.parser.renderer.render(block.tokens, self.parser.options, self.env)
        names = {
            "bullet_list_open": _("list"),
            "ordered_list_open": _("numbered list"),
            "blockquote_open": _("quote"),
            "table_open": _("table"),
            "hr": _("divider"),
            "fence": _("code"),
            "code_block": _("code"),
        }
        write = self.manuscript.block if block.type in ("table_open", "hr") else self.manuscript.passage
        write(block.lines, html, names[block.type])
        self.manuscript.doubts(block.lines, remarks_on(block.tokens))
        first, last = block.lines
        if missing := lost_words("\n".join(self.source[first - 1 : last]), block.tokens):
            self.manuscript.doubt(block.lines, _("not imported: %(text)s") % {"text": missing})

    def _account_for_the_rest(self) -> None:
        """Note a doubt for each line that no block covers. These only define link addresses."""
        covered = {number for note in self.manuscript.notes for number in range(note.first, note.last + 1)}
        for number, line in enumerate(self.source, 1):
            if number not in covered and clean_text(line).strip():
                message = _("left out, because it only defines a link: %(text)s") % {"text": line.strip()}
                self.manuscript.doubt((number, number), message)
