"""A new story's form offers the byline of the person who opens it."""

import pytest

from articles.models import Article, Author, Byline
from tests.articles.admin.forms import ADD, PostedForm, change_url, opened
from tests.factories import make_article, make_author, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def reporter(client):
    user = make_user("bora", role="Reporters")
    make_author(user=user)
    client.force_login(user)
    return user


class TestOwnByline:
    def test_reporter_signs_a_new_story_without_a_click(self, client, reporter):
        form = PostedForm(client.get(ADD))
        assert form["bylines-0-author"] == str(Author.objects.get().pk)
        assert not Byline.objects.exists()
        client.post(ADD, form.data(title_en="Harbor opens"))
        byline = Byline.objects.get()
        assert (byline.author.user, byline.role, byline.article) == (reporter, "text", Article.objects.get())

    def test_it_can_be_removed_or_given_to_another(self, client, reporter):
        form = PostedForm(client.get(ADD))
        client.post(ADD, form.data(title_en="Harbor opens", **{"bylines-0-author": ""}))
        assert not Byline.objects.exists()
        other = make_author("haneul-testman")
        client.post(ADD, form.data(title_en="Harbor opens", **{"bylines-0-author": other.pk}))
        assert Byline.objects.get().author == other

    def test_refused_form_shows_it_once(self, client, reporter):
        response = client.post(ADD, PostedForm(client.get(ADD)).data())
        assert response.status_code == 422
        form = PostedForm(response)
        assert form["bylines-TOTAL_FORMS"] == "1"
        client.post(ADD, form.data(title_en="Harbor opens"))
        assert Byline.objects.count() == 1

    def test_a_second_one_in_the_same_role_is_refused_in_plain_words(self, client, reporter):
        form, author = PostedForm(client.get(ADD)), Author.objects.get()
        again = {"bylines-1-author": author.pk}
        for response in (
            client.post(ADD, form.data(title_en="Harbor opens", **again)),
            self.signed_again(client, author),
        ):
            assert response.status_code == 422
            assert str(Byline.DUPLICATE_ERROR) in response.content.decode()
            assert "uplicate" not in response.content.decode()

    def signed_again(self, client, author):
        article = make_article()
        Byline.objects.create(article=article, author=author)
        again = {"bylines-1-author": author.pk}
        return client.post(change_url(article), opened(client, article).data(**again))

    def test_nothing_is_offered_to_others(self, client, reporter):
        Author.objects.update_or_create(user=reporter, defaults={"is_active": False})
        assert PostedForm(client.get(ADD))["bylines-TOTAL_FORMS"] == "0"
        client.force_login(make_user("without", role="Reporters"))
        assert PostedForm(client.get(ADD))["bylines-TOTAL_FORMS"] == "0"

    def test_existing_story_is_not_signed(self, client, reporter):
        assert opened(client, make_article())["bylines-TOTAL_FORMS"] == "0"
