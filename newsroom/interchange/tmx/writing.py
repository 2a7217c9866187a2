"""The memory as a TMX file, in pieces, however long it is."""

from datetime import UTC

from lxml import etree

from newsroom.interchange.tmx.inline import seg

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="newsroom" creationtoolversion="1" segtype="block" o-tmf="newsroom" adminlang="en" \
srclang="en" datatype="plaintext"/>
<body>
"""
FOOT = "</body>\n</tmx>\n"


def pieces(entries):
    """The bytes of a TMX file of MemoryEntries, a unit at a time; give a queryset's iterator()."""
    yield HEAD.encode()
    for entry in entries:
        yield etree.tostring(unit(entry), encoding="utf-8") + b"\n"
    yield FOOT.encode()


def unit(entry):
    """The <tu> of an entry. Which of its languages was translated from is said by each unit for itself."""
    found = etree.Element(
        "tu",
        srclang=str(entry.source_language),
        usagecount=str(entry.uses),
        creationdate=_date(entry.first_seen_at),
        changedate=_date(entry.last_seen_at),
    )
    if entry.role:
        etree.SubElement(found, "prop", type="x-role").text = entry.role
    texts = {entry.source_language: entry.source_text, entry.target_language: entry.target_text}
    for language, text in texts.items():
        variant = etree.SubElement(found, "tuv", {LANG: str(language)})
        variant.append(seg(text))
    return found


def _date(at):
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
