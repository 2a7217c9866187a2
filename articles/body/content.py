"""The vocabulary of a body, and its content: references, plain text, blocks, galleries, pull quotes.

The sanitiser, the editor and the importers share the vocabulary as data, so that they understand each other's
HTML.

A gallery is a series of library pictures. It is stored as one element with an optional heading, its title,
and `<figure data-image="12">` elements. Code that can only show single pictures unpacks it: see
without_galleries.

A pull quote repeats words of a text in large type, so readers see them twice. Counts and checks of a text
omit pull quotes, since they add nothing new. Whether a pull quote occurs in the text depends only on its
words, not on marks, case and punctuation.
"""

import re
from collections.abc import Collection, Mapping
from html import escape, unescape
from typing import Any, NamedTuple, Protocol

from django.utils import translation
from django.utils.translation import pgettext, pgettext_lazy

from articles.body.normal_form import clean_text, followable_address
from articles.text.canonical_html import TOKEN, html_tokens, parse_body
from articles.text.punctuation import fold_quotes, stray_marks
from articles.text.segments import segments_in

REMOVED_MARK = "███"  # replaces redacted words, in both languages
KINDS = {
    "lead": pgettext_lazy("labelled passage", "The Lead"),
    "why-it-matters": pgettext_lazy("labelled passage", "Why It Matters"),
    "official-stance": pgettext_lazy("labelled passage", "Official Stance"),
    "insight": pgettext_lazy("labelled passage", "Insight"),
    "background": pgettext_lazy("labelled passage", "Background"),
    "by-the-numbers": pgettext_lazy("labelled passage", "By the Numbers"),
}

# Blocks that are set apart from the text by more than a label: {kind: label at the desk}.
INSERTS = {
    "pull-quote": pgettext_lazy("block of a text", "Pull quote"),
    "fact-box": pgettext_lazy("block of a text", "Fact box"),
    "gallery": pgettext_lazy("block of a text", "Gallery"),
}
PULL_QUOTE, FACT_BOX = 'blockquote data-kind="pull-quote"', 'aside data-kind="fact-box"'  # their opening tags
GALLERY = 'div data-kind="gallery"'

# Blocks allowed at the top level of a body, and their content. "inline" is text with marks; a list of names
# is a sequence of those blocks.
BLOCKS = {
    "p": "inline",
    "h2": "inline",
    "h3": "inline",
    "hr": "nothing",
    "ul": ["li"],
    "ol": ["li"],
    "blockquote": ["p", "cite"],
    "aside": ["h3", "p", "ul", "ol", "blockquote"],  # fact boxes have a title and no quotes
    "figure": ["figcaption"],
    "div": ["h3", "figure"],  # a gallery, with an optional title
    "table": ["caption", "thead", "tbody"],
}
PARTS = {
    "li": ["p"],
    "cite": "inline",
    "figcaption": "inline",
    "caption": "inline",
    "thead": ["tr"],
    "tbody": ["tr"],
    "tr": ["th", "td"],
    "th": "inline",
    "td": "inline",
}
VOID = ("br", "hr")

# Kinds of link targets with ids. If an element has several, the first counts.
TARGETS = ("article", "topic", "term")
ATTRIBUTES = {
    "h2": ["data-label"],
    "aside": ["data-kind"],
    "blockquote": ["data-kind"],
    "div": ["data-kind"],
    "figure": ["data-image", "data-embed", "data-title", "data-author"],
    "table": ["data-chart"],
    "a": ["href", *(f"data-{kind}" for kind in TARGETS)],
    "span": ["lang"],
    "th": ["colspan", "rowspan"],
    "td": ["colspan", "rowspan"],
}
MAX_SPAN = 50
EMBED_FACTS = {"title": 300, "author": 200}  # attributes of an embed: maximum length in characters

# Other names of the same elements in pasted or older HTML.
SAME_MARK = {"b": "strong", "i": "em"}
SAME_HEADING = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}

LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
NUMBER = re.compile(r"[1-9][0-9]{0,17}")


def label_text(kind: str, language: str, insight_name: str = "") -> str:
    """Return the text of a label, or the name of an insert, in the language of the page.

    `insight_name` is the publication's own name ("PRISM Insight") for the kind "insight", or "". Raise
    KeyError for an unknown kind.
    """
    words = (KINDS | INSERTS)[kind]
    if kind == "insight" and insight_name.strip():
        return insight_name.strip()
    with translation.override(language):
        return str(words)


def name_removed_words(html: str) -> str:
    """Add an accessible name to the mark of redacted words."""
    if REMOVED_MARK not in html:
        return html
    label = escape(pgettext("words", "removed"))
    return html.replace(REMOVED_MARK, f'<span role="img" aria-label="{label}">{REMOVED_MARK}</span>')


# A letter to replace, or an HTML entity to keep.
LETTER = re.compile(r"(&#?\w+;)|[^\W\d_]")
ENDS_A_LINE = {"p", "h2", "h3", "cite", "figcaption", "caption", "tr"}
TABLE = re.compile("<table(?: [^<>]*+)?>(?:[^<]+|<(?!/?table>))*+</table>")
ENDS_A_WORD = (("end", "td"), ("end", "th"))


class References(NamedTuple):
    """Ids of the objects that a body refers to, as sets of int."""

    articles: set[int]
    topics: set[int]
    images: set[int]
    terms: set[int]


def references(html: str) -> References:
    """Return the linked articles and topics, the images, and the marked terms of a body."""
    ids: dict[str, set[int]] = {
        name: set() for name in ("data-article", "data-topic", "data-image", "data-term")
    }
    for token in html_tokens(html):
        for name in ids.keys() & token[2].keys() if token[0] == "start" else ():
            ids[name].add(int(token[2][name]))
    return References(*ids.values())


def embed_names(html: str) -> list[str]:
    """Return the names of the embeds in a body, in order, without duplicates. See articles.body.embeds."""
    return list(dict.fromkeys(embed.name for embed in shown_embeds(html)))


type Attributes = Mapping[str, str]  # of an element
type ImageFacts = Mapping[str, Any]  # src, width, height, alt, caption, credit, sources, large


class ShownEmbed(NamedTuple):
    """An embed in a body: its name, and facts that users typed or fetched, "" if missing.

    image  the id of our copy of its preview image, or of a replacement picture, as digits
    Title and author are names: plain text, the same in both languages unless a user changes one.
    """

    name: str
    image: str = ""
    title: str = ""
    author: str = ""

    @classmethod
    def of_figure(cls, attributes: Attributes) -> "ShownEmbed":
        """Return the embed of a figure, from its attributes as given by html_tokens."""
        image = attributes.get("data-image", "")
        facts = (" ".join(clean_text(attributes.get(f"data-{fact}", "")).split()) for fact in EMBED_FACTS)
        return cls(attributes["data-embed"], image if NUMBER.fullmatch(image) else "", *facts)

    @property
    def opening(self) -> str:
        """The opening tag of its figure, without brackets."""
        facts = zip(("image", *EMBED_FACTS), self[1:], strict=True)
        more = "".join(f' data-{fact}="{escape(value)}"' for fact, value in facts if value)
        return f'figure data-embed="{self.name}"{more}'


def shown_embeds(html: str) -> list[ShownEmbed]:
    """Return the embeds in a body, in order."""
    starts = (token[2] for token in html_tokens(html) if token[:2] == ("start", "figure"))
    return [ShownEmbed.of_figure(attributes) for attributes in starts if attributes.get("data-embed")]


def link_words(html: str) -> dict[tuple[str, int | str], str]:
    """Return the words of the first link to each target: {("article", 12): …, ("href", "https://…"): …}."""
    links: dict[tuple[str, int | str], str] = {}
    target: tuple[str, int | str] | None = None
    words: list[str] = []
    for token in html_tokens(html):
        if token[0] == "start" and token[1] == "a":
            target, words = _link_target(token[2]), []
        elif token[0] == "text":
            words.append(unescape(token[1]))
        elif token == ("end", "a"):
            assert target is not None  # its start is before its end
            links.setdefault(target, " ".join("".join(words).split()))
    return links


class LinkResolver(Protocol):
    """The addresses of stories and topics."""

    def article(self, pk: int, /) -> tuple[str | None, str] | None:
        """Return (address, language) of a story, or None if it has no page."""

    def topic(self, pk: int, /) -> str | None:
        """Return the address of a topic, or None if it has no page."""


class BodyResolver(LinkResolver, Protocol):
    """The addresses and pictures of a page. Its other methods are optional: see render."""

    def image(self, number: int, /) -> ImageFacts | None:
        """Return the facts of a picture, or None if the page leaves it out."""


def _link_target(attributes: Mapping[str, str]) -> tuple[str, int | str]:
    for kind in TARGETS:
        if f"data-{kind}" in attributes:
            return kind, int(attributes[f"data-{kind}"])
    return "href", unescape(attributes["href"])


def resolve_link(attributes: Attributes, resolver: LinkResolver, language: str) -> tuple[str | None, str]:
    """Return (address or None, language) of a link that does not mark a term."""
    if "data-article" in attributes:
        return resolver.article(int(attributes["data-article"])) or (None, language)
    if "data-topic" in attributes:
        return resolver.topic(int(attributes["data-topic"])), language
    return followable_address(attributes.get("href", "")) or None, language


def plain_text(html: str) -> str:
    """Return the text of a body, one line per paragraph, heading, item, caption, speaker or table row.

    Labels are not part of the text. Empty lines are left out.
    """
    text = []
    for token in html_tokens(html):
        if token[0] == "text":
            text.append(unescape(token[1]))
        elif token[0] == "end" and token[1] in ENDS_A_LINE:
            text.append("\n")
        elif token in ENDS_A_WORD or token[1] == "br":
            text.append(" ")
    lines = (line.strip(" ") for line in "".join(text).split("\n"))
    return "\n".join(line for line in lines if line)


def has_inserts(html: str) -> bool:
    """Return whether a body has pull quotes, fact boxes or galleries. See INSERTS."""
    return any(f' data-kind="{kind}">' in html for kind in INSERTS)


def without_tables(html: str) -> str:
    """Return a body without its tables, since their figures make no sense in running text."""
    return TABLE.sub("", html)


def body_blocks(html: str) -> list[str]:
    """Return the top-level blocks of a body as canonical HTML. Joined, they are the body again."""
    return [node.to_html() for node in parse_body(html).children]


def body_passages(html: str) -> list[tuple[str, str]]:
    """Return the passages of a body, in order: [(element, its text)].

    Elements are p, h2, h3, li, cite, figcaption, caption, td and th. A paragraph in an item counts as li.
    """
    return [(segment.role, segment.words) for segment in segments_in(html) if segment.words]


def mute_marks(html: str, marks: Collection[str] = ("span",)) -> str:
    """Replace letters inside the given marks with 0; by default in spans, which are in another language."""
    written, depth = [], 0
    for match in TOKEN.finditer(html):
        slash, name, _attributes, text = match.groups()
        if text is not None:
            written.append(LETTER.sub(lambda letter: letter[1] or "0", text) if depth else text)
            continue
        if name in marks:
            depth += -1 if slash else 1
        written.append(match[0])
    return "".join(written)


MOST_PICTURES = 30
GALLERY_BLOCK = re.compile(rf"<{GALLERY}>((?:[^<]+|<(?!/?div))*+)</div>")
GALLERY_PICTURE = re.compile(r'<figure data-image="(\d+)">')
GALLERY_TITLE = re.compile(r"<h3>((?:[^<]+|<(?!/?h3))*+)</h3>")


def galleries(html: str) -> list[str]:
    """Return the galleries of a canonical body as HTML, in order."""
    return [match[0] for match in GALLERY_BLOCK.finditer(html)]


def gallery_pictures(html: str) -> list[list[int]]:
    """Return the picture ids of each gallery of a body, in order."""
    return [[int(number) for number in GALLERY_PICTURE.findall(gallery)] for gallery in galleries(html)]


def without_galleries(html: str) -> str:
    """Return a body with galleries unpacked: single pictures below a line with the gallery's title."""
    return GALLERY_BLOCK.sub(
        lambda match: GALLERY_TITLE.sub(r"<p><strong>\1</strong></p>", match[1], count=1), html
    )


# A quote contains paragraphs and a speaker, but no other quote.
PULL_QUOTE_BLOCK = re.compile(rf"<{PULL_QUOTE}>((?:[^<]+|<(?!/?blockquote))*+)</blockquote>")
SPEAKER = re.compile(r"<cite>((?:[^<]+|<(?!/?cite))*+)</cite>")
OMISSION = re.compile(r"\s*(?:…|\.{3}|\[[^\[\]]*+\])\s*")  # omitted or explained words, as in "We … sail"
SIGN = re.compile(r"[^\w\s]|_")
HANGUL = re.compile(r"[가-힣]$")


def pull_quotes(html: str) -> list[str]:
    """Return the pull quotes of a canonical body as HTML, in order."""
    return [match[0] for match in PULL_QUOTE_BLOCK.finditer(html)]


def without_pull_quotes(html: str) -> str:
    """Return a body without its pull quotes, as used for counting."""
    return PULL_QUOTE_BLOCK.sub("", html)


def quoted_words(html: str) -> str:
    """Return the words of a pull quote, without its speaker, in one line."""
    return " ".join(plain_text(SPEAKER.sub("", html)).split())


def are_said_in_text(html: str) -> list[bool]:
    """Return, for each pull quote of a body, whether its words occur in the text."""
    if not (told := [quoted_words(quote) for quote in pull_quotes(html)]):
        return []
    text = _bare(plain_text(without_pull_quotes(html)))
    return [_is_said(words, text) for words in told]


def without_said_pull_quotes(html: str) -> str:
    """Return a body without the pull quotes whose words occur in its text, for formats without large type."""
    said = iter(are_said_in_text(html))
    return PULL_QUOTE_BLOCK.sub(lambda quote: "" if next(said) else quote[0], html)


def without_repetitions(html: str) -> str:
    """Return a body without the pull quotes that repeat its text exactly, as used for checks."""
    if not PULL_QUOTE_BLOCK.search(html):
        return html
    text = _folded(plain_text(without_pull_quotes(html)))

    def keep(match: re.Match[str]) -> str:
        words = _folded(quoted_words(match[0]))
        is_repeated = words in text and not stray_marks(words) and "<cite>" not in match[0]
        return "" if is_repeated else match[0]

    return PULL_QUOTE_BLOCK.sub(keep, html)


def _is_said(words: str, text: str) -> bool:
    """Return whether a text from _bare() has the words: all parts between omissions, in the same order."""
    at = 0
    for part in OMISSION.split(words):
        if part := _bare(part).strip():
            end = "" if HANGUL.search(part) else " "  # a particle may follow: “기다린다”고
            at = text.find(f" {part}{end}", at)
            if at < 0:
                return False
            at += len(part)
    return True


def _bare(text: str) -> str:
    """Return the case-folded words of a text, separated and enclosed by single spaces."""
    return f" {' '.join(SIGN.sub(' ', text.casefold()).split())} "


def _folded(text: str) -> str:
    return " ".join(fold_quotes(text).split())
