"""Drafts of imported stories, and the class that builds them block by block."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import escape

from django.utils.translation import gettext as _

from articles.body.content import INSERTS, PULL_QUOTE, plain_text
from articles.body.embeds import embed_description, find_embed
from articles.body.field import length_messages
from articles.body.manuscript.line_shapes import BYLINE, TypedLabel, marks_to_html, unknown_label
from articles.body.normal_form import clean_address
from articles.body.sanitise import lone_frame_address, sanitise
from articles.refusals import Refused
from articles.text.script import language_of

MAX_HEADLINE = 200  # length of the headline column in characters


class TextRefused(Refused):
    """Refusal of a text that cannot become a story, with place and remedy in the user's language."""


@dataclass(frozen=True)
class DraftNote:
    """A note on the lines `first` to `last`, counted from 1.

    is_doubt  whether a user should check the lines: they were changed, or kept without being understood
    """

    first: int
    last: int
    message: str
    is_doubt: bool = False

    def __str__(self) -> str:
        values = {"first": self.first, "last": self.last, "message": self.message}
        if self.first == self.last:
            return _("line %(first)d: %(message)s") % values
        return _("lines %(first)d–%(last)d: %(message)s") % values


@dataclass(frozen=True)
class RelatedItem:
    """One line of the related block. `language` is the language of title and summary, "en" or "ko"."""

    line: int
    language: str
    summary: str = ""
    title: str = ""
    url: str = ""


@dataclass(frozen=True)
class FrontMatterValue:
    """A front matter value that has to be looked up among the newsroom's sections, topics or authors.

    key  "section", "topic" or "byline"; each topic and each author is a FrontMatterValue of its own
    """

    key: str
    value: str
    line: int


@dataclass(frozen=True)
class Draft:
    """An imported story in one language.

    format  "markdown" or "labelled"
    reason  why this format was chosen
    body    canonical HTML in the vocabulary of bodies
    wishes  section, topics and authors that the front matter names
    notes   in text order; together they cover every line that is not empty
    """

    language: str
    format: str
    reason: str
    headline: str
    summary: str
    body: str
    related: tuple[RelatedItem, ...]
    wishes: tuple[FrontMatterValue, ...]
    notes: tuple[DraftNote, ...]

    @property
    def understood(self) -> list[DraftNote]:
        return [note for note in self.notes if not note.is_doubt]

    @property
    def doubts(self) -> list[DraftNote]:
        return [note for note in self.notes if note.is_doubt]


type Lines = tuple[int, int]  # first and last, counted from 1


class Manuscript:
    """A draft under construction. `lines` is always (first, last), counted from 1."""

    def __init__(self, *, language: str, line_count: int) -> None:
        self.language, self.line_count = language, line_count
        self.headline = self.summary = ""
        self.blocks: list[str] = []
        self.related: list[RelatedItem] = []
        self.wishes: list[FrontMatterValue] = []
        self.notes: list[DraftNote] = []
        # A label on its own line, for the next block.
        self._waiting: tuple[Lines, TypedLabel] | None = None

    def understood(self, lines: Lines, message: str) -> None:
        self.notes.append(DraftNote(*lines, message))

    def doubt(self, lines: Lines, message: str) -> None:
        self.notes.append(DraftNote(*lines, message, is_doubt=True))

    def doubts(self, lines: Lines, messages: Iterable[str]) -> None:
        for message in messages:
            self.doubt(lines, message)

    def set_headline(self, lines: Lines, text: str, remarks: Iterable[str] = ()) -> None:
        """Set the headline. Raise TextRefused if it is too long."""
        if len(text) > MAX_HEADLINE:
            message = _(
                "Line %(line)d is read as the headline, but it has %(length)d characters and a headline "
                "can have up to %(most)d. Shorten it, or put a shorter headline on a line of its own "
                "above it."
            )
            raise TextRefused(message % {"line": lines[0], "length": len(text), "most": MAX_HEADLINE})
        self.headline = text
        self.understood(lines, _("headline"))
        self.doubts(lines, remarks)

    def set_summary(self, lines: Lines, text: str, remarks: Iterable[str] = ()) -> None:
        self.summary = text
        self.understood(lines, _("summary"))
        self.doubts(lines, remarks)

    def heading(
        self,
        lines: Lines,
        html: str,
        remarks: Iterable[str] = (),
        *,
        label: TypedLabel | None = None,
        level: int = 2,
    ) -> None:
        """Add a heading. With a label it is an h2, since only h2 can have labels."""
        if label and label.kind == "fact-box":
            self.box_title(lines, html, remarks, label=label)
            return
        if label and label.kind in INSERTS:
            self.passage(lines, f"<p>{html}</p>", _("paragraph"), remarks, label=label)
            return
        self._settle()
        if label:
            self.blocks.append(f'<h2 data-label="{label.kind}">{html}</h2>')
            self.understood(lines, _("heading, label %(label)s") % {"label": label.name})
            self._tell_brand(lines, label)
        else:
            self.blocks.append(f"<h{level}>{html}</h{level}>")
            self.understood(lines, _("heading") if level == 2 else _("smaller heading"))
        self.doubts(lines, remarks)

    def label_alone(self, lines: Lines, label: TypedLabel) -> None:
        """Add a label on its own line. It applies to the next paragraph, list or quote."""
        self._settle()
        self._waiting = (lines, label)
        self.understood(lines, _("label %(label)s of the next passage") % {"label": label.name})
        self._tell_brand(lines, label)

    def box_title(self, lines: Lines, html: str, remarks: Iterable[str] = (), *, label: TypedLabel) -> None:
        """Add the title of a fact box that contains the next paragraph, list or quote."""
        self._settle()
        self._waiting = (lines, replace(label, title=html))
        self.understood(lines, _("title of a fact box"))
        self.doubts(lines, remarks)

    def passage(
        self,
        lines: Lines,
        html: str,
        message: str,
        remarks: Iterable[str] = (),
        *,
        label: TypedLabel | None = None,
    ) -> None:
        """Add a paragraph, list or quote, with its own label or a pending one."""
        if self._waiting and not label:
            (_lines, label), self._waiting = self._waiting, None
        elif label:
            self._settle()
            self._tell_brand(lines, label)
        if label:
            html = wrap_labelled(html, label)
            message = _("passage, label %(label)s: %(what)s") % {"label": label.name, "what": message}
        self.blocks.append(html)
        self.understood(lines, message)
        self.doubts(lines, remarks)

    def block(self, lines: Lines, html: str, message: str) -> None:
        """Add a rule, a table or an embed, which cannot have a label."""
        self._settle()
        self.blocks.append(html)
        self.understood(lines, message)

    def foreign_content(self, lines: Lines, text: str) -> bool:
        """Add a line that is an iframe, or an address at a known provider. Return whether it is one.

        An iframe of an unknown site becomes a link. An iframe without an address stays as typed.
        """
        frame = lone_frame_address(text)
        address = text if frame is None else frame
        if embed := find_embed(address):
            html = f'<figure data-embed="{embed.name}"><figcaption></figcaption></figure>'
            self.block(lines, html, f"{embed_description(embed.name)}: {address}")
            return True
        if address := clean_address(f"https:{frame}" if (frame or "").startswith("//") else frame or ""):
            html = f'<p><a href="{escape(address)}">{escape(address)}</a></p>'
            self.passage(lines, html, _("paragraph"))
            message = _(
                "the frame became a link, because its site is not one that can be embedded: %(address)s"
            )
            self.doubt(lines, message % {"address": address})
        return bool(address)

    def quote(
        self,
        lines: Lines,
        paragraphs: Iterable[str],
        speaker: str,
        remarks: Iterable[str] = (),
        *,
        label: TypedLabel | None = None,
    ) -> None:
        """Add a quotation, given as HTML of its paragraphs, with its speaker as typed, or ""."""
        cite, of_speaker = marks_to_html(speaker)
        inside = "".join(f"<p>{html}</p>" for html in paragraphs) + (f"<cite>{cite}</cite>" if cite else "")
        message = _("quote by %(speaker)s") % {"speaker": speaker} if speaker else _("quote")
        self.passage(
            lines, f"<blockquote>{inside}</blockquote>", message, [*of_speaker, *remarks], label=label
        )

    def draft(self, *, format: str, reason: str) -> Draft:
        """Return the finished Draft. Raise TextRefused without a headline, or if the body is too long."""
        self._settle()
        if not self.headline:
            raise TextRefused(_("No headline found. Put it on the first line."))
        body = sanitise("".join(self.blocks))
        if messages := list(length_messages(body)):
            raise TextRefused(*messages)
        self._question_language(body)
        if not self.summary:
            self.doubt((1, 1), _("no summary was found"))
        notes = sorted(self.notes, key=lambda note: (note.first, note.last))
        related, wishes = tuple(self.related), tuple(self.wishes)
        texts = self.headline, self.summary, body
        return Draft(self.language, format, reason, *texts, related, wishes, tuple(notes))

    def question_label(self, lines: Lines, text: str) -> None:
        if words := unknown_label(text):
            self.doubt(lines, _("“%(words)s” is not a known label: kept as text") % {"words": words})

    def question_byline(self, lines: Lines, text: str) -> None:
        if BYLINE.fullmatch(text):
            self.doubt(lines, _("this looks like a byline: add the author under Bylines"))

    def _settle(self) -> None:
        """Turn a pending label that no block followed into a heading."""
        if self._waiting:
            (lines, label), self._waiting = self._waiting, None
            self.blocks.append(f"<h2>{label.title or marks_to_html(label.words)[0]}</h2>")
            message = _("no passage follows the label “%(label)s”: kept as a heading")
            self.doubt(lines, message % {"label": label.words})

    def _tell_brand(self, lines: Lines, label: TypedLabel) -> None:
        if label.brand:
            message = _(
                "the name “%(brand)s” was removed: pages show the publication’s own name for its analysis"
            )
            self.doubt(lines, message % {"brand": label.brand})

    def _question_language(self, body: str) -> None:
        detected = language_of(f"{self.headline}\n{plain_text(body)}")
        if detected and detected != self.language:
            names = language_names()
            message = _("the text looks like %(found)s but was entered as %(told)s")
            message %= {"found": names[detected], "told": names[self.language]}
            self.doubt((1, self.line_count), message)


def wrap_labelled(html: str, label: TypedLabel) -> str:
    """Return a paragraph, list or quote as a labelled passage, a fact box or a pull quote."""
    if label.kind != "pull-quote":
        title = f"<h3>{label.title}</h3>" if label.title else ""
        return f'<aside data-kind="{label.kind}">{title}{html}</aside>'
    words = html.removeprefix("<blockquote>").removesuffix("</blockquote>")
    return f"<{PULL_QUOTE}>{words}</blockquote>"


def language_names() -> dict[str, str]:
    """Return the names of both languages in the user's language."""
    return {"en": _("English"), "ko": _("Korean")}
