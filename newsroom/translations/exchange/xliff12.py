"""XLIFF 1.2, the version that translation tools read best."""

from lxml.builder import ElementMaker

from articles.text.inline_tags import BREAK_NAME, encode_tags
from newsroom.translations.exchange.codes import Reading, fill, lines, xml_text
from newsroom.translations.exchange.stories import ReadStory, ReadUnit, gathered, mark, named

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
STATES = {
    "new": "needs-translation",
    "stale": "needs-translation",
    "translated": "translated",
    "approved": "final",
}
UNFINISHED = {"new", "needs-translation", "needs-l10n", "needs-adaptation"}
CTYPES = {
    "a": "link",
    "strong": "bold",
    "em": "italic",
    "sub": "x-sub",
    "sup": "x-sup",
    "span": "x-lang",
    BREAK_NAME: "lb",
}
E = ElementMaker(namespace=NAMESPACE, nsmap={None: NAMESPACE})


def document(stories):
    """The root element with one <file> for each Story."""
    return lines(E.xliff(*[_file(story) for story in stories], version="1.2"))


def _file(story):
    languages = {"source-language": story.source_language, "target-language": story.target_language}
    return lines(
        E.file(
            E.header(E.note(xml_text(story.title))),
            lines(E.body(*[_unit(unit) for unit in story.units])),
            original=story.original,
            datatype="html",
            **languages,
        )
    )


def _unit(unit):
    source = encode_tags(unit.source_html)
    element = E("trans-unit", id=unit.id, restype=f"x-{unit.role}", extradata=mark(unit.target_html))
    element.set(SPACE, "preserve")
    if unit.state == "approved":
        element.set("approved", "yes")
    if unit.max_length:
        element.attrib.update({"maxwidth": str(unit.max_length), "size-unit": "char"})
    element.append(_filled(E.source(), source))
    target = encode_tags(unit.target_html, source.tags)
    if target.text:
        element.append(_filled(E.target(state=STATES[unit.state]), target))
    element.extend(E.note(xml_text(note), {"from": "newsroom"}) for note in unit.notes)
    return lines(element)


def _filled(element, text):
    fill(element, text, _code)
    return element


def _code(code_id, tag):
    name = tag.split(" ")[0]
    return E("x" if name == BREAK_NAME else "g", id=code_id, ctype=CTYPES[name])


def stories(root):
    """Yield a ReadStory for each <file> that went out from here."""
    for file in root.iterfind(f"{{{NAMESPACE}}}file"):
        if name := named(file.get("original")):
            languages = file.get("source-language", ""), file.get("target-language", "")
            yield ReadStory(*name, *languages, *gathered(map(_read_unit, _units(file))))


def _units(file):
    return file.iterfind(f"{{{NAMESPACE}}}body//{{{NAMESPACE}}}trans-unit")


def _read_unit(element):
    source, target = Reading(), Reading()
    source.read_some(element.find(f"{{{NAMESPACE}}}source"))
    written = element.find(f"{{{NAMESPACE}}}target")
    target.read_some(written)
    return ReadUnit(
        element.get("id", ""),
        source.text,
        target.text,
        _state(None if written is None else written.get("state")),
        element.get("extradata", ""),
        tuple(target.problems),
        bool(target.text.strip()) and _is_partial(element),
    )


def _state(state):
    if not state or state in UNFINISHED:
        return "new" if state else ""
    return "approved" if state in ("final", "signed-off") else "translated"


def _is_partial(element):
    """Whether the tool cut the source into sentences and some have no translation."""
    have = {part.get("mid") for part in _sentences(element, "target")}
    return any(part.get("mid") not in have for part in _sentences(element, "seg-source"))


def _sentences(element, name):
    """The parts of a source or target in which there is something to read."""
    parts = element.iterfind(f"{{{NAMESPACE}}}{name}//{{{NAMESPACE}}}mrk[@mtype='seg']")
    return [part for part in parts if "".join(part.itertext()).strip()]
