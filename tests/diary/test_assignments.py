"""People assigned to a diary item: rows of its form, and the story that takes them over."""

from django.contrib.admin.models import LogEntry
from django.utils import translation

from articles.models import LanguageProgress, Note, Role
from newsroom.diary.items import begin_story
from newsroom.diary.models import DUPLICATE_ASSIGNMENT_ERROR, DiaryAssignment
from tests.articles.admin.forms import PostedForm
from tests.diary.test_items import LIST, DiaryTestCase, make_item
from tests.factories import make_author, make_user

FORM_QUERIES = 10


def sent(item):
    return list(item.assignments.values_list("person__username", "kind", "note"))


class RowTests(DiaryTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.rae, cls.pim = make_user("rae", role="Reporters"), make_user("pim", role="Reporters")
        cls.item = make_item(text=cls.rae)
        cls.address = f"{LIST}{cls.item.pk}/change/"

    def form(self):
        return PostedForm(self.client.get(self.address), "diaryitem_form")

    def save(self, form, **typed):
        return self.client.post(self.address, form.data(**{self.row(name): typed[name] for name in typed}))

    def row(self, name):
        number, _underscore, field = name.removeprefix("row").partition("_")
        return f"assignments-{number}-{field}"

    def test_several_people_bring_text_pictures_and_video(self):
        typed = {"row1_person": str(self.pim.pk), "row1_kind": "pictures", "row1_note": "From the pier"}
        typed |= {"row2_person": str(self.pim.pk), "row2_kind": "video"}
        self.assertEqual(self.save(self.form(), **typed).status_code, 302)
        self.assertEqual(
            sent(self.item),
            [("rae", "text", ""), ("pim", "pictures", "From the pier"), ("pim", "video", "")],
        )
        self.assertContains(self.client.get(LIST), "rae, pim")

    def test_nobody_is_sent_twice_for_the_same(self):
        response = self.save(self.form(), row1_person=str(self.rae.pk), row1_note="Again")
        self.assertContains(response, "Again", status_code=422)
        self.assertContains(response, DUPLICATE_ASSIGNMENT_ERROR, status_code=422)
        typed = {f"row{number}_person": str(self.pim.pk) for number in (1, 2)}
        response = self.save(self.form(), **typed)
        self.assertContains(response, DUPLICATE_ASSIGNMENT_ERROR, status_code=422)
        self.assertNotContains(response, "duplicate", status_code=422)
        self.assertEqual(sent(self.item), [("rae", "text", "")])

    def test_wrong_values_are_refused(self):
        for typed in (
            {"row1_person": "999"},
            {"row1_person": "x", "row1_note": "y"},
            {"row1_kind": "dance", "row1_person": str(self.pim.pk)},
            {"row1_note": "x" * 201, "row1_person": str(self.pim.pk)},
            {"row1_note": "Nobody’s"},
        ):
            with self.subTest(typed):
                self.assertEqual(self.save(self.form(), **typed).status_code, 422)

    def test_two_people_in_one_row_lose_nothing(self):
        mine = self.form()
        self.assertEqual(self.save(self.form(), row0_note="Theirs").status_code, 302)
        response = self.save(mine, row0_note="Mine")
        self.assertContains(response, "Theirs", status_code=409)
        self.assertContains(response, "Mine", status_code=409)
        self.assertEqual(sent(self.item), [("rae", "text", "Theirs")])

    def test_two_people_in_different_rows_are_both_kept(self):
        mine = self.form()
        self.save(self.form(), row0_note="Theirs")
        self.assertEqual(self.save(mine, row1_person=str(self.pim.pk)).status_code, 302)
        self.assertEqual(sent(self.item), [("rae", "text", "Theirs"), ("pim", "text", "")])

    def test_a_row_that_is_gone_stops_only_who_changed_it(self):
        untouched, changed = self.form(), self.form()
        DiaryAssignment.objects.all().delete()
        self.assertEqual(self.save(untouched, row1_person=str(self.pim.pk)).status_code, 302)
        response = self.save(changed, row0_note="Mine")
        told = "Someone else removed this row in the meantime."
        self.assertContains(response, told, 1, status_code=422)
        self.assertContains(response, "Mine", status_code=422)
        self.assertEqual(sent(self.item), [("pim", "text", "")])

    def test_the_number_of_rows_does_not_change_the_number_of_queries(self):
        self.client.get(self.address)  # a process reads the content type once
        with self.assertNumQueries(FORM_QUERIES):
            self.client.get(self.address)
        for kind in ("pictures", "video"):
            DiaryAssignment.objects.create(item=self.item, person=self.pim, kind=kind)
        with self.assertNumQueries(FORM_QUERIES):
            self.client.get(self.address)

    def test_no_account_can_be_deleted_beside_a_row(self):
        self.client.force_login(make_user("root", role=None, is_superuser=True))
        self.assertNotContains(self.client.get(self.address), "related-widget-wrapper-link")

    def test_the_history_names_the_fields_of_a_row_as_the_form_does(self):
        self.save(self.form(), row0_person=str(self.pim.pk))
        with translation.override("ko"):
            [words] = [entry.get_change_message() for entry in LogEntry.objects.all()]
        self.assertIn("담당자", words)
        self.assertNotIn("인물", words)

    def test_who_only_reads_sees_who_goes(self):
        self.client.force_login(make_user("admin", role="Administrators"))
        self.assertContains(self.client.get(self.address), "rae")
        self.assertEqual(self.client.post(self.address, {}).status_code, 403)


class StoryTests(DiaryTestCase):
    def test_the_story_takes_over_who_is_sent(self):
        people = {name: make_user(name, role="Reporters") for name in ("rae", "pim", "vic")}
        for name in people:
            make_author(name, user=people[name])
        translator = make_user("kim", role="Korean translators")
        item = make_item(video=people["vic"])
        rows = [(translator, "text", ""), (people["pim"], "pictures", ""), (people["rae"], "text", "Asks")]
        for person, kind, note in rows:
            DiaryAssignment.objects.create(item=item, person=person, kind=kind, note=note)
        article = begin_story(item, by=self.user)
        row = LanguageProgress.objects.get(article=article, language="en")
        self.assertEqual(row.assignee, people["rae"])  # she is the first assignee who may write English
        signed = list(article.bylines.order_by("position").values_list("author__slug", "role"))
        self.assertEqual(signed, [("rae", Role.TEXT), ("pim", Role.PHOTOS)])
        lines = Note.objects.get(article=article).text.splitlines()
        self.assertEqual(lines[-4:], ["Video: vic", "Text: kim", "Pictures: pim", "Text: rae (Asks)"])
