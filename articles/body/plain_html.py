"""Plain HTML of a stored body for other publishers, without our pictures, frames, classes or scripts."""

from html import escape

from django.utils import translation

from articles.body.content import (
    KINDS,
    Attributes,
    LinkResolver,
    ShownEmbed,
    label_text,
    resolve_link,
    without_said_pull_quotes,
)
from articles.body.embeds import embed_label, name_in_language, read_embed
from articles.text.canonical_html import HtmlToken, html_tokens

PLAIN = {
    *("p", "h3", "ul", "ol", "li", "strong", "em", "sub", "sup", "br", "hr"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "blockquote"),
}
ENDS_A_LINE = {"p", "h2", "h3", "ul", "ol", "hr", "table", "caption", "thead", "tbody", "tr", "blockquote"}
SPANS = ("colspan", "rowspan")


def plain_html(html: str, *, language: str, resolver: LinkResolver, insight_name: str = "") -> str:
    """Render a canonical body as plain HTML: labels as text, absolute links, no pictures, no classes.

    Pull quotes are omitted if the text contains their words; otherwise they become quotes.

    An embed becomes a link with its title, author and caption.

    The resolver provides link targets: `article(id)` → (absolute url, language) or None,
    `topic(id)` → absolute url or None. A link without a target stays as text.
    """
    with translation.override(language):
        writer = PlainHtmlWriter(language, resolver, insight_name)
        for token in html_tokens(without_said_pull_quotes(html)):
            writer.read(token)
        return "".join(writer.out).strip()


class PlainHtmlWriter:
    """Writer of plain HTML, token by token.

    ends  closing HTML of open links, spans and speakers
    """

    def __init__(self, language: str, resolver: LinkResolver, insight_name: str) -> None:
        self.language, self.resolver, self.insight_name = language, resolver, insight_name
        self.out: list[str] = []
        self.ends: list[str] = []
        self.is_skipping = self.is_in_embed = self.is_in_gallery = False

    def embed_link(self, shown: ShownEmbed) -> str:
        """Return the start of an embed's paragraph, or "" if the provider is unknown."""
        reference = read_embed(shown.name)
        if reference is None:
            return ""
        label = escape(embed_label(reference, self.language))
        title, author = (
            words and name_in_language(words, self.language) for words in (shown.title, shown.author)
        )
        words = f"{label}: {title}" if title else label
        return f'<p><a href="{escape(reference.page)}">{words}</a> {f"({author}) " if author else ""}'

    def read(self, token: HtmlToken) -> None:
        kind, name, *attributes = token
        if kind != "text" and name == "figure":
            is_embed = kind == "start" and "data-embed" in attributes[0]
            link = self.embed_link(ShownEmbed.of_figure(attributes[0])) if is_embed else ""
            self.is_skipping = kind == "start" and not link
            self.out.append(link or ("</p>\n" if self.is_in_embed else ""))
            self.is_in_embed = bool(link)
        elif kind != "text" and name == "div":
            self.is_in_gallery = kind == "start"
        elif self.is_in_gallery or self.is_skipping:  # a gallery's title means nothing without pictures
            return
        elif kind == "text":
            self.out.append(name)
        elif kind == "start":
            self.out.append(self.start(name, *attributes))
        else:
            self.out.append(self.end(name))

    def start(self, name: str, attributes: Attributes) -> str:
        if name in PLAIN:
            spans = "".join(f' {span}="{int(attributes[span])}"' for span in SPANS if span in attributes)
            return f"<{name}{spans}>" + "\n" * (name == "hr")
        special = getattr(self, f"start_{name}", None)
        return special(attributes) if special else ""

    def end(self, name: str) -> str:
        if name in ("a", "span", "cite"):
            return self.ends.pop()
        return f"</{name}>" + "\n" * (name in ENDS_A_LINE) if name in PLAIN or name == "h2" else ""

    def start_h2(self, attributes: Attributes) -> str:
        return f"<h2>{self.label(attributes.get('data-label'), ': ')}"

    def start_aside(self, attributes: Attributes) -> str:
        words = self.label(attributes.get("data-kind"))
        return f"<p><strong>{words}</strong></p>\n" if words else ""

    def label(self, kind: str | None, end: str = "") -> str:
        return escape(label_text(kind, self.language, self.insight_name)) + end if kind in KINDS else ""

    def start_cite(self, attributes: Attributes) -> str:
        return self.open("<p>— ", "</p>\n")

    def start_span(self, attributes: Attributes) -> str:
        language = attributes.get("lang")
        return self.open(f'<span lang="{escape(language)}">', "</span>") if language else self.open("", "")

    def start_a(self, attributes: Attributes) -> str:
        url, language = resolve_link(attributes, self.resolver, self.language)
        if not url:
            return self.open("", "")
        told = f' hreflang="{language}"' if language != self.language else ""
        return self.open(f'<a href="{escape(url)}"{told}>', "</a>")

    def open(self, start: str, end: str) -> str:
        self.ends.append(end)
        return start
