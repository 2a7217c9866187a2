"""Many redirects at once: chains are resolved, circles left out, and one event covers all."""

from unittest import mock

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import TestCase

from articles.models import Event, EventType, Section
from newsroom.redirects import rules
from newsroom.redirects.models import Redirect, RedirectKind
from newsroom.redirects.rules import RedirectRow, plan_redirects, store_plan, store_redirects
from tests.factories import make_article, make_section, make_user

ELSEWHERE = "https://archive.example/"


def rows(*pairs):
    return [RedirectRow(*pair, line=line) for line, pair in enumerate(pairs, 2)]


def store(*pairs):
    return store_redirects(rows(*pairs), by=None)


def stored():
    return dict(Redirect.objects.order_by("old_address").values_list("old_address", "target"))


def reasons(plan):
    return {one.row.line: one.reason for one in plan.refused}


class StoringTests(TestCase):
    def test_adds_changes_and_leaves_as_it_is(self):
        report = store(("/a/", ELSEWHERE), ("/?p=1", "/en/"), ("/b", ""))
        self.assertEqual((report.created, report.changed), (3, 0))
        self.assertEqual(stored(), {"/a": ELSEWHERE, "/?p=1": "/en/", "/b": ""})
        report = store(("/a", ELSEWHERE), ("/b", "/ko/"))
        self.assertEqual((report.created, report.changed, len(report.plan.untouched)), (0, 1, 1))
        self.assertEqual(stored()["/b"], "/ko/")
        self.assertEqual(Redirect.objects.get(old_address="/b").kind, RedirectKind.ADDRESS)

    def test_leads_to_a_story_by_its_number_or_by_its_address(self):
        story = make_article()
        store_redirects([RedirectRow("/?p=7", article_id=story.pk, language="ko")], by=None)
        store(
            ("/old", f"/en/articles/{story.pk}/harbor-opens/"),
            ("/x", f"http://localhost/ko/articles/{story.pk}"),
        )
        found = Redirect.objects.order_by("pk").values_list("kind", "article", "language", "target")
        short = f"/articles/{story.pk}/"
        self.assertEqual(
            list(found), [("story", story.pk, one, f"/{one}{short}") for one in ("ko", "en", "ko")]
        )
        self.assertEqual(
            reasons(plan_redirects(rows(("/y", "/en/articles/999/")))), {2: "There is no story number 999."}
        )

    def test_a_target_has_the_slash_of_its_page(self):
        make_section("ports")
        store(("/a", "/en/sections/ports?page=2#x"), ("/b", "/en/feed.atom"), ("/c", "/ko"))
        self.assertEqual(
            stored(), {"/a": "/en/sections/ports/?page=2#x", "/b": "/en/feed.atom", "/c": "/ko/"}
        )

    def test_a_url_of_this_site_is_a_path_by_whatever_name_it_is_called(self):
        with self.settings(
            ALLOWED_HOSTS=["new.example", ".old.example", "*"], SITE_URL="https://new.example"
        ):
            store(
                ("/a", "https://www.old.example/a"),
                ("/b", "http://NEW.example/ko/"),
                ("/c", "https://x.example/"),
            )
        self.assertEqual(stored(), {"/b": "/ko/", "/c": "https://x.example/"})

    def test_one_event_tells_of_a_batch(self):
        user = make_user()
        with mock.patch.object(rules, "BATCH", 2):
            store_redirects(rows(("/a", "/en/"), ("/b", "/en/"), ("/c", "/ko/")), by=user)
        events = Event.objects.filter(subject_type="redirect").order_by("pk")
        self.assertEqual([one.details["name"] for one in events], ["/a → /en/ (+1)", "/c → /ko/"])
        self.assertEqual([(one.type, one.actor) for one in events], [(EventType.ADDED, user)] * 2)
        store(("/a", "/en/"))
        self.assertEqual(Event.objects.filter(subject_type="redirect").count(), 2)

    def test_what_others_changed_since_the_plan_is_judged_again(self):
        make_section("ports")
        plan = plan_redirects(rows(("/a", "/en/sections/ports/"), ("/b", "/en/")))
        Section.objects.all().delete()
        store(("/en/sections/ports/", "/ko/"))
        report = store_plan(plan, by=None)
        self.assertEqual((report.created, report.changed), (2, 0))
        self.assertEqual((stored()["/a"], stored()["/b"]), ("/ko/", "/en/"))

    def test_progress_is_told(self):
        told = []
        with mock.patch.object(rules, "BATCH", 2):
            plan = plan_redirects(rows(("/a", "/en/"), ("/b", "/en/"), ("/c", "/ko/")))
            store_plan(plan, by=None, progress=told.append)
        self.assertEqual(told, [2, 1])

    def test_as_many_queries_for_many_rows_as_for_few(self):
        # Two plans of two each, the savepoint, the rows, the last event and this one; the table's lock.
        queries = 9 if connection.vendor == "sqlite" else 10
        with self.assertNumQueries(queries):
            store(("/a0", "/en/"), ("/b0", "/ko/"))
        with self.assertNumQueries(queries):
            store(*((f"/c{n}", "/en/") for n in range(300)))


class ChainTests(TestCase):
    def test_a_chain_is_resolved_to_its_end(self):
        plan = store(("/a", "/b"), ("/b", "/c"), ("/c", "/en/"), ("/x", "/a?")).plan
        self.assertEqual(stored(), dict.fromkeys(("/a", "/b", "/c", "/x"), "/en/"))
        self.assertEqual({one.row.line: one.through for one in plan.resolved}, {2: "/b", 3: "/c", 5: "/a"})

    def test_a_row_is_pointed_past_what_is_stored(self):
        store(("/b", ELSEWHERE))
        store(("/a", "/b/"))
        self.assertEqual(stored()["/a"], ELSEWHERE)

    def test_what_is_stored_is_pointed_past_a_new_old_address(self):
        section = make_section("ports")
        store(("/a", "/en/sections/ports/"), ("/b", "/en/sections/ports/#news"))
        Section.objects.filter(pk=section.pk).delete()
        report = store(("/en/sections/ports/", "/en/"))
        self.assertEqual([one.row.old_address for one in report.plan.followers], ["/a", "/b"])
        self.assertEqual((report.created, report.changed), (1, 2))
        self.assertEqual(set(stored().values()), {"/en/"})

    def test_a_chain_may_end_at_a_page_that_is_gone_or_a_story(self):
        story = make_article()
        store(("/a", "/b"), ("/b", "gone"), ("/c", "/d"), ("/d", f"/ko/articles/{story.pk}/"))
        found = dict(Redirect.objects.values_list("old_address", "kind"))
        self.assertEqual(found, {"/a": "gone", "/b": "gone", "/c": "story", "/d": "story"})

    def test_a_circle_is_left_out_with_all_that_leads_into_it(self):
        plan = store(("/a", "/b"), ("/b", "/a"), ("/c", "/a"), ("/d", "/en/"), ("/e", "/e")).plan
        self.assertEqual(stored(), {"/d": "/en/"})
        found = reasons(plan)
        self.assertEqual(found[2], "It would lead in a circle: /a → /b.")
        self.assertEqual(found[3], found[2])
        self.assertIn("There is no page at the new address “/a”", found[4])
        self.assertEqual(found[6], "It would lead in a circle: /e.")

    def test_a_circle_through_what_is_stored_is_left_out(self):
        make_section("ports")
        store(("/a", "/en/sections/ports/"))
        Section.objects.all().delete()
        plan = store(("/en/sections/ports/", "/a")).plan
        self.assertIn("circle", reasons(plan)[2])
        self.assertEqual(stored(), {"/a": "/en/sections/ports/"})

    def test_a_long_chain_takes_no_time(self):
        chain = [(f"/a{n}", f"/a{n + 1}") for n in range(3000)]
        report = store(*chain, ("/a3000", "/en/"))
        self.assertEqual(set(stored().values()), {"/en/"})
        self.assertEqual(report.created, 3001)


class RefusalTests(TestCase):
    REFUSED = [
        ("/admin/x", "/en/", "belong to the newsroom itself"),
        ("/media", "/en/", "belong to the newsroom itself"),
        ("/en/", "/ko/", "is the address of a page of this site"),
        ("/", "/ko/", "is the address of a page of this site"),
        ("/en/sections/ports", "/ko/", "is the address of a page of this site"),
        ("/robots.txt", "/ko/", "is the address of a page of this site"),
        ("/en/articles/5/x/", "/ko/", "is the address of a story here"),
        ("a/b", "/ko/", "begins with one slash"),
        ("//a/b", "/ko/", "begins with one slash"),
        ("/a\nb", "/ko/", "control character"),
        (f"/{'a' * 500}", "/ko/", "up to 500 characters"),
        ("/a1", "//evil.example", "begins with one slash"),
        ("/a", "/\\evil.example", "begins with one slash"),
        ("/a", "javascript:alert(1)", "begins with one slash"),
        ("/a", "evil.example", "begins with one slash"),
        ("/a", "https://", "is not a URL"),
        ("/a", "https://me@evil.example/", "is not a URL"),
        ("/a", "https://[::1", "is not a URL"),
        ("/a", "https://x.example/\x00", "control character"),
        ("/a", "/nowhere/", "There is no page at the new address"),
        ("/a2", "/en/sections/unknown/", "There is no page at the new address"),
        ("/a4", "/en/articles/0/", "There is no page at the new address"),
        ("/a3", "/admin/", "There is no page at the new address"),
    ]

    def test_what_cannot_be_redirected_is_left_out_and_why(self):
        make_section("ports")
        plan = store(*(row[:2] for row in self.REFUSED), ("/fine", "/en/sections/ports/"))
        found = reasons(plan.plan)
        for line, (old, target, reason) in enumerate(self.REFUSED, 2):
            with self.subTest(old=old, target=target):
                self.assertIn(reason, found[line])
        self.assertEqual(stored(), {"/fine": "/en/sections/ports/"})

    def test_an_address_twice_in_a_file(self):
        plan = store(("/a", "/en/"), ("https://old.example/a/?", "/ko/")).plan
        self.assertEqual(reasons(plan), {3: "The same old address appears earlier, in line 2."})
        self.assertEqual(stored(), {"/a": "/en/"})


class ConstraintTests(TestCase):
    WRONG = [
        {"old_address": "a", "kind": "gone"},
        {"old_address": "/", "kind": "gone"},
        {"old_address": "/a", "kind": "unknown"},
        {"old_address": "/a", "kind": "gone", "target": "/b", "target_key": "/b"},
        {"old_address": "/a", "kind": "address"},
        {"old_address": "/a", "kind": "address", "target": "/b"},
        {"old_address": "/a", "kind": "address", "target": "//b", "target_key": "/b"},
        {"old_address": "/a", "kind": "address", "target": "javascript:", "target_key": ""},
        {"old_address": "/a", "kind": "address", "target": "/a", "target_key": "/a"},
        {"old_address": "/a", "kind": "story", "target": "/en/articles/1/", "target_key": "/en/articles/1"},
    ]

    def test_rows_that_would_be_no_redirect_are_refused(self):
        for fields in self.WRONG:
            with self.subTest(**fields), pytest.raises(IntegrityError), transaction.atomic():
                Redirect.objects.create(**fields)

    def test_a_story_is_named_as_its_address_names_it(self):
        story = make_article()
        redirect = Redirect(old_address="/a")
        redirect.point_to("", story.pk, "ko")
        redirect.save()
        for wrong in ({"language": "en"}, {"language": "fr"}, {"article_id": None}, {"kind": "address"}):
            with self.subTest(**wrong), pytest.raises(IntegrityError), transaction.atomic():
                Redirect(
                    **{
                        "pk": redirect.pk,
                        "old_address": "/a",
                        "kind": "story",
                        "article_id": story.pk,
                        "language": "ko",
                        "target": redirect.target,
                        "target_key": redirect.target_key,
                    }
                    | wrong
                ).save()

    def test_an_old_address_is_there_once(self):
        Redirect.objects.create(old_address="/a", kind="gone")
        with pytest.raises(IntegrityError), transaction.atomic():
            Redirect.objects.create(old_address="/a", kind="gone")
