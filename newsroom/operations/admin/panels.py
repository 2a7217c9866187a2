"""Panels of the first screen for administrators, and the notice in a restored copy that is held."""

from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from articles import clock
from articles.admin.display import datetime_html
from articles.admin.site import register_context, register_panel
from articles.workflow.permissions import Verb, may_somewhere
from newsroom.operations.tasks import GIVEN_UP
from newsroom.operations.waiting import CONSUMERS, waiting_work

MOST = 5


def is_administrator(user):
    """Return whether a person manages the accounts, as the group of administrators does."""
    return user.has_perm("accounts.change_user")


def given_up_tasks(user, at):
    """Return the context of the panel of tasks that were given up; None without one, or for other people."""
    if not is_administrator(user):
        return None
    rows = DBTaskResult.objects.failed().filter(exception_class_path=GIVEN_UP).order_by("-finished_at")
    tasks = [
        {
            "name": row.task_name,
            "values": row.args_kwargs["args"],
            "at": datetime_html(row.finished_at),
        }
        for row in rows[:MOST]
    ]
    return {"tasks": tasks, "rest": rows.count() - len(tasks)} if tasks else None


def wrong_clock(user, at):
    """Return the context of the panel about this server's clock; None if it is right, or for other people."""
    seconds = clock.difference().total_seconds()
    if not is_administrator(user) or abs(seconds) <= clock.TOLERANCE.total_seconds():
        return None
    return {"seconds": f"{abs(seconds):.1f}", "is_ahead": seconds < 0}


def waiting_parts(user, at):
    """Return the context of the panel of work that waits; None without any, or for who need not know.

    In a copy that is held everything waits, and each page says so.
    """
    is_manager = is_administrator(user)
    if not (is_manager or may_somewhere(user, Verb.PUBLISH)) or clock.stopped_at() is not None:
        return None
    lines = [
        {
            "kind": work.kind,
            "since": work.since and datetime_html(work.since),
            "count": work.count,
            "names": ", ".join(str(CONSUMERS.get(name, name)) for name in work.names),
        }
        for work in waiting_work(at)
    ]
    return {"lines": lines, "status": reverse("admin:status") if is_manager else ""} if lines else None


@register_context
def held_notice(request):
    """Say on each page that this is a restored copy, and that it is held."""
    at = clock.stopped_at()
    return {} if at is None or not request.user.is_authenticated else {"held_at": datetime_html(at)}


register_panel("operations/_wrong_clock.html", wrong_clock, position=0)
register_panel("operations/_waiting.html", waiting_parts, position=0)
register_panel("operations/_given_up_tasks.html", given_up_tasks, position=0)
