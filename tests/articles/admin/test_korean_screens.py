"""Korean messages that replace Django's, or that Django lacks."""

import time_machine
from django.test import TestCase
from django.utils import translation
from lxml import html

from articles.models import Author, Edition, Event, Image, Source
from articles.workflow.edit_session import editing
from tests.factories import NOON, make_article, make_author, make_published, make_topic, make_user


class KoreanScreensTests(TestCase):
    def setUp(self):
        self.enterContext(time_machine.travel(NOON, tick=False))
        self.client.force_login(make_user(is_superuser=True, language="ko"))

    def page(self, address):
        response = self.client.get(f"/admin/{address}")
        self.assertEqual(response.status_code, 200)
        return response.content.decode()

    def test_lists_are_named_after_what_they_list(self):
        self.assertIn("<h1>기사</h1>", self.page("articles/article/"))
        self.assertIn("<h1>작업 기록</h1>", self.page("articles/event/"))

    def test_people_are_counted_as_people(self):
        make_author()
        make_topic()
        for address, count in (
            ("articles/author/", "기자 1명"),
            ("accounts/user/", "사용자 1명"),
            ("articles/topic/", "주제 1건"),
        ):
            footer = html.fromstring(self.page(address)).xpath("//nav[@class='paginator']/span")
            self.assertEqual([one.text for one in footer], [count])

    def test_boxes_of_a_list_name_no_objects(self):
        make_article(title_ko="항구 열린다", languages=("en", "ko"))
        page = html.fromstring(self.page("articles/article/"))
        boxes = page.xpath("//*[@id='result_list']//input[@type='checkbox']/@aria-label")
        self.assertEqual(boxes, ["이 페이지의 모든 항목 선택", "선택: 항구 열린다"])

    def test_a_choice_that_is_not_made_says_so(self):
        self.assertIn("- 선택 -", self.page("articles/article/add/"))

    def test_the_button_that_adds_another_names_a_story_for_stories_alone(self):
        story = make_article()
        for address, label in (
            (f"articles/article/{story.pk}/change/", "저장하고 새 기사 쓰기"),
            ("articles/topic/add/", "저장하고 하나 더 추가"),
            ("articles/standingpage/add/", "저장하고 하나 더 추가"),
        ):
            [button] = html.fromstring(self.page(address)).xpath("//*[@name='_addanother']")
            self.assertEqual(button.text or button.get("value"), label)

    def test_sentences_of_django_join_no_wrong_particle_to_a_name(self):
        topic = make_topic("ports")
        address = f"/admin/articles/topic/{topic.pk}"
        saved = self.client.post(
            f"{address}/change/", {"name_en": "Ports", "name_ko": "항만", "slug": "ports"}, follow=True
        )
        self.assertContains(saved, "저장했습니다: 주제 ‘")
        self.assertIn("항목을 삭제하시겠습니까?", self.page(f"articles/topic/{topic.pk}/delete/"))
        self.assertContains(
            self.client.get("/admin/articles/topic/999/change/", follow=True),
            "번호가 ‘999’인 주제 항목이 없습니다.",
        )

    def test_date_pickers_have_every_word(self):
        words = self.page("jsi18n/")
        self.assertIn('"Today (%(date)s)": "\\uc624\\ub298(%(date)s)"', words)
        self.assertIn("%(offset)s\\uc2dc\\uac04", words)
        self.assertIn('"Midnight": "\\uc790\\uc815"', words)

    def test_date_pickers_keep_their_english(self):
        self.client.force_login(make_user("reporter", is_superuser=True, language="en"))
        self.assertIn('"Today (%(date)s)": "Today (%(date)s)"', self.page("jsi18n/"))

    def test_the_position_of_a_person_is_not_that_of_a_row(self):
        with translation.override("ko"):
            self.assertEqual(str(Author._meta.get_field("position_ko").verbose_name), "직함(한국어)")

    def test_rows_of_sources_name_their_language_as_all_fields_do(self):
        article = make_article()
        with editing(article.pk, by=None) as copy:
            Source.objects.create(article=copy, name_en="Harbor office")
        history = self.page(f"articles/article/{article.pk}/history/")
        self.assertIn("<summary>출처</summary>", history)
        self.assertIn("<summary>제목(영어)</summary>", history)


class NamesInKoreanTests(TestCase):
    def setUp(self):
        self.enterContext(time_machine.travel(NOON, tick=False))

    def test_pictures_are_called_by_their_words_in_the_language_of_the_screens(self):
        picture = Image(alt_en="A ferry", alt_ko="여객선")
        self.assertEqual(str(picture), "A ferry")
        with translation.override("ko"):
            self.assertEqual(str(picture), "여객선")
            self.assertEqual(str(Image(alt_en="A quay")), "A quay")

    def test_editions_and_the_log_name_what_they_are_of(self):
        article = make_published(title_en="Pier opens")
        with translation.override("ko"):
            self.assertEqual(str(Edition.objects.get()), f"{article.pk} · 영어 · 1판: Pier opens")
            happened = Event.objects.latest("id")
            self.assertEqual(str(happened), f"{happened.id}: 기사 {article.pk} 발행")
