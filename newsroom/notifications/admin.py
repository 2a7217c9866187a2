"""Admin views of notifications: the bell on every page, the list, and the news panel of the index page."""

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from articles.admin.forms.fields import is_number
from articles.admin.site import register_context, register_panel, register_urls
from articles.events.consumers import catch_up_for_page
from newsroom.notifications.consumer import notifications
from newsroom.notifications.mail import notification_lines, target_address
from newsroom.notifications.models import Notification, NotificationReason

PAGE = 50
MOST_NEWS = 4
READ = 20  # unread notifications that are searched for news
NEWS = [
    NotificationReason.NOTED,
    NotificationReason.APPROVED,
    NotificationReason.PUBLISHED,
    NotificationReason.CORRECTED,
    NotificationReason.GONE,
]


@register_context
def bell(request):
    """Return the context of the bell. `unread` is a function, which makes a query only if it is called."""
    rows = Notification.objects.unread()
    return {"unread": rows.filter(user=request.user).count if request.user.is_authenticated else 0}


@register_urls
def notification_urls(site):
    views = {"": (list_notifications, "notifications"), "<int:pk>/": (open_notification, "notification")}
    return [
        path(f"notifications/{route}", site.admin_view(never_cache(view)), name=name)
        for route, (view, name) in views.items()
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def list_notifications(request):
    """Show the list, fifty on a page. A POST marks all notifications up to the newest shown as read."""
    if request.method == "POST":
        newest = request.POST.get("newest", "")
        if is_number(newest):  # later ones have not been seen yet
            rows = Notification.objects.unread().filter(user=request.user, event__lte=int(newest))
            rows.update(read_at=timezone.now())
            messages.success(request, _("All notifications marked as read."))
        return HttpResponseRedirect(reverse("admin:notifications"))
    catch_up_for_page()
    rows = Notification.objects.filter(user=request.user).select_related("event__actor")
    before = request.GET.get("before", "")
    if is_number(before):
        rows = rows.filter(event__lt=int(before))
    rows = list(rows[: PAGE + 1])
    context = admin.site.each_context(request) | {
        "title": _("Notifications"),
        "lines": notification_lines(rows[:PAGE]),
        "newest": rows[0].event_id if rows else 0,
        "older": rows[PAGE - 1].event_id if len(rows) > PAGE else None,
        "is_behind": notifications.is_behind(),
    }
    return TemplateResponse(request, "notifications/list.html", context)


@require_safe
def open_notification(request, pk):
    """Mark a notification as read and redirect to its story or note."""
    notification = get_object_or_404(Notification.objects.select_related("event"), pk=pk, user=request.user)
    if notification.read_at is None and request.method == "GET":
        notification.read_at = timezone.now()
        notification.save(update_fields=["read_at"])
    return HttpResponseRedirect(target_address(notification))


def latest_news(user, at):
    """Return the context of the news panel: the latest unread notification of each text, except tasks.

    Return None if there are none and the consumer has processed all events.
    """
    rows = Notification.objects.unread().filter(user=user, why__in=NEWS).select_related("event__actor")
    latest = {}
    for row in rows[:READ]:
        latest.setdefault((row.event.subject_id, row.event.language), row)
    news = notification_lines(list(latest.values())[:MOST_NEWS])
    is_behind = notifications.is_behind()
    return {"news": news, "is_behind": is_behind} if news or is_behind else None


register_panel("notifications/_panel.html", latest_news, position=10)
