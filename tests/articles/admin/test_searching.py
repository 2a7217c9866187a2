"""What is found in the lists and where something is chosen: all that they show, however it is typed."""

from unicodedata import normalize

import time_machine
from django.test import TestCase

from tests.articles.admin.test_lists import make_image
from tests.factories import NOON, make_author, make_published, make_section, make_topic, make_user


class SearchTestCase(TestCase):
    def setUp(self):
        self.enterContext(time_machine.travel(NOON, tick=False))
        self.user = make_user(is_superuser=True, name_ko="소나기")
        self.client.force_login(self.user)

    def listed(self, name, words, app="articles"):
        response = self.client.get(f"/admin/{app}/{name}/", {"q": words})
        return [row.pk for row in response.context["cl"].result_list]

    def chosen(self, app, model, field, words):
        asked = {"app_label": app, "model_name": model, "field_name": field, "term": words}
        results = self.client.get("/admin/autocomplete/", asked).json()["results"]
        return [int(result["id"]) for result in results]


class HangulInPiecesTests(SearchTestCase):
    """As some systems type and paste it: it looks the same."""

    def test_every_list_finds_it(self):
        found = {
            "topic": make_topic(name_ko="항만"),
            "section": make_section(name_ko="항만"),
            "image": make_image(alt_ko="항만 그림"),
            "author": make_author(name_ko="항만 기자"),
            "edition": make_published(languages=("ko",), title_ko="항만 열려").editions.get(),
        }
        for name, row in found.items():
            with self.subTest(name):
                self.assertEqual(self.listed(name, normalize("NFD", "항만")), [row.pk])

    def test_every_choice_finds_it(self):
        topic, author = make_topic(name_ko="항만"), make_author(name_ko="하늬")
        picture = make_image(alt_ko="부두")
        for model, field, words, row in (
            ("articletopic", "tag", "항만", topic),
            ("byline", "author", "하늬", author),
            ("article", "lead_image", "부두", picture),
        ):
            with self.subTest(model):
                self.assertEqual(self.chosen("articles", model, field, normalize("NFD", words)), [row.pk])

    def test_the_pickers_of_a_text_find_it(self):
        topic, picture = make_topic(name_ko="항만"), make_image(alt_ko="항만 그림")
        for kind, row in (("topic", topic), ("image", picture)):
            with self.subTest(kind):
                answer = self.client.get(
                    f"/admin/articles/article/pick/{kind}/", {"q": normalize("NFD", "항만")}
                )
                self.assertEqual([item["id"] for item in answer.json()["results"]], [row.pk])

    def test_the_list_of_accounts_finds_it(self):
        driver = make_user("driver", first_name="하람")
        self.assertEqual(self.listed("user", normalize("NFD", "하람"), app="accounts"), [driver.pk])
