"""Both columns as Markdown, for translators without tools: read in any editor, in Word or Google Docs.

Before each segment stands a line with §§ and its id, after its source a line with ⇒. Those signs
are no Markdown, so that programs that make headings and quotations of the rest leave them alone.
"""

import re

from django.utils.translation import gettext as _

from articles.interchange.files import FileRefused, decoded
from articles.text.inline_tags import encode_tags
from newsroom.translations.exchange.stories import (
    ReadStory,
    ReadUnit,
    Refused,
    gathered,
    mark,
    named,
    understood,
)

HEAD = re.compile(r"[^\w§⇒]*§§ *(?P<id>[\w.-]+)(?:/(?P<sent>[0-9a-f]{8}))?(?P<rest>.*)")
LANGUAGES = re.compile(r"([A-Za-z-]+) *(?:→|->) *([A-Za-z-]+)")
ARROW = re.compile(r"[\s#>*]*⇒[\s*]*")
QUOTED = re.compile(r"^\s*>\s*")
BLANKS = re.compile(r"[ \t]+")
SIGNS = re.compile(r"[\\`*_\[\]<§⇒]")
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~§⇒])")


def written(stories):
    """The bytes of a Markdown file with the units of each Story."""
    lines = [line for story in stories for line in _story(story)]
    return "\n".join(lines).encode()


def _story(story):
    yield f"# {_escaped(story.title)}"
    yield f"\n§§ {story.original} · {story.source_language} → {story.target_language}\n"
    yield _("Write each translation below its arrow. Leave the lines with §§ and the arrows as they are.")
    yield _(
        "⟨1⟩ and ⟨/1⟩ stand around what is a link or set off in the source: put them around the same words."
    )
    for unit in story.units:
        source = encode_tags(unit.source_html)
        called = f" · {unit.called}" if unit.called else ""
        yield f"\n## §§ {unit.id}/{mark(unit.target_html)}{called}\n"
        yield from (f"({_escaped(' '.join(note.split()))})\n" for note in unit.notes)
        yield f"> {_escaped(source.text)}"
        yield f"\n⇒\n\n{_escaped(encode_tags(unit.target_html, source.tags).text)}"
    yield ""


def _escaped(text):
    return SIGNS.sub(r"\\\g<0>", text)


def _unescaped(text):
    return ESCAPED.sub(r"\1", text)


def read(data):
    """The Document in the bytes of such a file, however programs have changed its form. Raise Refused."""
    try:
        text, _encoding = decoded(data)
    except FileRefused as error:
        raise Refused(str(error)) from error
    stories = _stories(text.splitlines())
    if not stories:
        raise Refused(_("The file has no line “§§ story-…”, so it cannot be told which story it translates."))
    return understood("Markdown", stories)


def _stories(lines):
    """The ReadStories, each from its line with §§ to the next."""
    found = []
    for match, below in _blocks(lines):
        if name := named(match["id"]):
            languages = LANGUAGES.search(match["rest"])
            found.append((name, languages.groups() if languages else ("", ""), []))
        elif found:
            found[-1][2].append(_unit(match, below))
    return tuple(ReadStory(*name, *languages, *gathered(units)) for name, languages, units in found)


def _blocks(lines):
    """[(match of a line with §§, the lines below it)]."""
    blocks = []
    for line in lines:
        if HEAD.match(line):
            blocks.append((HEAD.match(_unescaped(line)), []))
        elif blocks:
            blocks[-1][1].append(line)
    return blocks


def _unit(match, lines):
    arrow = next((place for place, line in enumerate(lines) if ARROW.fullmatch(line)), len(lines))
    above = [line for line in lines[:arrow] if line.strip()]
    source = _unescaped(QUOTED.sub("", above[-1])) if above else ""
    target = _unescaped(BLANKS.sub(" ", " ".join(lines[arrow + 1 :])).strip(" "))
    return ReadUnit(match["id"], source, target, "translated" if target else "new", match["sent"] or "")
