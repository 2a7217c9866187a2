"""Lines on accounts and permissions in the morning report."""

from django.utils.translation import gettext_lazy as _

from articles.admin.site import register_report_part
from newsroom.security.report import SecurityReport, report_readers


@register_report_part(_("Accounts and permissions"))
def security_lines(user, since, until):
    if not report_readers().filter(pk=user.pk).exists():
        return []
    return SecurityReport(user, since, until).lines()
