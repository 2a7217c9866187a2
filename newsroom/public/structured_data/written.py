"""Nodes written into a page: a block of data, which browsers do not execute and no policy forbids."""

import json

from django.utils.safestring import mark_safe

# As Django's json_script: no text can end the element that it stands in.
ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


def write_json_ld(nodes):
    """JSON of all nodes, fit to stand in <script type="application/ld+json">; "" for none."""
    if not nodes:
        return ""
    told = {"@context": "https://schema.org", "@graph": [drop_empty(node) for node in nodes]}
    return mark_safe(json.dumps(told, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES))  # noqa: S308


def drop_empty(node):
    """The node without what says nothing, at any depth."""
    if isinstance(node, dict):
        kept = {name: drop_empty(value) for name, value in node.items()}
        return {name: value for name, value in kept.items() if value not in ("", None, [], {})}
    if isinstance(node, (list, tuple)):
        return [drop_empty(value) for value in node]
    return node
