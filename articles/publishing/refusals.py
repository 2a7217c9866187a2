"""Refusals of publishing, and what a quick fix could not merge."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from articles.models import Edition


class PublicationRefused(Exception):
    """It cannot be published, or taken back, now; `reasons` says why, in the user's language."""

    def __init__(self, reasons):
        self.reasons = list(reasons)
        super().__init__(" ".join(str(reason) for reason in self.reasons))


class PreflightRefused(PublicationRefused):
    """Blockers stand; `findings` are they, each with its place."""

    def __init__(self, findings):
        self.findings = findings
        super().__init__(findings)


class WarningsUnconfirmed(PublicationRefused):
    """Warnings stand that the person has not looked at; `findings` are all that stand."""

    def __init__(self, findings):
        self.findings = findings
        super().__init__([_("Preflight warns of something; look at it, and confirm that you have.")])


class EditionLiesAhead(PublicationRefused):
    """An edition is scheduled: cancel it, bring it forward, or put the change under it."""

    def __init__(self, ahead, reason=None):
        self.ahead = ahead
        choice = _("An edition is scheduled. Cancel it, bring it forward, or put this change under it.")
        super().__init__([reason or choice])


class MergeRefused(PublicationRefused):
    """The change and the scheduled edition differ at the same place; `fields` names where."""

    def __init__(self, fields):
        self.fields = fields
        super().__init__(
            [_("The scheduled edition changes the same words; cancel it and schedule it again by hand.")]
        )


@dataclass
class QuickFix:
    """The edition that went live, and the fields of the working copy that keep their own words."""

    edition: Edition
    unmerged: list
