"""Accounts: the language of the screens, and the forms of users and groups."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import TestCase

from tests.articles.admin.forms import PostedForm
from tests.factories import make_article, make_user

SWITCH = "/admin/account/language/"


class LanguageTests(TestCase):
    def setUp(self):
        self.user = make_user()

    def test_choice_is_kept_on_the_account(self):
        self.client.force_login(self.user)
        response = self.client.post(SWITCH, {"language": "ko", "next": "/admin/articles/article/"})
        self.assertRedirects(response, "/admin/articles/article/")
        self.user.refresh_from_db()
        self.assertEqual(self.user.language, "ko")
        self.assertContains(self.client.get("/admin/"), '<html lang="ko"')

    def test_account_decides_over_the_browser(self):
        self.user.language = "ko"
        self.user.save()
        self.client.force_login(self.user)
        response = self.client.get("/admin/", headers={"Accept-Language": "en"})
        self.assertContains(response, '<html lang="ko"')

    def test_before_login_a_cookie_keeps_it(self):
        self.client.post(SWITCH, {"language": "ko", "next": "/admin/login/"})
        self.assertContains(self.client.get("/admin/login/"), '<html lang="ko"')

    def test_address_elsewhere_is_not_followed(self):
        self.client.force_login(self.user)
        for target in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", ""):
            response = self.client.post(SWITCH, {"language": "ko", "next": target})
            self.assertEqual(response["Location"], "/admin/")

    def test_unknown_language_is_refused_and_a_link_changes_nothing(self):
        self.client.force_login(self.user)
        self.assertEqual(self.client.post(SWITCH, {"language": "fr"}).status_code, 400)
        self.assertEqual(self.client.get(SWITCH, {"language": "ko"}).status_code, 405)
        self.user.refresh_from_db()
        self.assertEqual(self.user.language, "")

    def test_switch_is_on_every_screen_in_its_own_language(self):
        self.client.force_login(self.user)
        for address in ("/admin/", "/admin/articles/article/", "/admin/articles/article/add/"):
            self.assertContains(self.client.get(address), 'value="ko" lang="ko">한국어</button>')


class UserAdminTests(TestCase):
    def setUp(self):
        self.admin = make_user("admin", is_superuser=True)
        self.client.force_login(self.admin)

    def test_account_is_added_and_put_into_a_group(self):
        form = PostedForm(self.client.get("/admin/accounts/user/add/"), "user_form")
        password = "a harbor of many words"
        self.client.post(
            "/admin/accounts/user/add/",
            form.data("_save", username="dana", password1=password, password2=password),
        )
        dana = get_user_model().objects.get(username="dana")
        address = f"/admin/accounts/user/{dana.pk}/change/"
        desk = Group.objects.get(name="Korean desk")
        form = PostedForm(self.client.get(address), "user_form")
        self.client.post(address, form.data("_save", language="ko", groups=[desk.pk], is_staff="on"))
        dana.refresh_from_db()
        self.assertEqual((dana.language, list(dana.groups.all())), ("ko", [desk]))
        self.assertTrue(dana.check_password(password))

    def test_somebody_with_stories_is_not_deleted(self):
        writer = make_user("writer")
        make_article(by=writer)
        self.client.post(f"/admin/accounts/user/{writer.pk}/delete/", {"post": "yes"})
        self.assertTrue(type(writer).objects.filter(pk=writer.pk).exists())

    def test_those_without_the_right_see_no_accounts(self):
        self.client.force_login(make_user("chief"))
        self.assertEqual(self.client.get("/admin/accounts/user/").status_code, 403)
