"""Settings that people change for themselves, and the limits of administrators."""

from zoneinfo import ZoneInfo

from django.contrib.auth.models import Group, Permission
from django.test import TestCase
from django.utils import translation

from newsroom.accounts.forms import zone_choices, zone_city
from newsroom.security.models import PermissionRequest
from tests.articles.admin.forms import PostedForm
from tests.factories import make_user

PAGE = "/admin/account/settings/"


class SettingsTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user("dana", role="Korean translators")

    def setUp(self):
        self.client.force_login(self.user)

    def post(self, **fields):
        form = PostedForm(self.client.get(PAGE), "settings_form")
        return self.client.post(PAGE, form.data("_save", **fields))

    def test_language_zone_and_mail_are_kept(self):
        self.assertRedirects(self.post(language="ko", time_zone="Europe/Berlin", mail="never"), PAGE)
        self.user.refresh_from_db()
        kept = (self.user.language, self.user.time_zone, self.user.mail)
        self.assertEqual(kept, ("ko", "Europe/Berlin", "never"))
        self.assertContains(self.client.get(PAGE), "베를린")

    def test_nothing_else_of_the_account_is_taken(self):
        self.post(language="en", is_superuser="on", username="root")
        self.user.refresh_from_db()
        self.assertEqual((self.user.username, self.user.is_superuser), ("dana", False))

    def test_what_is_no_zone_is_refused(self):
        for zone in ("Mars/Olympus", "../etc/passwd", "UTC+9"):
            self.assertEqual(self.post(time_zone=zone).status_code, 422)

    def test_page_is_for_people_of_the_newsroom_and_in_their_menu(self):
        self.assertContains(self.client.get("/admin/"), f'href="{PAGE}"')
        self.client.logout()
        self.assertEqual(self.client.get(PAGE).status_code, 302)


class ZoneTests(TestCase):
    def test_every_zone_is_one_and_has_a_region_and_a_city(self):
        for language, seoul in (("en", "Seoul"), ("ko", "서울")):
            with translation.override(language):
                _own, *regions = zone_choices()
                self.assertEqual(len(regions), 9)
                for region, cities in regions:
                    self.assertTrue(region)
                    for name, called in cities:
                        self.assertTrue(ZoneInfo(name) and called)
                self.assertEqual(zone_city("Asia/Seoul"), seoul)

    def test_zone_of_an_account_stays_whatever_it_is_called(self):
        kept = [name for region in zone_choices("Asia/Kolkata")[1:] for name, _city in region[1]]
        self.assertIn("Asia/Kolkata", kept)


class RunningAccountsTests(TestCase):
    """Administrators manage accounts without being superusers."""

    @classmethod
    def setUpTestData(cls):
        cls.dana = make_user("dana", role="Reporters")
        cls.root = make_user("root", role=None, is_superuser=True)

    def setUp(self):
        self.client.force_login(make_user("house", role="Administrators"))

    def form(self, user):
        address = f"/admin/accounts/user/{user.pk}/change/"
        return address, PostedForm(self.client.get(address), "user_form")

    def test_groups_and_names_are_theirs_to_set_and_passwords_are_not(self):
        address, form = self.form(self.dana)
        desk = Group.objects.get(name="Korean desk")
        data = form.data("_save", first_name="Dana", groups=[desk.pk], time_zone="Asia/Tokyo")
        self.assertEqual(self.client.post(address, data).status_code, 302)
        self.dana.refresh_from_db()
        self.assertEqual((self.dana.first_name, self.dana.time_zone), ("Dana", "Asia/Tokyo"))
        request = PermissionRequest.objects.get(account=self.dana)  # a second person can confirm it
        self.assertEqual(list(request.groups.all()), [desk])
        self.assertEqual(self.client.get(f"/admin/accounts/user/{self.dana.pk}/password/").status_code, 403)

    def test_nobody_is_made_a_superuser_by_them(self):
        address, form = self.form(self.dana)
        publish = Permission.objects.get(codename="publish_ko")
        self.client.post(address, form.data("_save", is_superuser="on", user_permissions=[publish.pk]))
        self.dana.refresh_from_db()
        self.assertFalse(self.dana.is_superuser)
        self.assertFalse(self.dana.user_permissions.exists())

    def test_an_account_of_a_superuser_is_read_and_not_changed(self):
        address = f"/admin/accounts/user/{self.root.pk}/"
        self.assertEqual(self.client.get(f"{address}change/").status_code, 200)
        for page, fields in (
            ("change/", {"username": "mine"}),
            ("password/", {"password1": "a harbor of many words", "password2": "a harbor of many words"}),
            ("delete/", {"post": "yes"}),
        ):
            with self.subTest(page):
                self.assertEqual(self.client.post(f"{address}{page}", fields).status_code, 403)
        self.root.refresh_from_db()
        self.assertTrue(self.root.check_password("correct horse battery"))

    def test_stories_are_read_and_not_written(self):
        for page in ("/admin/", "/admin/articles/article/"):
            self.assertEqual(self.client.get(page).status_code, 200)
        for page in ("/admin/articles/article/add/", "/admin/articles/article/from-text/"):
            self.assertEqual(self.client.get(page).status_code, 403)
