"""The panel of the first screen about tasks that were given up, for administrators."""

from django_tasks_db.models import DBTaskResult

from articles.admin.display import datetime_html
from articles.admin.site import register_panel
from newsroom.operations.tasks import GIVEN_UP

MOST = 5


def given_up_tasks(user, at):
    """Return the context of the panel of tasks that were given up; None without one, or for other people."""
    if not user.is_superuser:
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


register_panel("operations/_given_up_tasks.html", given_up_tasks, position=0)
