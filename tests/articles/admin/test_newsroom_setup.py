"""The page that sets up a newsroom: offered rows, created rows, and unchanged ones."""

from unittest import mock

import pytest
from django.db import IntegrityError

from articles.admin.first_run import SetupForms
from articles.models import Author, Event, Publication, Section
from tests.articles.admin.forms import PostedForm
from tests.factories import make_author, make_publication, make_section, make_user

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/first-run/"
NAMES = {"publication-name_en": "The Test Harbor", "publication-name_ko": "시험항구신문"}


@pytest.fixture
def editor(client):
    user = make_user(first_name="Bora", last_name="Testman", name_ko="시험보라")
    client.force_login(user)
    return user


def opened(client):
    return PostedForm(client.get(ADDRESS), "setup_form")


def errors(response):
    return {f"{one.prefix}-{name}" for one in response.context["setup"].forms for name in one.errors}


class TestSetup:
    def test_one_button_makes_everything(self, client, editor):
        response = client.post(ADDRESS, opened(client).data("_story", **NAMES))
        news = Section.objects.first()
        address = f"/admin/articles/article/add/?section={news.pk}&title_en=&title_ko="
        assert (response.status_code, response.headers["Location"]) == (302, address)
        assert Publication.objects.get().name_ko == "시험항구신문"
        slugs = ["news", "politics", "economy", "culture", "opinion"]
        assert list(Section.objects.values_list("slug", flat=True)) == slugs
        assert len(set(Section.objects.values_list("colour", flat=True))) == 5
        author = Author.objects.get()
        named = (author.name_en, author.name_ko, author.slug, author.user)
        assert named == ("Bora Testman", "시험보라", "bora-testman", editor)
        assert set(Event.objects.values_list("actor", flat=True)) == {editor.pk}

    def test_the_other_button_leads_back_to_the_guide(self, client, editor):
        assert client.post(ADDRESS, opened(client).data("", **NAMES)).headers["Location"] == "/admin/"

    def test_sections_can_be_left_out_and_renamed(self, client, editor):
        form = opened(client)
        for number in (1, 2):
            del form.values[f"section-{number}-is_chosen"]
        fields = {"section-0-name_en": "Town", "section-0-name_ko": "동네", "section-0-slug": ""}
        client.post(ADDRESS, form.data("", **NAMES, **fields, **{"section-1-name_en": ""}))
        assert list(Section.objects.values_list("slug", "name_ko"))[0] == ("town", "동네")
        assert Section.objects.count() == 3

    def test_whoever_does_not_write_is_no_author(self, client, editor):
        empty = {"author-name_en": "", "author-name_ko": " "}
        client.post(ADDRESS, opened(client).data("", **NAMES, **empty))
        assert not Author.objects.exists()

    def test_a_refused_page_creates_nothing_and_keeps_what_was_typed(self, client, editor):
        fields = {"publication-name_en": "The Test Harbor", "author-name_ko": "", "section-1-name_en": "News"}
        assert client.post(ADDRESS, {}).status_code == 422
        response = client.post(ADDRESS, opened(client).data("", **fields))
        assert response.status_code == 422
        assert errors(response) == {"publication-name_ko", "author-name_ko", "section-1-name_en"}
        assert PostedForm(response, "setup_form")["publication-name_en"] == "The Test Harbor"
        assert not Publication.objects.exists() and not Section.objects.exists()

    def test_what_was_set_up_meanwhile_is_not_overwritten(self, client, editor):
        form = opened(client)
        with mock.patch.object(SetupForms, "save", side_effect=IntegrityError):
            response = client.post(ADDRESS, form.data("", **NAMES))
        assert response.status_code == 409
        make_publication(name_en="The Other Harbor")
        make_section("news", name_en="News", name_ko="뉴스")
        assert client.post(ADDRESS, form.data("", **NAMES)).status_code == 302
        assert Publication.objects.get().name_en == "The Other Harbor"
        assert Section.objects.count() == 5


class TestSetupAgain:
    def test_only_what_is_missing_is_offered(self, client, editor):
        make_publication()
        make_author(user=editor)
        make_section("politics", name_en="Government", name_ko="정치")
        form = opened(client)
        rows = [name for name in form.values if name.endswith("-slug") and "initial" not in name]
        assert rows == ["section-0-slug", "section-2-slug", "section-3-slug", "section-4-slug"]
        # If a newsroom has sections of its own, none is selected by default.
        assert "section-0-is_chosen" not in form
        assert client.post(ADDRESS, form.data("")).status_code == 302
        assert Section.objects.count() == 1

    def test_an_address_that_is_taken_is_not_suggested(self, client, editor):
        make_section("news", name_en="Town", name_ko="동네")
        make_author("bora-testman")
        form = opened(client)
        assert "section-0-slug" not in form
        assert form["author-slug"] == "bora-testman-2"

    @pytest.mark.parametrize(
        ("names", "expected"),
        [
            ({"first_name": "보라", "last_name": "시험"}, ("", "시험보라")),
            ({"first_name": "Bora", "last_name": "Testman"}, ("Bora Testman", "")),
            ({}, ("", "")),
        ],
    )
    def test_names_are_taken_in_the_language_in_which_they_are(self, client, names, expected):
        client.force_login(make_user(**names))
        form = opened(client)
        assert (form["author-name_en"], form["author-name_ko"]) == expected

    def test_it_is_for_those_who_may_do_all_of_it(self, client):
        client.force_login(make_user(role="Reporters"))
        assert client.get(ADDRESS).status_code == 403
        assert client.post(ADDRESS, NAMES).status_code == 403
