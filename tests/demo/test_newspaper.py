from django.test import TestCase

from articles.models import Author, Image
from newsroom.demo import content
from newsroom.demo.timeline import RelativeCalendar
from newsroom.diary.models import AssignmentKind, DiaryAssignment, DiaryItem
from tests.demo.loading import LOADED_AT
from tests.factories import make_author, make_user


def make_portrait(key="portrait-bora-testman"):
    texts = {"alt_en": "A portrait.", "alt_ko": "초상."}
    return Image.objects.create(
        file="portrait.webp", width=4, height=4, usage_terms=content.USAGE_TERMS.format(key=key), **texts
    )


class GivePhotosTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.author = make_author()

    def give(self):
        content.assign_portraits(
            [{"slug": "bora-testman", "photo": "portrait-bora-testman"}, {"slug": "nobody"}]
        )
        return Author.objects.get(pk=self.author.pk).photo

    def test_portrait_is_given(self):
        portrait = make_portrait()
        self.assertEqual(self.give(), portrait)

    def test_author_without_a_portrait_gets_none(self):
        self.assertIsNone(self.give())

    def test_photo_that_somebody_chose_is_kept(self):
        make_portrait()
        self.author.photo = chosen = make_portrait("chosen")
        self.author.save()
        self.assertEqual(self.give(), chosen)


class DiaryTests(TestCase):
    def test_items_of_this_week_are_in_both_languages_and_somebody_goes(self):
        read = content.read_newspaper()
        people = {one["username"]: make_user(one["username"], role=None) for one in read["accounts"]}
        calendar = RelativeCalendar(LOADED_AT)
        steps = [one for one in content.list_steps(read, calendar) if one.label.startswith("diary")]
        for step in steps:
            self.assertFalse(step.exists)
            step.create()
        again = content.list_steps(read, calendar)
        self.assertTrue(all(one.exists for one in again if one.label.startswith("diary")))
        items = DiaryItem.objects.order_by("day")
        self.assertEqual({item.language for item in items}, {"en", "ko"})
        self.assertEqual(items[0].day, calendar.date_after(0))
        self.assertLess(items.last().day, calendar.date_after(7))
        covered = DiaryItem.objects.of_person(people["reporter"])
        self.assertGreaterEqual(covered.count(), 2)
        kinds = set(DiaryAssignment.objects.values_list("kind", flat=True))
        self.assertEqual(kinds, set(AssignmentKind.values))
