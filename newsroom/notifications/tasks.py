"""The background work: Django's tasks, run by whatever TASKS names."""

from django.tasks import task

from newsroom.notifications.consumer import catch_up
from newsroom.notifications.mail import mail_due


@task
def mail_notifications():
    """Read on in the log and send the e-mail that is due; return how many went out."""
    catch_up()
    return mail_due()
