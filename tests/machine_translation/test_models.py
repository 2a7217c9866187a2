"""Constraints of machine drafts in the database, deletion of old rows, and permanent monthly costs."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.utils import timezone

from articles.models import LegalHold
from newsroom.machine_translation.models import (
    DraftRun,
    MachineRequest,
    MachineSuggestion,
    MonthOfCosts,
    SendingConsent,
)
from newsroom.operations.retention import prune
from tests.factories import NOON, make_article, make_user

ENGINE = {"engine": "deepl", "language": "ko"}


def make(model, columns, **makers):
    """Make a row; omitted columns get values from its factory."""
    return model.objects.create(
        **columns | {name: made() for name, made in makers.items() if name not in columns}
    )


def person():
    return make_user(role=None)


def month(**columns):
    return MonthOfCosts.objects.create(**{"first_day": NOON.date(), "currency": "EUR"} | columns)


def run(**columns):
    return make(DraftRun, {"currency": "EUR", **ENGINE} | columns, article=make_article, started_by=person)


def request(**columns):
    return make(MachineRequest, {"country": "DE", **ENGINE} | columns, article=make_article, month=month)


def suggestion(**columns):
    return make(MachineSuggestion, {"digest": "0" * 64} | columns, request=request)


def consent(**columns):
    known = {"language": "ko", "engine": "deepl DeepL", "country": "DE"}
    return make(SendingConsent, known | columns, article=make_article, given_by=person)


def twice(make, *names):
    first = make()
    make(**{name: getattr(first, name) for name in names})


REFUSED = {
    "draft_run_one_at_a_time": lambda: twice(run, "article", "started_by"),
    "draft_run_language_is_known": lambda: run(language="fr"),
    "draft_run_state_is_known": lambda: run(state="lost"),
    "machine_request_language_is_known": lambda: request(language="fr"),
    "machine_request_state_is_known": lambda: request(state="lost"),
    "machine_request_cost_is_not_negative": lambda: request(cost=-1),
    "machine_suggestion_is_rejected_or_has_a_text": lambda: suggestion(text="가", rejection="html"),
    "month_of_costs_once": lambda: twice(month),
    "month_of_costs_is_not_negative": lambda: month(spent=-1),
    "sending_consent_once": lambda: twice(consent, "article", "given_by"),
    "sending_consent_language_is_known": lambda: consent(language="fr"),
}


class TestConstraints:
    def test_each_constraint_is_tried_here(self):
        models = apps.get_app_config("machine_translation").get_models()
        assert set(REFUSED) == {one.name for model in models for one in model._meta.constraints}

    @pytest.mark.django_db
    @pytest.mark.parametrize("name", REFUSED)
    def test_the_database_refuses(self, name):
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            REFUSED[name]()
        text = str(refusal.value)
        assert name in text or (connection.vendor == "sqlite" and "UNIQUE constraint failed" in text)


class RetentionTests(TestCase):
    def test_old_requests_and_runs_go_and_what_a_month_has_cost_stays(self):
        old = timezone.now() - timedelta(days=366)
        suggestion(request=request(sent_at=old, cost=3, run=run(started_at=old)))
        MonthOfCosts.objects.update(spent=3)
        prune()
        self.assertFalse(DraftRun.objects.exists() or MachineSuggestion.objects.exists())
        self.assertEqual(MonthOfCosts.objects.get().spent, 3)

    def test_those_of_a_year_stay_and_so_do_those_of_a_story_under_a_hold(self):
        old = timezone.now() - timedelta(days=366)
        held = make_article()
        LegalHold.objects.create(article=held, placed_by=make_user("lawyer", role=None))
        request(article=held, sent_at=old, run=run(article=held, started_at=old))
        request(month=MonthOfCosts.objects.get())
        prune()
        self.assertEqual((MachineRequest.objects.count(), DraftRun.objects.count()), (2, 1))
