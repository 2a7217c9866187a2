"""Redirects from the former addresses of posts to the imported stories."""

from urllib.parse import urlunsplit

from django.utils.translation import gettext as _

from articles.workflow.permissions import Actor
from newsroom.interchange.archive.posts import ArchivePost, ArchiveProblem, ImportReport, address_parts
from newsroom.interchange.models import ImportedPost
from newsroom.redirects.models import story_address
from newsroom.redirects.rules import RedirectRow, plan_redirects, store_plan

AT_ONCE = 500  # redirects recorded before they are stored together


class OldAddresses:
    """Redirects that an import adds, in batches. Existing redirects to other pages are kept.

    is_dry  whether to count the redirects without writing them
    """

    def __init__(self, report: ImportReport, *, by: Actor, is_dry: bool):
        self.report, self.by, self.is_dry = report, by, is_dry
        self.rows = {}  # {RedirectRow: post} not stored yet

    def lead_to(self, article_id: int, post: ArchivePost) -> None:
        """Record redirects from the addresses of a post to a story, and store them in batches of AT_ONCE."""
        for address in filter(None, [post.url, *post.other_urls]):
            row = RedirectRow(path_of(address), article_id=article_id, language=post.language)
            self.rows[row] = post
        if len(self.rows) >= AT_ONCE:
            self.store()

    def store(self) -> None:
        """Store the redirects recorded so far. Add refused ones to the report."""
        count = len(self.rows)
        if not self.is_dry:
            plan = plan_redirects(self.rows)
            taken = [planned for planned in plan.changed if not self._is_mistaken(planned)]
            plan.changed = [planned for planned in plan.changed if planned not in taken]
            for planned in taken:
                planned.reason = _("It leads to another page already.")
            store_plan(plan, by=self.by)
            for refused in [*plan.refused, *taken]:
                self._report(self.rows[refused.row], refused.reason)
            count -= len(plan.refused) + len(taken)
        self.report.counts["redirects"] += count
        self.rows = {}

    def _is_mistaken(self, planned):
        """Return whether an earlier import redirected the address to another post by mistake.

        The other post has the same number, but a different address: that import took two sites of a network
        for the same site.
        """
        post, address = self.rows[planned.row], planned.row.old_address
        others = ImportedPost.objects.filter(source_id=post.source_id, article__isnull=False)
        return address == path_of(post.url) and any(
            planned.before == story_address(row.article_id, row.language) and path_of(row.url) != address
            for row in others.exclude(url=post.url)
        )

    def _report(self, post, reason):
        problem = _("its old address does not lead to it: %(reason)s") % {"reason": reason}
        self.report.add(ArchiveProblem(post.source_id, post.url, problem))


def path_of(address: str) -> str:
    """Return the path and the query of an address."""
    return urlunsplit(("", "", *address_parts(address)[2:4], ""))
