"""The security log shows each kind of event that the code records, with all its facts."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import TestCase

from articles.models import Edition
from articles.workflow.preview_links import share
from newsroom.confidential.models import ConfidentialSource, RestrictedStory
from newsroom.security.event_facts import EXPORTS, LABELS, STEPS
from newsroom.security.log import record
from newsroom.security.models import SecurityEvent, SecurityEventKind
from tests.claims.cases import make_claim
from tests.factories import make_published, make_user
from tests.security.events import forget_all
from tests.security.recorded_events import ALL, SITES, recording_functions

LOG = "/admin/security/securityevent/"
EVENTS = [event for events in SITES.values() for event in events]


def test_each_function_that_records_has_its_events_here():
    found = recording_functions()
    assert set(found) == set(SITES)
    for name, site in found.items():
        assert SITES[name], name
        kinds = {
            SecurityEventKind[kind].value for kind in site.kinds if kind in SecurityEventKind.__members__
        }
        assert kinds <= {event.kind for event in SITES[name]}, name
        assert site.facts <= {fact for event in SITES[name] for fact in event.facts}, name


def test_each_kind_is_recorded_somewhere():
    assert {event.kind for event in EVENTS} == set(SecurityEventKind.values)


def test_each_fact_has_a_label():
    assert {fact for event in EVENTS for fact in event.facts} <= LABELS.keys()


def test_each_step_and_each_export_with_a_label_is_recorded_somewhere():
    for fact, labels in (("step", STEPS), ("what", EXPORTS)):
        assert {event.facts[fact] for event in EVENTS if fact in event.facts} == set(labels)


@pytest.mark.parametrize(
    "code",
    [
        "from newsroom.security.log import record\ndef f():\n    record(1)",
        "from newsroom.security.log import record as note\ndef f():\n    note(1)",
        "from newsroom.security.log import record_export\nasync def f():\n    record_export(1)",
        "from newsroom.security import log\ndef f():\n    log.record(1)",
        "from newsroom.security import log as security_log\ndef f():\n    security_log.record(1)",
        "import newsroom.security.log\ndef f():\n    newsroom.security.log.record(1)",
        "from newsroom.security.log import record\nrecord(1)",
        "from newsroom.security.log import record\nclass A:\n    f = lambda: record(1)",
    ],
)
def test_a_function_that_records_is_found_however_it_is_written(code):
    assert recording_functions({"articles/example.py": code})


def test_another_log_is_left_out():
    code = "from articles.events.log import record\nfrom articles.events import log\ndef f():\n    record(1)"
    assert not recording_functions({"articles/example.py": f"{code}\n    log.record(1)"})


class ScreenTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user("root", is_superuser=True)
        article = make_published(languages=("en", "ko"))
        cls.objects = {
            "user": make_user("dana", role="Reporters"),
            "article": article,
            "group": Group.objects.create(name="Readers"),
            "edition": Edition.objects.first(),
            "claim": make_claim(by=cls.user, article=article),
            "link": share(article, for_whom="Kim", days=3, by=cls.user),
            "source": ConfidentialSource.objects.create(article=article, name="Ida", held_by=cls.user),
            "restricted": RestrictedStory.objects.create(title_en="Ida", held_by=cls.user),
        }
        forget_all()
        for event in EVENTS:
            record(
                SecurityEventKind(event.kind),
                user=cls.user,
                about=cls.objects.get(event.about),
                account=cls.objects.get(event.account),
                **cls.facts(event),
            )

    @classmethod
    def facts(cls, event):
        """Return facts of an event with all fields of its object, and a field that no longer exists."""
        if event.facts.get("fields") != ALL:
            return event.facts
        subject = cls.objects[event.about or event.account]
        return event.facts | {"fields": [*(one.name for one in subject._meta.get_fields()), "gone"]}

    def log_in(self, language):
        get_user_model().objects.filter(pk=self.user.pk).update(language=language)
        self.client.force_login(self.user)

    def test_list_and_the_page_of_each_are_shown(self):
        for language in ("en", "ko"):
            self.log_in(language)
            self.assertEqual(self.client.get(LOG).status_code, 200)
            for event in SecurityEvent.objects.all():
                with self.subTest(language=language, kind=event.kind, facts=event.details):
                    self.assertEqual(self.client.get(f"{LOG}{event.pk}/change/").status_code, 200)

    def test_fields_have_the_labels_of_their_form_or_their_names(self):
        self.log_in("en")
        event = SecurityEvent.objects.filter(kind="source_changed", account=None).get()
        page = self.client.get(f"{LOG}{event.pk}/change/").content.decode()
        self.assertIn("Added, Story, Name, Contact, Note, People who may know it, gone", page)
