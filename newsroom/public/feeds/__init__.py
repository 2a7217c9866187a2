"""Feeds: the newest stories or corrections of one language, in full, as Atom (RFC 4287) and JSON Feed 1.1."""
