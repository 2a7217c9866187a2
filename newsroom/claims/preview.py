"""Preview of an agreed statement: both languages as readers will see them, with findings marked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import override

from articles import clock
from articles.admin.story.preflight import FindingPresenter
from articles.annotations import User
from articles.checks.registry import Finding
from articles.models import Edition, Language, localized, other
from newsroom.claims.agreed_text import FIELDS, AgreedText
from newsroom.claims.decisions import examine_statement
from newsroom.claims.models import Claim, ClaimKind


class StatementFinding(FindingPresenter):
    """A finding about a statement, with its number in the preview and a link to its field in the form."""

    may_write = False

    def __init__(self, finding: Finding, user: User, number: int):
        super().__init__(finding, finding.language, None, user)
        self.number = number

    @property
    def go(self):
        return f"#id_{localized(FIELDS[self.finding.field], self.language)}"


@dataclass
class MarkedText:
    """A headline or paragraph with the marked passages text[start:end], which do not overlap.

    marks  [(start, end, number of a finding)]
    """

    text: str
    marks: list[tuple[int, int, int]] = field(default_factory=list)

    def mark(self, words: str, number: int) -> bool:
        """Mark the first occurrence of `words` that is not yet marked. Return whether one was found."""
        pattern = r"\s+".join(map(re.escape, words.split()))
        # Do not match a figure inside a longer one.
        for match in re.finditer(rf"(?<!\d){pattern}(?!\d)", self.text) if pattern else ():
            if all(match.end() <= start or match.start() >= end for start, end, _number in self.marks):
                self.marks.append((*match.span(), number))
                return True
        return False

    @property
    def pieces(self) -> list[tuple[str, int | None]]:
        """The text split into [(words, number of the finding or None)]."""
        pieces, reached = [], 0
        for start, end, number in sorted(self.marks):
            pieces += [(self.text[reached:start], None), (self.text[start:end], number)]
            reached = end
        return [piece for piece in (*pieces, (self.text[reached:], None)) if piece[0]]


@dataclass
class PreviewedStatement:
    """A statement in one language, above its story.

    kind   label of the claim's kind in this language
    story  headline of the story, or "" if it is not live in this language
    """

    language: Language
    kind: str
    headline: MarkedText
    paragraphs: list[MarkedText]
    story: str

    def texts(self, finding_field: str) -> list[MarkedText]:
        return [self.headline] if finding_field == "title" else self.paragraphs


@dataclass
class StatementPreview:
    """A statement in both languages, with the source language of its story first.

    stamp      digest of the text shown, which the form sends back
    live_from  the time that is printed above it
    """

    stamp: str
    live_from: datetime
    languages: list[PreviewedStatement]
    findings: list[StatementFinding]

    @property
    def blockers(self) -> list[StatementFinding]:
        return [item for item in self.findings if item.finding.is_blocking]

    @property
    def is_blocked(self) -> bool:
        """Whether it has a blocker that cannot be waived."""
        return any(not item.finding.is_waivable for item in self.blockers)


def preview_statement(
    claim: Claim, agreed: AgreedText, *, live_from: datetime | None, user: User
) -> StatementPreview:
    """Return the preview of an agreed text. Make two queries for the claim's story, one for the glossary."""
    at = max(live_from or clock.now(), clock.now())
    findings = examine_statement(claim, agreed, at=at)
    source = Language(claim.article.source_language)
    shown = {
        language: _previewed_statement(claim, agreed, language, at) for language in (source, other(source))
    }
    _mark_findings(shown, findings)
    numbered = [StatementFinding(finding, user, number) for number, finding in enumerate(findings, 1)]
    return StatementPreview(agreed.stamp(), at, list(shown.values()), numbered)


def _previewed_statement(claim, agreed, language, at):
    with override(language):
        kind = str(ClaimKind(claim.kind).label)
    live = Edition.objects.live(at).of(claim.article, language).values_list("headline", flat=True).first()
    paragraphs = [MarkedText(text) for text in agreed.paragraphs(language)]
    headline = MarkedText(agreed.headline(language))
    return PreviewedStatement(Language(language), kind, headline, paragraphs, live or "")


def _mark_findings(shown: dict[Language, PreviewedStatement], findings: Iterable[Finding]) -> None:
    """Mark the passage of each finding, and the passage of the other language that does not match it."""
    for number, finding in enumerate(findings, 1):
        here = shown[Language(finding.language)].texts(finding.field)
        there = shown[other(Language(finding.language))].texts(finding.field)
        # Try the paragraph of the finding first: others may contain the same figure.
        nearest = sorted(range(len(here)), key=lambda index: here[index].text != finding.context)
        position = next((index for index in nearest if here[index].mark(finding.passage, number)), nearest[0])
        facing = sorted(range(len(there)), key=lambda index: abs(index - position))
        any(there[index].mark(finding.source_passage, number) for index in facing)
