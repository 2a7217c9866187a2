"""The names by which feed readers know a story again, wherever it moves: tag URIs (RFC 4151)."""

from django.conf import settings

SINCE = 2026  # the year in which these names began; part of each


def tag_uri(language, *path):
    return f"tag:{settings.FEED_AUTHORITY},{SINCE}:{'/'.join(map(str, [language, *path]))}"


def feed_tag(language, *path):
    """The name of a feed: ("en", "sections", 3) → tag:news.example,2026:en/sections/3/feed."""
    return tag_uri(language, *path, "feed")


def story_tag(language, article_id):
    """The name of a story in one language, through all its editions."""
    return tag_uri(language, "articles", article_id)


def correction_tag(language, edition):
    """The name of what readers of a language were told by one edition, which may be of the other language."""
    return tag_uri(language, "corrections", f"{edition.article_id}-{edition.language}-{edition.number}")
