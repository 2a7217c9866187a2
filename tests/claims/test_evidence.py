"""The evidence about a story: complete, printable, in a ZIP, only for managing editors, and logged."""

import io
import json
import zipfile
from hashlib import sha256

from django.db import models
from lxml import html

from articles.models import Edition
from articles.publishing import correct
from articles.workflow.permissions import ROLES
from newsroom.frontpage.models import LayoutKind, LeadPresentation, Placement
from newsroom.frontpage.placements import place_story
from newsroom.live.models import LiveEntry
from newsroom.live.pictures import ChosenPicture
from newsroom.live.publication import begin_coverage, correct_entry, post_entry, take_down
from newsroom.security.models import SecurityEvent
from tests.cases import ClockTestCase
from tests.claims.cases import AGREED, make_statement
from tests.factories import HOUR, NOON, approve, make_user, rewrite
from tests.frontpage.slots import LEAD
from tests.public.newsdesk import make_image


class EvidenceTests(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.chief = make_user("chief")
        cls.story = make_statement(by=cls.chief).article
        cls.clock.shift(HOUR)
        rewrite(cls.story, summary_en="It opens on Tuesday.")
        approve(cls.story, "en")
        correct(cls.story, "en", by=cls.chief, note="It was Tuesday.", note_there="화요일이다.")
        cls.address = f"/admin/evidence/{cls.story.pk}/"

    def setUp(self):
        super().setUp()
        self.client.force_login(self.chief)

    def page(self):
        return html.fromstring(self.client.get(self.address).content.decode())

    def archive(self):
        response = self.client.get(f"{self.address}zip/")
        self.assertEqual(response["Content-Type"], "application/zip")
        return zipfile.ZipFile(io.BytesIO(response.content))

    def test_the_page_has_every_text_time_seal_and_log_line(self):
        page = self.page()
        words = " ".join(page.text_content().split())
        for text in (
            "The harbor opens on Monday.",
            "It opens on Tuesday.",
            "It was Tuesday.",
            AGREED["text_en"],
            AGREED["text_ko"],
            "Top stories 1",
            "All seals intact",
            "March 2, 2026, 21:00:00 (+0900)",
            "Reply published, above the story from",
        ):
            self.assertIn(text, words)
        digests = page.xpath("//code/text()")
        self.assertEqual(set(Edition.objects.values_list("digest", flat=True)) - set(digests), set())

    def test_the_archive_has_data_texts_and_digests(self):
        archive = self.archive()
        names = archive.namelist()
        for name in ("evidence.json", "editions/en-1.html", "editions/en-2.html", "editions/ko-1.html"):
            self.assertIn(name, names)
        for line in archive.read("SHA256SUMS").decode().splitlines():
            digest, name = line.split("  ")
            self.assertEqual(sha256(archive.read(name)).hexdigest(), digest)
        data = json.loads(archive.read("evidence.json"))
        self.assertTrue(data["is_sound"])
        self.assertEqual(len(data["editions"]), 3)
        self.assertEqual({one["language"] for one in data["front_pages"]}, {"en", "ko"})
        self.assertEqual(data["statements"][0]["text_ko"], AGREED["text_ko"])

    def test_live_entries_are_evidence_with_every_version(self):
        self.assertNotIn("live entry", self.page().text_content())
        begin_coverage(self.story, by=self.chief)
        picture = ChosenPicture(make_image(caption_en="The gate at dawn.").pk)
        post_entry(self.story, "en", "The gate opened at ten.", by=self.chief, picture=picture)
        self.clock.shift(HOUR)
        correct_entry(self.story, 1, "en", "The gate opened at nine.", by=self.chief, seen=1, note="Not ten.")
        take_down(self.story, 1, by=self.chief)
        words = " ".join(self.page().text_content().split())
        for text in (
            "live entry 1, version 1",
            "The gate opened at ten.",
            "at nine.",
            "Not ten.",
            "The gate at dawn.",
        ):
            self.assertIn(text, words)
        archive = self.archive()
        self.assertIn("The gate opened at nine.", archive.read("live/1-en-2.html").decode())
        self.assertIn("The gate at dawn.", archive.read("live/1-en-1.html").decode())
        data = json.loads(archive.read("evidence.json"))
        self.assertEqual([one["is_sound"] for one in data["live_entries"]], [True, True])
        models.QuerySet(LiveEntry).filter(version=1).update(text="It opened.")
        self.assertIn("A seal is broken", self.page().text_content())

    def test_placements_are_evidence_with_the_words_that_readers_saw(self):
        self.assertIn("No one has placed this story", self.page().text_content())
        big = LeadPresentation(LayoutKind.BIG_NEWS, "Harbor opens at last", "Port strike")
        place_story(self.story, LEAD, by=self.chief, presentation=big)
        self.clock.shift(HOUR)
        place_story(self.story, LEAD, by=self.chief, presentation=LeadPresentation())
        place_story(self.story, LEAD, by=self.chief, at=NOON + 9 * HOUR, presentation=big)
        page = self.page()
        words = " ".join(page.text_content().split())
        for text in ("Front page: Lead story Seal intact", "Big news", "Port strike", "Harbor opens at last"):
            self.assertIn(text, words)
        data = json.loads(self.archive().read("evidence.json"))["placements"]
        self.assertEqual([one["lead_kicker"] for one in data], ["Port strike", ""])
        self.assertEqual([one["is_sound"] for one in data], [True, True])
        models.QuerySet(Placement).update(lead_headline="Harbor closes")
        self.assertIn("A seal is broken", self.page().text_content())

    def test_an_altered_text_breaks_its_seal(self):
        models.QuerySet(Edition).filter(language="ko").update(summary="항구가 문을 닫는다.")
        self.assertIn("A seal is broken", self.page().text_content())
        self.assertFalse(json.loads(self.archive().read("evidence.json"))["is_sound"])

    def test_each_export_is_recorded(self):
        self.page()
        self.archive()
        found = SecurityEvent.objects.filter(kind="exported", details__what="evidence").order_by("id")
        self.assertEqual(
            [(one.details["format"], one.user) for one in found],
            [
                ("html", self.chief),
                ("zip", self.chief),
            ],
        )
        self.assertEqual({one.object_id for one in found}, {str(self.story.pk)})
        self.assertNotIn("exported", SecurityEvent.objects.without_claims().values_list("kind", flat=True))

    def test_managing_editors_alone_take_it(self):
        for number, role in enumerate([*ROLES, None]):
            self.client.force_login(make_user(f"person{number}", role=role))
            for address in (self.address, f"{self.address}zip/", "/admin/evidence/1/"):
                may = role == "Managing editors"
                status = 404 if may and address == "/admin/evidence/1/" else 200 if may else 403
                with self.subTest(role=role, address=address):
                    self.assertEqual(self.client.get(address).status_code, status)
