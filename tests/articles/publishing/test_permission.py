"""A person without permission to publish is refused before any other check."""

from functools import partial
from unittest import mock

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import TransactionTestCase

from articles.publishing import (
    bring_forward,
    bring_forward_together,
    cancel,
    correct,
    publish,
    publish_together,
    quick_fix,
    refusals,
    reschedule,
    reschedule_together,
    withdraw,
)
from tests.factories import NOON, make_article, make_user

# The story is neither approved nor live nor scheduled, so that all these fail with permission too.
VERBS = {
    "publish": publish,
    "publish, examined": lambda *args, **options: publish(
        *args, **options, examination=refusals.Examination()
    ),
    "correct": partial(correct, note="Wrong."),
    "quick fix": partial(quick_fix, headline="Other"),
    "cancel": cancel,
    "bring forward": bring_forward,
    "reschedule": partial(reschedule, at=NOON),
    "reschedule, examined": lambda *args, **options: reschedule(
        *args, **options, at=NOON, examination=refusals.Examination()
    ),
    "withdraw": partial(withdraw, note="Wrong."),
    "publish together": publish_together,
    "bring forward together": bring_forward_together,
    "reschedule together": partial(reschedule_together, at=NOON),
}


class PermissionTests(TransactionTestCase):
    def test_it_is_checked_first_within_a_transaction_and_without(self):
        article = make_article(body_en="<p>The **harbor** opens.</p>")
        desk = make_user("desk", role="Korean desk")
        for name, verb in VERBS.items():
            with self.subTest(name), mock.patch.object(refusals, "examine") as examine:
                with self.assertRaises(PermissionDenied):
                    verb(article, "en", by=desk)
                with transaction.atomic(), self.assertRaises(PermissionDenied):
                    verb(article, "en", by=desk)
                examine.assert_not_called()
