"""A legal removal of a picture while an entry with it is posted does not deadlock."""

import threading
import time

import pytest
from django.db import connection
from django.test import TransactionTestCase

from articles.events import log
from articles.models import Article, LegalGround
from articles.redaction.performing import perform_redaction, request_redaction
from newsroom.live.models import LiveEntry
from newsroom.live.pictures import ChosenPicture
from tests.factories import make_user
from tests.live.cases import make_live, post
from tests.public.newsdesk import make_image
from tests.together import together

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"


def until_somebody_waits():
    """Return once another connection waits for a lock of this one."""
    with connection.cursor() as cursor:
        for _turn in range(600):
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.05)
    raise AssertionError("Nobody waits.")


@pytest.mark.postgresql
class PicturesTogetherTests(TransactionTestCase):
    def test_a_post_that_has_begun_is_finished_and_loses_its_picture_as_well(self):
        first, second = (make_user(name) for name in ("first", "second"))
        story, image = make_live(by=first), make_image()
        post(story, by=first, picture=ChosenPicture(image.pk))
        asked = request_redaction(image=image, ground=LegalGround.COURT, reference="1", by=first)

        is_locked = threading.Event()

        def posted():
            with log.unit_of_work():
                Article.objects.lock([story.pk])
                is_locked.set()
                until_somebody_waits()
                return post(story, by=first, picture=ChosenPicture(image.pk)).number

        def removed():
            is_locked.wait(30)
            return perform_redaction(asked, by=second).removed["counts"]["live.liveentry"]

        self.assertEqual(together(posted, removed), [2, 2])
        files = LiveEntry.objects.values_list("picture_file", flat=True)
        self.assertEqual(list(files), ["pictures/removed.jpg"] * 2)
