"""Feeds of stories and corrections in one language, with full texts: Atom (RFC 4287) and JSON Feed 1.1."""
