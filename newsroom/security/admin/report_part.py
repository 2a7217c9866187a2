"""Lines on accounts and permissions in the morning report."""

from django.utils.translation import gettext_lazy as _

from articles.admin.site import register_report_part
from newsroom.security.permission_requests import CONFIRM
from newsroom.security.report import VIEW, SecurityReport


@register_report_part(_("Accounts and permissions"))
def security_lines(user, since, until):
    if not (user.has_perm(VIEW) or user.has_perm(CONFIRM)):
        return []
    return SecurityReport(user, since, until).lines()
