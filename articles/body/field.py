"""Model field for bodies, and limits on characters, passages and table cells.

The limits are generous: the longest magazine stories have some 180,000 characters in 500 paragraphs, each
below 5,000. Anything longer is a mistaken paste. A form that posts a Korean body of this length twice, as
shown and as changed, still stays below DATA_UPLOAD_MAX_MEMORY_SIZE.
"""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from articles.body.content import EMBED_FACTS, body_passages, shown_embeds
from articles.body.sanitise import sanitise

MOST_IN_PASSAGE = 10_000
MOST_IN_BODY = 200_000
MOST_PASSAGES = 1_000
MOST_CELLS = 3_000
MOST_HTML = 5 * MOST_IN_BODY  # characters, including tags, links and markup from office programs
CELLS = {"td", "th"}
SHOWN = 40  # characters of a passage that messages quote
MOST_NAMED = 5  # passages reported at once; others are reported after these have been split


def format_count(number: int) -> str:
    return number_format(number, force_grouping=True)


def validate_body(html: str) -> None:
    """Raise ValidationError if a body, sanitised or not, exceeds a limit."""
    if len(html) > MOST_HTML:
        raise ValidationError(_whole_too_long(len(html), MOST_HTML))
    if messages := list(length_messages(sanitise(html))):
        raise ValidationError(messages)


def length_messages(body: str) -> Iterator[str]:
    """Yield a message for each limit that a canonical body exceeds, with the place and the remedy."""
    passages = body_passages(body)
    total = sum(len(words) for _role, words in passages)
    if total > MOST_IN_BODY:
        yield _whole_too_long(total, MOST_IN_BODY)
    cells = sum(role in CELLS for role, _words in passages)
    if cells > MOST_CELLS:
        numbers = {"count": format_count(cells), "most": format_count(MOST_CELLS)}
        message = _("The tables have %(count)s cells. A text can have up to %(most)s. Shorten the tables.")
        yield message % numbers
    if len(passages) - cells > MOST_PASSAGES:
        numbers = {"count": format_count(len(passages) - cells), "most": format_count(MOST_PASSAGES)}
        yield (
            _(
                "The text has %(count)s paragraphs. A text can have up to %(most)s. Join some of them, or "
                "split the text into two stories."
            )
            % numbers
        )
    for embed in shown_embeds(body):
        if any(len(getattr(embed, fact)) > most for fact, most in EMBED_FACTS.items()):
            yield _(
                "The title of an embed can have up to %(title)s characters, its author up to %(author)s: "
                "“%(start)s…”"
            ) % {"start": (embed.title or embed.author)[:SHOWN].strip(), **EMBED_FACTS}
    long = (
        (number, words) for number, (_role, words) in enumerate(passages, 1) if len(words) > MOST_IN_PASSAGE
    )
    for (number, words), _named in zip(long, range(MOST_NAMED), strict=False):
        yield passage_message(number, words)


def passage_message(number: int, words: str) -> str:
    """Return the message about a passage that is too long; `number` is its position in the text."""
    return _(
        "Paragraph %(number)d (“%(start)s…”) has %(count)s characters. A paragraph can have up to %(most)s. "
        "Split it into shorter ones."
    ) % {
        "number": number,
        "start": words[:SHOWN].strip(),
        "count": format_count(len(words)),
        "most": format_count(MOST_IN_PASSAGE),
    }


def _whole_too_long(count: int, most: int) -> str:
    return _(
        "The text has %(count)s characters. A text can have up to %(most)s. Shorten it, or split it into two "
        "stories."
    ) % {"count": format_count(count), "most": format_count(most)}


class BodyField(models.TextField):  # type: ignore[type-arg]  # Django’s field is not generic
    """A text field for HTML, sanitised whenever it is stored, in each language's column.

    `pre_save` covers save, create and bulk_create and leaves the canonical text on the
    instance; `get_db_prep_save` covers update and loaddata. Expressions raise TypeError, because
    the database would compute their value unsanitised. Forms refuse a body beyond the limits. Saving
    without a form stores it, so that no text is lost.
    """

    def clean(self, value: object, model_instance: Model | None) -> str | None:
        cleaned = super().clean(value, model_instance)
        validate_body(cleaned or "")
        return self._canonical(cleaned)

    def pre_save(self, model_instance: Model, add: bool) -> str | None:
        written = super().pre_save(model_instance, add)
        canonical = self._canonical(written)
        if canonical != written:
            setattr(model_instance, self.attname, canonical)
        return canonical

    def get_db_prep_save(self, value: object, connection: BaseDatabaseWrapper) -> object:
        return super().get_db_prep_save(self._canonical(value), connection)

    def _canonical(self, value: object) -> str | None:
        if hasattr(value, "resolve_expression") or hasattr(value, "as_sql"):
            raise TypeError(
                f"{self.name} takes text, not the expression {value!r}: values computed by the database "
                "cannot be sanitised. Read the rows and save each one."
            )
        return value if value is None else sanitise(str(value))
