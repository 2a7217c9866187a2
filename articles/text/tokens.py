"""Reading HTML that a serialiser wrote: nh3's output and stored bodies.

Such HTML is a regular language: tags in lower case, every attribute quoted, every
`<` of the text escaped. A pattern reads it exactly, to any depth, without a second
parser that would understand it a little differently.
"""

import re
from html import unescape

TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+(?:="[^"]*")?)*)>|([^<]+|<)')
ATTRIBUTE = re.compile(r' ([a-z-]+)(?:="([^"]*)")?')


def html_tokens(html):
    """Yield ("text", raw), ("start", name, attributes) or ("end", name).

    Text is still escaped; the values of attributes (a dict) are not.
    """
    for match in TOKEN.finditer(html):
        slash, name, attributes, text = match.groups()
        if text is not None:
            yield ("text", text)
        elif slash:
            yield ("end", name)
        else:
            yield ("start", name, _parse_attributes(attributes) if attributes else {})


def _parse_attributes(written):
    return {name: unescape(value) for name, value in ATTRIBUTE.findall(written)}
