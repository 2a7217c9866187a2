"""Stories that go out, and small XLIFF files as tools write them back."""

from newsroom.interchange.xliff.formats import Story, Unit, applied, read

SOURCE = 'The <a href="https://example.org/x">pact <strong>itself</strong></a> is<br>in force.'
TARGET = '<a href="https://example.org/x">협정 <strong>자체</strong></a>는<br>유효하다.'


def unit(source=SOURCE, target="", id="a1.1", **fields):
    return Unit(id, "paragraph", source, target, **fields)


def story(*units, **fields):
    fields = {"id": "7", "source_language": "en", "target_language": "ko", "title": "Pact", **fields}
    return Story(**{"digest": "d0", **fields}, units=units or (unit(),))


def xliff12(target, *, before="", after="", attributes="", head=""):
    """A file of version 1.2 with one unit, whose <target> and what stands around it are given."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>{head}
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:t="urn:some-tool">
<file original="story-7.d0" source-language="en" target-language="ko" datatype="html"><body>
<trans-unit id="a1.1"><source>x</source>{before}
<target{attributes}>{target}</target>{after}
</trans-unit></body></file></xliff>""".encode()


def xliff21(parts, version="2.1"):
    """A file of version 2.x with one unit, whose segments are given."""
    languages = 'srcLang="en-US" trgLang="ko-KR"'
    return f"""<xliff version="{version}" {languages} xmlns="urn:oasis:names:tc:xliff:document:2.0">
<file id="f1" original="story-7.d0"><unit id="a1.1">{parts}</unit></file></xliff>""".encode()


def target_of(data):
    """The target text of the one unit of a file, as it was read."""
    [story] = read(data).stories
    [unit] = story.units.values()
    return unit.target


def report(data, now=None):
    """The Report of a file on a story."""
    return applied(now or story(), read(data).stories[0])
