"""What checks of language read: a text, what stands around it, and what only waits for a place."""

from articles.checks.registry import CheckedPassage
from articles.models import localized

# Names of others, which nobody here translates or looks up.
NAMES = {"publisher", "credit", "name"}


def own_passages(copy):
    """The Segments that we write ourselves: the text, titles around it, descriptions of pictures."""
    return [
        *copy.segments,
        *(segment for segment in copy.around if segment.role not in NAMES),
        *foreign_related(copy),
    ]


def foreign_related(copy):
    """The Segments of related stories that lead nowhere yet and are written in the other language alone.

    So they come out of an imported text: the page of this language has no words for them.
    """
    found = []
    for link in copy.related_links:
        own, foreign = (
            {role: getattr(link, localized(role, language)).strip() for role in ("title", "summary")}
            for language in (copy.language, copy.other_language)
        )
        if not link.is_resolved and not any(own.values()):
            found += [
                CheckedPassage("related_links", role, text, link.pk) for role, text in foreign.items() if text
            ]
    return found
