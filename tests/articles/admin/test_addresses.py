"""Addresses of new rows, suggested from their names."""

import pytest
from django.test import SimpleTestCase, TestCase

from articles.models import Author, Section, StandingPage, Topic
from articles.models.text import free_address, suggest_address
from tests.articles.admin.forms import PostedForm
from tests.factories import make_section, make_topic, make_user

NAMES = {"name_en": "Arts & Culture", "name_ko": "문화"}


class SuggestedTests(SimpleTestCase):
    def test_first_name_with_letters_counts(self):
        for names, is_unicode, expected in [
            (["Arts & Culture", "문화"], False, "arts-culture"),
            (["", "문화"], False, ""),
            (["", "문화  예술"], True, "문화-예술"),
            (["—", "문화"], True, "문화"),
            (["Zoë Müller"], False, "zoe-muller"),
            (["_-_"], False, ""),
        ]:
            found = suggest_address(*names, allow_unicode=is_unicode, most=50)
            assert found == expected, names

    def test_long_name_ends_with_a_whole_word(self):
        assert suggest_address("harbor news of today", allow_unicode=False, most=14) == "harbor-news"
        assert suggest_address("h" * 80, allow_unicode=False, most=50) == "h" * 50

    def test_taken_address_gets_a_number(self):
        assert free_address("news", [], most=50) == "news"
        assert free_address("news", ["news", "news-2"], most=50) == "news-3"
        assert free_address("h" * 50, ["h" * 50], most=50) == "h" * 48 + "-2"


class NewRowTests(TestCase):
    def setUp(self):
        self.client.force_login(make_user())

    def add(self, model, **fields):
        address = f"/admin/articles/{model}/add/"
        form = PostedForm(self.client.get(address), f"{model}_form")
        return self.client.post(address, form.data("_save", **fields))

    def test_address_that_was_left_empty_is_made_of_the_name(self):
        make_section("arts-culture", name_en="Arts", name_ko="예술")
        for model, names in [("section", NAMES), ("author", NAMES), ("topic", {"name_ko": "문화"})]:
            assert self.add(model, **names).status_code == 302, model
        titles = {"title_en": "About Us", "title_ko": "신문 소개"}
        assert self.add("standingpage", **titles).status_code == 302
        assert Section.objects.get(name_ko="문화").slug == "arts-culture-2"
        assert Author.objects.get().slug == "arts-culture"
        assert Topic.objects.get().slug == "문화"
        assert StandingPage.objects.get().slug == "about-us"

    def test_address_that_was_typed_stays(self):
        self.add("section", slug="muse", **NAMES)
        assert Section.objects.get().slug == "muse"

    def test_name_without_letters_for_an_address_asks_for_one(self):
        response = self.add("section", name_en="문화", name_ko="문화")
        assert response.status_code == 422
        assert list(response.context["adminform"].form.errors) == ["slug"]

    def test_existing_address_never_follows_and_is_never_emptied(self):
        topic = make_topic("economy")
        address = f"/admin/articles/topic/{topic.pk}/change/"
        form = PostedForm(self.client.get(address), "topic_form")
        self.client.post(address, form.data("_save", name_en="Money"))
        assert Topic.objects.get().slug == "economy"
        form = PostedForm(self.client.get(address), "topic_form")
        assert self.client.post(address, form.data("_save", slug="")).status_code == 422


@pytest.mark.parametrize(
    ("model", "query", "expected"),
    [
        ("section", {"name_en": "Harbor  News", "name_ko": "항구"}, "harbor-news"),
        ("topic", {"name_en": "", "name_ko": "항구"}, "항구"),
        ("standingpage", {"title_en": "About us"}, "about-us"),
        ("author", {}, ""),
        ("section", {"name_en": "Economy"}, "economy-2"),
    ],
)
def test_form_asks_while_somebody_types(client, db, model, query, expected):
    client.force_login(make_user())
    make_section("economy")
    answer = client.get(f"/admin/articles/{model}/address/", query)
    assert answer.json() == {"address": expected}


def test_who_may_not_add_is_not_answered(client, db):
    client.force_login(make_user(role="Reporters"))
    assert client.get("/admin/articles/section/address/", {"name_en": "Harbor"}).status_code == 403
