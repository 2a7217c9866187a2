"""XLIFF of either version: written for translators, read from anybody."""

from django.utils.translation import gettext as _
from lxml import etree

from newsroom.interchange.xliff.formats import xliff12, xliff21
from newsroom.interchange.xliff.formats.document import Refused, understood
from newsroom.interchange.xliff.formats.untrusted import parsed

WRITERS = {"1.2": xliff12.document, "2.1": xliff21.document}
READERS = {
    ("1.2", xliff12.NAMESPACE): xliff12.stories,
    ("2.0", xliff21.NAMESPACE): xliff21.stories,
    ("2.1", xliff21.NAMESPACE): xliff21.stories,
}


def written(stories, version="1.2"):
    """The bytes of an XLIFF file with a <file> for each Story.

    One file of version 2.1 has one pair of languages: raise ValueError for several.
    """
    root = WRITERS[version](stories)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def read(data):
    """The Document in the bytes of an XLIFF file. Raise Refused when it cannot be one of ours."""
    root = parsed(data)
    name, version = etree.QName(root), root.get("version", "")
    reader = READERS.get((version, name.namespace)) if name.localname == "xliff" else None
    if reader is None:
        raise Refused(
            _("This is no XLIFF 1.2, 2.0 or 2.1: the file begins with <%(name)s version=“%(version)s”>.")
            % {"name": name.localname[:40], "version": version[:10]}
        )
    stories = tuple(reader(root))
    if not stories:
        raise Refused(
            _("No story of this newsroom is in the file: it was not made here, or its names were lost.")
        )
    return understood(version, stories)
