"""What is still missing before one language of a story may go on."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from articles.models import Wanted, localized


@dataclass(frozen=True)
class Unfinished:
    """One thing to do: the form field it concerns and what to do about it, in the user's language."""

    field: str
    message: str

    def __str__(self):
        return str(self.message)


def unfinished_text(article, progress):
    """What the text of one language lacks before the desk can read it: a list of Unfinished."""
    language = progress.language
    if progress.wanted == Wanted.NOTHING:
        return [
            Unfinished("wanted", _("Nothing is wanted in this language; ask for a full text or a brief."))
        ]
    needed = {
        "title": _("The headline is missing."),
        "summary": _("The summary is missing."),
    }
    if progress.wanted == Wanted.FULL:
        needed["body"] = _("The text is missing. For headline and summary alone, ask for a brief.")
    return [
        Unfinished(localized(field, language), message)
        for field, message in needed.items()
        if not article.text(field, language).strip()
    ]


def unfinished(article, progress):
    """What one language lacks before readers may see it: a list of Unfinished."""
    missing = unfinished_text(article, progress)
    if article.section_id is None:
        missing.append(Unfinished("section", _("The section is missing.")))
    for link in article.related_links.all():
        if not link.is_resolved:
            missing.append(
                Unfinished(
                    "related_links",
                    _(
                        "The related story “%(name)s” leads nowhere yet."
                        " Choose its story or address, or delete it."
                    )
                    % {"name": str(link)[:60]},
                )
            )
    return missing
