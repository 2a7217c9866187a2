from django.test import TestCase

from tests.articles.admin.forms import change_url, opened
from tests.factories import make_article, make_publication, make_user


class NulTests(TestCase):
    def test_address_with_nul_is_no_address_of_ours(self):
        make_publication()
        for kind in ("sections", "topics", "authors", "pages", "articles/1"):
            response = self.client.get(f"/ko/{kind}/a%00/")
            self.assertEqual(response.status_code, 404, kind)
            # No view, and so no query, was reached.
            self.assertIsNone(response.wsgi_request.resolver_match, kind)

    def test_search_is_for_the_rest(self):
        self.client.force_login(make_user())
        query = {"app_label": "articles", "model_name": "byline", "field_name": "author", "term": "a\x00b"}
        response = self.client.get("/admin/autocomplete/", query | {"x\x00": "1"})
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.wsgi_request.GET["term"], "ab")
        self.assertEqual(response.wsgi_request.GET["x"], "1")

    def test_cookie_with_nul_is_as_good_as_none(self):
        # In this form, a NUL in a cookie passes every server in between.
        response = self.client.get("/", headers={"cookie": 'sessionid="a\\000b"; language=ko'})
        self.assertRedirects(response, "/ko/", fetch_redirect_response=False)
        self.assertNotIn("sessionid", response.wsgi_request.COOKIES)

    def test_address_of_a_pasted_picture_with_nul_finds_nothing(self):
        self.client.force_login(make_user())
        addresses = ["/media/a%00.png", "/media/a\x00.png", "https://old-harbor.example/a\x00.jpg"]
        response = self.client.post("/admin/articles/article/pick/image/pasted/", {"address": addresses})
        self.assertEqual((response.status_code, response.json()), (200, {"found": []}))

    def test_window_with_nul_has_no_draft_to_forget(self):
        self.client.force_login(make_user())
        story = make_article()
        form = opened(self.client, story)
        response = self.client.post(change_url(story), form.data("_save", title_en="Late", _tab="a\x00b"))
        self.assertEqual(response.status_code, 302)
        story.refresh_from_db()
        self.assertEqual(story.title_en, "Late")
