"""Drill of newsletters: workers that are killed while they send to thousands of readers."""

import time
from datetime import timedelta

from tools.drills.processes import start_there
from tools.drills.task_queue import QUEUE

READERS, KILLED_AT = 10_000, (1_500, 6_000)  # messages received
PATIENCE = 900  # seconds after which the last worker must have ended


def killed_senders():
    """Workers are killed among 10,000 messages: nobody gets two, at most one a kill is in doubt."""
    from django.test import override_settings
    from django.utils import timezone

    from newsroom.newsletters.sending import start
    from newsroom.operations.tasks import LEASE, requeue_lost_tasks
    from tests.factories import make_user
    from tests.newsletters.issues import make_issue, make_subscriptions
    from tests.newsletters.mail_server import mail_server

    with mail_server() as mailbox, override_settings(TASKS=QUEUE):
        make_subscriptions(READERS)
        issue = make_issue()
        start(issue, by=make_user("sender"))
        began = time.monotonic()
        for received in KILLED_AT:
            worker = start_there("send_newsletter_there", mailbox.port)
            assert mailbox.wait_for(received), "The worker sends nothing."
            worker.kill()
            worker.wait(30)
            requeue_lost_tasks(timezone.now() + LEASE + timedelta(seconds=1))
        worker = start_there("send_newsletter_there", mailbox.port)
        assert worker.wait(PATIENCE) == 0, "The last worker did not end in order."
        seconds = time.monotonic() - began
        issue.refresh_from_db()
        check_issue(issue, mailbox.counts)
    counts = issue.counts()
    print(
        f"  {counts['sent']} sent and {counts['taken']} in doubt in {seconds:.0f} s, {len(KILLED_AT)} kills"
    )


def check_issue(issue, received):
    """Assert what must hold of an issue whose workers were killed; received is {address: messages}."""
    counts = issue.counts()
    assert issue.finished_at is not None, "The issue was not finished."
    assert set(received.values()) == {1}, "Somebody got it twice."
    assert counts["taken"] <= len(KILLED_AT), counts
    assert counts["sent"] + counts["taken"] == READERS, counts
    assert len(received) >= counts["sent"], "A message counts as sent that was not."


def send_newsletter_there(port):
    """Run tasks, with a mail server at a port of this machine, until no issue is being sent."""
    from django.test import override_settings

    from newsroom.newsletters.models import NewsletterIssue
    from newsroom.operations.tasks import run_tasks
    from tests.newsletters.mail_server import BACKEND

    mailers = {"default": {"BACKEND": BACKEND, "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 20}}}
    with override_settings(TASKS=QUEUE, MAILERS=mailers):
        while NewsletterIssue.objects.sending().exists():
            run_tasks()
            time.sleep(0.01)
