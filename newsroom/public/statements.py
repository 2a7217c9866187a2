"""Statements of press law as shown above their story, on the front page and in lists."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from articles.models.edition import Edition
from newsroom.claims.models.statement import ClaimKind, Statement
from newsroom.pagecache.kept_parts import kept_part
from newsroom.pagecache.page_keys import STATEMENTS, depend_on, depend_on_keys, expire_at


@dataclass(frozen=True)
class ShownStatement:
    """A statement in the language of a page.

    label      name of its kind: correction, reply or follow-up report
    story_url  path of its story; "" if the story is not live in the language
    """

    id: int
    article: int
    kind: str
    headline: str
    text: str
    live_from: datetime
    live_until: datetime
    redacted_at: datetime | None
    story_url: str = ""

    @classmethod
    def of(cls, row: Statement, language: str):
        slug = getattr(row, "slug", None)
        return cls(
            id=row.pk,
            article=row.article_id,
            kind=row.kind,
            headline=row.headline(language),
            text=row.text(language),
            live_from=row.live_from,
            live_until=row.live_until,
            redacted_at=row.redacted_at,
            story_url=reverse("public:article", args=[language, row.article_id, slug]) if slug else "",
        )

    @property
    def label(self):
        return ClaimKind(self.kind).label

    @property
    def is_correction(self):
        return self.kind == ClaimKind.CORRECTION

    @property
    def anchor(self):
        return f"statement-{self.id}"


@dataclass(frozen=True)
class StatementsNow:
    """The statements at one instant, cached in memory because they are few.

    shown       live ShownStatements, newest first
    kinds       {story id: kinds of its live and expired statements}
    bounds      instants when any statement begins or ends, past and future
    changed_at  the latest past instant of `bounds`, or None
    """

    shown: list[ShownStatement]
    kinds: dict[int, set[str]]
    bounds: set[datetime]
    changed_at: datetime | None

    def above(self, article: int) -> list[ShownStatement]:
        """Return the statements shown above a story, by its id."""
        return [statement for statement in self.shown if statement.article == article]

    def depend(self) -> None:
        """Make the current part of a page depend on the statements, because they were read outside of it."""
        depend_on_keys(STATEMENTS)
        expire_at(self.bounds)


def statements_now(language: str, at: datetime) -> StatementsNow:
    return kept_part(("statements", language), lambda: _read_statements(language, at))


def _read_statements(language, at):
    """Return the StatementsNow. One query for the times of all statements, one for the texts of live ones."""
    depend_on_keys(STATEMENTS)
    rows = list(Statement.objects.order_by().values_list("article_id", "kind", "live_from", "live_until"))
    bounds = {bound for _article, _kind, *bounds in rows for bound in bounds}
    expire_at(bounds)
    shown, kinds = [], {}
    for article, kind, start, _end in rows:
        if start <= at:
            kinds.setdefault(article, set()).add(kind)
    if any(start <= at < end for _article, _kind, start, end in rows):
        statements = list(with_addresses(Statement.objects.live(at), language, at))
        depend_on("story", *(row.article_id for row in statements))
        shown = [ShownStatement.of(row, language) for row in statements]
    return StatementsNow(
        shown=shown,
        kinds=kinds,
        bounds=bounds,
        changed_at=max((bound for bound in bounds if bound <= at), default=None),
    )


def with_addresses(statements, language: str, at: datetime):
    """Annotate statements with `slug`, the slug of their story; None if it is not live in the language."""
    live = Edition.objects.live(at).of(OuterRef("article_id"), language)
    return statements.annotate(slug=Subquery(live.values("slug")[:1]))


def past_statements(article: int, language: str, at: datetime) -> list[ShownStatement]:
    """Return the live and expired statements about a story, by its id, newest first. At most one query."""
    if article not in statements_now(language, at).kinds:
        return []
    rows = Statement.objects.begun(at).filter(article=article).newest_first()
    return [ShownStatement.of(row, language) for row in rows]
