"""Pictures of live entries: printed as they were in the library, sealed, replaced, and legally removed."""

import io
from datetime import date, timedelta

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from articles.admin.library.images import stories_showing
from articles.media.renditions.files import used_files
from articles.models import Event, Image, LegalGround, PictureContract
from articles.models.redaction import place_hold
from articles.redaction.performing import RedactionRefused, perform_redaction, request_redaction
from newsroom.interchange.transfer_folder import ForeignNames, RowFormat
from newsroom.live.models import LiveEntry
from newsroom.live.pictures import ChosenPicture
from newsroom.live.publication import AlreadyPosted, LiveRefused, correct_entry, pin_entry, translate_entry
from tests.factories import HOUR, NOON, make_user
from tests.live.cases import WORDS, post, translate
from tests.live.test_publication import LiveTestCase
from tests.public.newsdesk import make_image

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
# Digest of an entry that was sealed before entries had pictures.
DIGEST_WITHOUT_PICTURE = "0fc00a676e4b34167ad6e8bf042891f2519c0f98c7859dcd053c0f983b4e8f15"


class PicturesTestCase(LiveTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.image = make_image(caption_en="The crane.", caption_ko="기중기다.")

    def choose(self, alt="", caption="", image=None):
        return ChosenPicture((image or self.image).pk, alt, caption)

    def post(self, *words, **options):
        return post(self.story, by=self.by, picture=self.choose(*words), **options)

    def correct(self, language="en", seen=1, **options):
        return correct_entry(self.story, 1, language, "At ten.", by=self.by, seen=seen, **options)

    def make_contract(self, **columns):
        contract = PictureContract.objects.create(supplier="Nexo Photos", **columns)
        models.QuerySet(Image).filter(pk=self.image.pk).update(contract=contract)
        return contract

    def refused(self, field, act):
        with self.assertRaises(LiveRefused) as refused:
            act()
        self.assertEqual(refused.exception.field, field)


class PrintingTests(PicturesTestCase):
    def test_an_entry_prints_the_file_and_the_words_of_its_language(self):
        entry = self.post()
        self.assertEqual((entry.image, entry.picture_file), (self.image, self.image.file.name))
        self.assertEqual((entry.picture_width, entry.picture_height), (3, 2))
        self.assertEqual((entry.alt, entry.caption, entry.credit), ("A crane", "The crane.", "B. Testman"))
        own = self.post(' A "crane" ', "Own\n caption ", language="ko")
        self.assertEqual((own.alt, own.caption, own.credit), ("A “crane”", "Own\ncaption", "나시험"))
        for row in LiveEntry.objects.all():
            self.assertTrue(row.is_sound)
        self.assertEqual(Event.objects.latest("id").details["image"], self.image.pk)

    def test_a_translation_shows_the_picture_of_its_source(self):
        translate(self.post("English words"))
        row = LiveEntry.objects.get(language="ko")
        self.assertEqual((row.image, row.alt, row.caption), (self.image, "기중기", "기중기다."))

    def test_what_may_not_be_printed_is_refused_by_field(self):
        def refuses(field, *words):
            self.refused(field, lambda: self.post(*words))

        refuses("alt", "a" * 301)
        refuses("caption", "", "a" * 1001)
        gone = self.choose()
        self.image.alt_en = ""
        self.image.save()
        refuses("alt")
        self.make_contract(language="ko")
        refuses("image", "A crane")
        models.QuerySet(PictureContract).update(language="", first_day=TODAY + DAY)
        refuses("image", "A crane")
        models.QuerySet(PictureContract).update(first_day=None)
        models.QuerySet(Image).update(rights_until=NOON)
        refuses("image", "A crane")
        self.image.delete()
        self.refused("image", lambda: post(self.story, by=self.by, picture=gone))
        self.assertFalse(LiveEntry.objects.exists())

    def test_a_translation_without_alt_text_is_refused(self):
        models.QuerySet(Image).update(alt_ko="")
        entry = self.post()
        self.refused("alt", lambda: translate(entry))
        row = translate_entry(self.story, 1, "ko", WORDS["ko"], by=self.by, seen=1, alt="기중기")
        self.assertEqual(row.alt, "기중기")

    def test_a_picture_that_is_for_one_language_stays_out_of_the_translation(self):
        self.make_contract(language="en", allows_feeds=False)
        entry = self.post()
        self.assertEqual(entry.withheld, "feeds other_language")
        translate(entry)
        self.assertIsNone(LiveEntry.objects.get(language="ko").image)

    def test_a_form_that_is_sent_again_with_another_picture_is_a_conflict(self):
        token = self.post("Own", "Words").token
        self.post("Own", "Words", token=token)
        others = [("Other", "Words"), ("Own", "Other")]
        for picture in (None, self.choose(image=make_image()), *(self.choose(*words) for words in others)):
            with self.subTest(picture), self.assertRaises(AlreadyPosted):
                post(self.story, by=self.by, picture=picture, token=token)
        self.assertEqual(LiveEntry.objects.count(), 1)


class CorrectionTests(PicturesTestCase):
    def test_a_correction_of_the_text_leaves_the_picture(self):
        translate(self.post("Own", "Words"))
        row = self.correct()
        self.assertEqual((row.image, row.alt, row.caption), (self.image, "Own", "Words"))
        row = self.correct("ko")
        self.assertEqual((row.image, row.alt), (self.image, "기중기"))
        pin_entry(self.story, 1, by=self.by)
        self.assertEqual(set(LiveEntry.objects.open().values_list("image", flat=True)), {self.image.pk})

    def test_another_picture_replaces_it_in_a_new_row_and_waits_for_the_translator(self):
        translate(self.post())
        other = make_image(alt_en="A quay", alt_ko="부두")
        self.clock.shift(HOUR)
        self.correct(picture=self.choose(image=other))
        former = LiveEntry.objects.get(language="en", version=1)
        self.assertEqual((former.image, former.live_until), (self.image, NOON + HOUR))
        self.assertIsNone(LiveEntry.objects.open().get(language="ko").image)
        row = self.correct("ko", seen=2, source_seen=2)
        self.assertEqual((row.image, row.alt), (other, "부두"))

    def test_a_picture_that_is_taken_away_goes_in_both_languages(self):
        translate(self.post())
        self.correct(picture=None)
        self.assertEqual(set(LiveEntry.objects.open().values_list("image", "alt")), {(None, "")})

    def test_the_credit_comes_from_the_library_anew(self):
        self.post()
        models.QuerySet(Image).update(credit_en="C. Testman")
        self.assertEqual(self.correct(picture=self.choose()).credit, "C. Testman")

    def test_an_archive_keeps_its_picture_when_the_contract_has_ended(self):
        contract = self.make_contract()
        self.post()
        models.QuerySet(PictureContract).update(last_day=TODAY - DAY)
        self.correct(picture=self.choose())
        contract.refresh_from_db()
        models.QuerySet(PictureContract).update(keeps_archive=False)
        self.refused("image", lambda: self.correct(seen=2, picture=self.choose()))


class KeepingTests(PicturesTestCase):
    def test_rows_of_before_are_sealed_as_they_were(self):
        row = LiveEntry(article_id=1, number=1, language="en", text="A.", digest_key="k")
        row.posted_at = row.live_from = NOON
        self.assertEqual(row.sealed(), DIGEST_WITHOUT_PICTURE)

    def test_each_altered_column_of_the_picture_breaks_the_seal(self):
        entry = self.post()
        other = make_image()
        forged = dict.fromkeys(("alt", "caption", "credit", "withheld", "picture_file"), "Forged")
        for name, value in (forged | {"image": other, "picture_width": 4, "picture_height": 4}).items():
            row = LiveEntry.objects.get(pk=entry.pk)
            setattr(row, name, value)
            with self.subTest(name):
                self.assertFalse(row.is_sound)

    def test_a_row_that_moves_to_another_newsroom_is_still_sealed(self):
        self.post("Own", "Words")
        rows = RowFormat(LiveEntry, ForeignNames())
        [line] = rows.lines()
        moved = rows.parse_row(line)
        self.assertEqual((moved.image_id, moved.alt, moved.is_sound), (self.image.pk, "Own", True))

    def test_the_database_refuses_words_without_a_picture(self):
        for columns in ({"alt": "A crane"}, {"picture_file": "pictures/a.jpg"}, {"image": self.image}):
            with self.subTest(columns), self.assertRaises(IntegrityError), transaction.atomic():
                row = LiveEntry(article=self.story, number=9, language="en", text="A.", **columns)
                row.posted_at = row.live_from = NOON
                row.save()

    def test_a_picture_that_was_printed_is_in_use(self):
        self.post()
        name = self.image.file.name
        self.correct(picture=None)
        with self.assertRaises(ProtectedError):
            self.image.delete()
        self.assertEqual(list(stories_showing(self.image)), [self.story])
        models.QuerySet(Image).update(file="pictures/other.jpg")
        self.assertEqual(used_files([name, "pictures/none.jpg"]), {name})


class RedactionTests(PicturesTestCase):
    def remove(self, words="", image=None):
        asked = request_redaction(
            words=words, image=image, ground=LegalGround.COURT, reference="1", by=self.by
        )
        return perform_redaction(asked, by=make_user("second"))

    def verify(self):
        out = io.StringIO()
        call_command("verify_editions", stdout=out, stderr=out)

    def test_a_picture_is_removed_from_every_version_and_from_the_disk(self):
        name = self.image.file.name
        translate(self.post("Own words"))
        self.correct(picture=None)
        with self.captureOnCommitCallbacks(execute=True):
            done = self.remove(image=self.image)
        self.assertEqual(done.removed["objects"]["article"], [self.story.pk])
        self.assertEqual(done.removed["counts"]["live.liveentry"], 2)
        rows = LiveEntry.objects.filter(image=self.image)
        self.assertEqual(set(rows.values_list("picture_file", "alt")), {("pictures/removed.jpg", "")})
        self.assertFalse(default_storage.exists(name))
        self.assertFalse(rows.filter(redacted_at=None).exists())
        self.verify()

    def test_words_are_removed_from_alt_text_caption_and_credit(self):
        self.post("Dana Fictman at the quay", "By Dana Fictman.")
        self.remove(words="Dana Fictman")
        row = LiveEntry.objects.get()
        self.assertNotIn("Fictman", row.alt + row.caption)
        self.assertEqual(row.picture_file, self.image.file.name)
        self.verify()

    def test_evidence_keeps_its_picture(self):
        self.post()
        place_hold(self.story, by=self.by)
        with self.assertRaises(RedactionRefused):
            self.remove(image=self.image)
        self.assertTrue(LiveEntry.objects.get().is_sound)


class ContractTests(PicturesTestCase):
    def panel(self):
        self.client.force_login(self.by)
        cache.clear()
        return self.client.get("/admin/").content.decode()

    def test_an_entry_whose_picture_has_to_go_is_to_do_until_it_is_gone(self):
        contract = self.make_contract(keeps_archive=False)
        self.post(text="Zeppelin over the quay.")
        page = f"/admin/articles/picturecontract/{contract.pk}/change/"
        self.assertNotIn("Images to take out", self.panel())
        self.assertContains(self.client.get(page), "Zeppelin over the quay.")
        models.QuerySet(PictureContract).update(last_day=TODAY - DAY)
        panel = self.panel()
        self.assertIn("Images to take out", panel)
        self.assertIn("Zeppelin over the quay.", panel)
        self.correct(picture=None)
        self.clock.shift(HOUR)
        self.assertNotIn("Images to take out", self.panel())
