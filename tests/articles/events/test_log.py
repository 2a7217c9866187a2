import tempfile
import threading
import time
from contextlib import suppress

import pytest
import time_machine
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.test import RequestFactory, TestCase, TransactionTestCase
from simple_history.models import HistoricalRecords

from articles.events import log
from articles.models import (
    Author,
    Event,
    EventType,
    Image,
    Publication,
    RelatedExclusion,
    RightsReservation,
    Section,
    StandingPage,
    Term,
    Topic,
)
from articles.models.logged import LOGGED
from articles.publishing import publish
from newsroom.advertising.models import Advertisement
from newsroom.claims.models import Statement
from newsroom.frontpage.models import Placement
from newsroom.live.models import LiveCoverage, LiveEntry
from newsroom.redirects.models import Redirect, RedirectKind
from tests.advertising.makers import make_planned_advertisement
from tests.factories import (
    NOON,
    approve,
    make_article,
    make_author,
    make_published,
    make_section,
    make_topic,
    make_user,
    rewrite,
)
from tests.together import together


def make_image(**fields):
    return Image.objects.create(**({"file": "pictures/quay.jpg", "width": 1, "height": 1} | fields))


def make_related_exclusion():
    return RelatedExclusion.objects.create(
        article_id=make_article().pk, other_id=make_article(number=" 2").pk
    )


def make_placement():
    return Placement.objects.create(article_id=make_article().pk, language="en", slot="lead")


MAKERS = {
    Publication: lambda: Publication.objects.create(name_en="The Test Harbor", name_ko="시험항구신문"),
    StandingPage: lambda: StandingPage.objects.create(slug="about", title_en="About", title_ko="소개"),
    Section: make_section,
    Topic: make_topic,
    Author: make_author,
    Image: make_image,
    Term: lambda: Term.objects.create(name_en="Harbor Council", name_ko="항만위원회"),
    Placement: make_placement,
    RelatedExclusion: make_related_exclusion,
    RightsReservation: lambda: RightsReservation.objects.create(article_id=make_article().pk),
    Advertisement: make_planned_advertisement,
    Redirect: lambda: Redirect.objects.create(old_address="/old", kind=RedirectKind.GONE),
}


# These cannot be changed: tests/claims/test_statements.py, tests/live/test_publication.py.
SEALED = {Statement, LiveCoverage, LiveEntry}
CHANGEABLE = [model for model in LOGGED.values() if model not in SEALED]


class Cancelled(Exception):
    pass


class TestWhatReadersSee:
    """Publications, pages, sections, topics, authors, pictures and terms log themselves."""

    def test_every_logged_model_is_tried_here(self):
        assert set(MAKERS) == set(CHANGEABLE)

    @pytest.mark.django_db
    @pytest.mark.parametrize("model", CHANGEABLE)
    def test_each_write_is_one_event(self, model):
        thing = MAKERS[model]()
        number = thing.pk
        thing.save(update_fields=["placed_until"] if model is Placement else None)
        thing.delete()
        found = Event.objects.filter(subject_type=model._meta.model_name, subject_id=number)
        told = found.order_by("id").values_list("type", flat=True)
        assert list(told) == [EventType.ADDED, EventType.CHANGED, EventType.REMOVED]

    @pytest.mark.django_db
    @pytest.mark.parametrize("model", CHANGEABLE)
    def test_deleting_many_is_an_event_each(self, model):
        MAKERS[model]()
        model.objects.all().delete()
        assert Event.objects.filter(type=EventType.REMOVED).count() == 1

    @pytest.mark.django_db
    @pytest.mark.parametrize("model", CHANGEABLE)
    @pytest.mark.parametrize("manager", ["_default_manager", "_base_manager"])
    def test_bulk_writes_are_refused(self, model, manager):
        thing = MAKERS[model]()
        rows = getattr(model, manager)
        for write in [
            lambda: rows.update(pk=7),
            lambda: rows.filter(pk=thing.pk).update(pk=7),
            lambda: rows.bulk_create([thing]),
            lambda: rows.bulk_update([thing], ["id"]),
        ]:
            with pytest.raises(TypeError):
                write()

    @pytest.mark.django_db
    def test_a_related_manager_cannot_pass_by(self):
        first, second = make_topic("ships"), make_topic("boats")
        with pytest.raises(TypeError):
            first.merged_topics.add(second)

    @pytest.mark.django_db
    @pytest.mark.parametrize("model", CHANGEABLE)
    def test_a_rollback_takes_both_away(self, model):
        with suppress(Cancelled), transaction.atomic():
            MAKERS[model]()
            raise Cancelled
        assert not model.objects.exists()
        assert not Event.objects.exists()

    @pytest.mark.django_db
    def test_the_person_of_the_request_is_named(self):
        request = RequestFactory().post("/admin/")
        request.user = make_user()
        HistoricalRecords.context.request = request
        try:
            make_section()
        finally:
            del HistoricalRecords.context.request
        assert Event.objects.get().actor == request.user

    @pytest.mark.django_db
    def test_nobody_is_named_outside_of_a_request(self):
        make_section()
        assert Event.objects.get().actor is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", CHANGEABLE)
def test_a_save_without_a_transaction_makes_its_own(model, monkeypatch):
    def fail(*args, **kwargs):
        raise Cancelled

    monkeypatch.setattr(log.UnitOfWork, "write", fail)
    with pytest.raises(Cancelled):
        MAKERS[model]()
    assert not model.objects.exists()


class LogTests(TestCase):
    @time_machine.travel(NOON, tick=False)
    def test_an_event_keeps_what_it_is_given(self):
        article, editor = make_published(), make_user()
        edition = article.editions.get()
        event = log.record(
            EventType.PUBLISHED, article, by=editor, language="en", edition=edition, reason="So.", size=3
        )
        event.refresh_from_db()
        self.assertEqual((event.subject_type, event.subject_id), ("article", article.pk))
        self.assertEqual((event.edition_number, event.edition_digest), (1, edition.digest))
        self.assertEqual((event.actor, event.at, event.reason), (editor, NOON, "So."))
        self.assertEqual(event.details, {"size": 3})

    def test_events_are_append_only(self):
        event = log.record(EventType.CHANGED, make_section(), by=None)
        writes = [
            event.save,
            event.delete,
            Event.objects.all().delete,
            lambda: Event.objects.update(reason="x"),
            lambda: Event._base_manager.update(reason="x"),
            lambda: Event.objects.bulk_create([Event()]),
            lambda: Event.objects.bulk_update([event], ["reason"]),
        ]
        for write in writes:
            with self.assertRaises(TypeError):
                write()

    def test_a_consumer_reads_what_it_has_not_seen_in_order(self):
        section = make_section()
        seen = Event.objects.get().id
        section.save()
        section.save()
        numbers = [event.id for event in Event.objects.after(seen)]
        self.assertEqual(numbers, sorted(numbers))
        self.assertEqual(len(numbers), 2)

    def test_what_is_loaded_from_a_backup_is_no_news(self):
        make_section()
        before = list(Event.objects.values())
        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/dump.xml"
            call_command("dumpdata", "articles", "accounts", format="xml", output=path, verbosity=0)
            call_command("loaddata", path, verbosity=0)
        self.assertEqual(list(Event.objects.values()), before)


class LogTogetherTests(TransactionTestCase):
    WRITERS, EACH = 6, 12

    def follow(self, stop, seen):
        """Read like a consumer until the end: only events after the highest id that was seen."""
        try:
            while not stop.is_set() or Event.objects.after(max(seen, default=0)).exists():
                seen += [event.id for event in Event.objects.after(max(seen, default=0))]
        finally:
            connection.close()

    def test_a_consumer_skips_nothing_while_many_write(self):
        sections = [make_section(f"section-{number}") for number in range(self.WRITERS)]
        stop, seen = threading.Event(), []
        consumer = threading.Thread(target=self.follow, args=(stop, seen))
        consumer.start()

        def write(section):
            for number in range(self.EACH):
                with transaction.atomic():
                    section.save()
                    time.sleep(0.001 * (number % 3))

        outcomes = together(*[lambda section=section: write(section) for section in sections])
        stop.set()
        consumer.join()
        self.assertEqual(outcomes, [None] * self.WRITERS)
        kept = list(Event.objects.order_by("id").values_list("id", flat=True))
        self.assertEqual(seen, kept)
        self.assertEqual(len(kept), self.WRITERS * (self.EACH + 1))

    def test_people_who_save_the_same_rows_do_not_wait_for_each_other_for_ever(self):
        """Saved in opposite order, one of two units of work is refused and writes nothing."""
        rows = [make_section("economy"), make_author(), make_topic()]
        before, done = Event.objects.count(), []

        def write(order):
            for _ in range(4):
                with suppress(OperationalError):
                    with log.unit_of_work():
                        for row in order:
                            row.save()
                            time.sleep(0.001)
                    done.append(len(order))

        together(lambda: write(rows), lambda: write(rows[::-1]))
        self.assertGreater(len(done), 0)
        self.assertEqual(Event.objects.count() - before, sum(done))

    def test_publishing_beside_changes_of_its_section_deadlocks_nobody(self):
        articles = [make_article(number=f" {number}") for number in range(3)]
        section = articles[0].section

        def write(article):
            for number in range(3):
                rewrite(article, title_en=f"Harbor {number}")
                approve(article, "en")
                publish(article, "en", by=None)

        def rename():
            for number in range(10):
                section.name_en = f"Economy {number}"
                section.save()

        outcomes = together(rename, *[lambda article=article: write(article) for article in articles])
        self.assertEqual(outcomes, [None] * 4)
