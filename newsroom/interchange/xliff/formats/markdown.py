"""Both columns as Markdown, for translators without tools: read in any editor, in Word or Google Docs.

Each segment starts with a line with §§ and its id, and its source is followed by a line with ⇒. These
signs are not Markdown, so programs that turn the rest into headings and quotations keep them.
"""

import re

from django.utils.translation import gettext as _

from articles.text.inline_tags import encode_tags
from newsroom.interchange.text_files import FileRefused, decode_text
from newsroom.interchange.xliff.formats.document import (
    ORIGINAL,
    OutgoingStory,
    ReturnedDocument,
    ReturnedUnit,
    TranslationFileRefused,
    build_returned_story,
    check_document,
    digest_target,
)

HEAD = re.compile(r"[^\w§⇒]*§§ *(?P<id>[\w.-]+)(?:/(?P<sent>[0-9a-f]{8}))?(?P<rest>.*)")
LANGUAGES = re.compile(r"([A-Za-z-]+) *(?:→|->) *([A-Za-z-]+)")
ARROW = re.compile(r"[\s#>*]*⇒[\s*]*")
QUOTED = re.compile(r"^\s*>\s*")
BLANKS = re.compile(r"[ \t]+")
SIGNS = re.compile(r"[\\`*_\[\]<§⇒]")
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~§⇒])")


def write_translation_markdown(stories: list[OutgoingStory]) -> bytes:
    """Return the bytes of a Markdown file with the units of each story."""
    lines = [line for story in stories for line in _story_lines(story)]
    return "\n".join(lines).encode()


def _story_lines(story):
    yield f"# {_escape_markdown(story.title)}"
    yield f"\n§§ {story.original} · {story.source_language} → {story.target_language}\n"
    yield _("Write each translation below its arrow. Do not change the lines with §§ or the arrows.")
    yield _("⟨1⟩ and ⟨/1⟩ mark links and formatting in the source. Put them around the same words.")
    for unit in story.units:
        source = encode_tags(unit.source_html)
        called = f" · {unit.called}" if unit.called else ""
        yield f"\n## §§ {unit.id}/{digest_target(unit.target_html)}{called}\n"
        yield from (f"({_escape_markdown(' '.join(note.split()))})\n" for note in unit.notes)
        yield f"> {_escape_markdown(source.text)}"
        yield f"\n⇒\n\n{_escape_markdown(encode_tags(unit.target_html, source.tags).text)}"
    yield ""


def _escape_markdown(text):
    return SIGNS.sub(r"\\\g<0>", text)


def _unescape_markdown(text):
    return ESCAPED.sub(r"\1", text)


def read_translation_markdown(data: bytes) -> ReturnedDocument:
    """Read the bytes of such a file, even when programs have changed its form.

    Raise TranslationFileRefused.
    """
    try:
        text, _encoding = decode_text(data)
    except FileRefused as error:
        raise TranslationFileRefused(str(error)) from error
    stories = _parse_stories(text.splitlines())
    if not stories:
        raise TranslationFileRefused(_("The file has no line “§§ story-…”, so its story is unknown."))
    return check_document("Markdown", stories)


def _parse_stories(lines):
    """Return the ReturnedStories, each from its line with §§ to the next."""
    found = []
    for match, below in _split_blocks(lines):
        if ORIGINAL.fullmatch(match["id"]):
            languages = LANGUAGES.search(match["rest"])
            found.append((match["id"], languages.groups() if languages else ("", ""), []))
        elif found:
            found[-1][2].append(_parse_markdown_unit(match, below))
    return tuple(build_returned_story(*story) for story in found)


def _split_blocks(lines):
    """Return [(match of a line with §§, lines below it)]."""
    blocks = []
    for line in lines:
        if HEAD.match(line):
            blocks.append((HEAD.match(_unescape_markdown(line)), []))
        elif blocks:
            blocks[-1][1].append(line)
    return blocks


def _parse_markdown_unit(match, lines):
    arrow = next((place for place, line in enumerate(lines) if ARROW.fullmatch(line)), len(lines))
    above = [line for line in lines[:arrow] if line.strip()]
    source = _unescape_markdown(QUOTED.sub("", above[-1])) if above else ""
    target = _unescape_markdown(BLANKS.sub(" ", " ".join(lines[arrow + 1 :])).strip(" "))
    return ReturnedUnit(match["id"], source, target, "translated" if target else "new", match["sent"] or "")
