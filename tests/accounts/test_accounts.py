"""Accounts: the language of the screens, and the forms of users and groups."""

import json
import re

from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import display_for_field
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db.models import BooleanField
from django.test import TestCase
from django.utils import translation
from lxml import html

from tests.articles.admin.forms import PostedForm
from tests.factories import make_article, make_user

SWITCH = "/admin/account/language/"


class NameTests(TestCase):
    """A person's name follows the language of the screen."""

    def called(self, language, **fields):
        with translation.override(language):
            user = get_user_model()(username="rain", **fields)
            return user.get_full_name(), user.get_short_name()

    def test_each_language_has_its_own(self):
        both = {"first_name": "Na-gi", "last_name": "So", "name_ko": "소나기"}
        self.assertEqual(self.called("en", **both), ("Na-gi So", "Na-gi"))
        self.assertEqual(self.called("ko", **both), ("소나기", "소나기"))

    def test_without_a_korean_name_the_latin_stands(self):
        self.assertEqual(self.called("ko", first_name="Tove", last_name="Marrowick")[0], "Tove Marrowick")

    def test_hangul_begins_with_the_family_whatever_the_screen(self):
        for language in ("en", "ko"):
            self.assertEqual(self.called(language, first_name="나기", last_name="소"), ("소나기", "소나기"))

    def test_nobody_has_to_have_one(self):
        self.assertEqual(self.called("ko"), ("", ""))


class LanguageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user()

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
    @classmethod
    def setUpTestData(cls):
        cls.admin = make_user("admin", is_superuser=True)

    def setUp(self):
        self.client.force_login(self.admin)

    def test_somebody_with_stories_is_not_deleted(self):
        writer = make_user("writer")
        make_article(by=writer)
        self.client.post(f"/admin/accounts/user/{writer.pk}/delete/", {"post": "yes"})
        self.assertTrue(type(writer).objects.filter(pk=writer.pk).exists())

    def form(self, user, language="ko"):
        self.admin.language = language
        self.admin.save()
        return html.fromstring(self.client.get(f"/admin/accounts/user/{user.pk}/change/").content.decode())

    def test_groups_and_languages_are_called_in_the_language_of_the_screens(self):
        Group.objects.create(name="Night shift")
        page = self.form(make_user("dana", role="Korean desk"))
        options = {option.text for option in page.xpath("//select[@id='id_groups']/option")}
        self.assertLessEqual({"한국어 데스크", "취재기자", "Night shift"}, options)
        languages = [option.text for option in page.xpath("//select[@id='id_language']/option")]
        self.assertEqual(languages, ["브라우저 설정에 따름", "영어", "한국어"])
        filters = self.client.get("/admin/accounts/user/")
        self.assertContains(filters, ">한국어 데스크</a>")
        self.assertContains(filters, '<td class="field-called_roles">한국어 데스크</td>')

    def test_permissions_of_an_account_are_shown_only_where_it_has_some(self):
        user = make_user("dana", role=None)
        self.assertEqual(self.form(user).xpath("//select[@id='id_user_permissions']"), [])
        user.user_permissions.add(Permission.objects.get(codename="publish_ko"))
        [chosen] = self.form(user).xpath("//select[@id='id_user_permissions']/option[@selected]")
        self.assertEqual(chosen.text, "한국어 발행 가능")

    def test_what_no_filter_asks_for_is_a_bad_request(self):
        asked = ["date_joined__gte=0001-01-01", "date_joined__year=0", "username__regex=(", "id__exact=1"]
        for query in [*asked, "groups__name__regex=(", "password__startswith=a"]:
            with self.subTest(query):
                self.assertEqual(self.client.get(f"/admin/accounts/user/?{query}").status_code, 400)
        desk = Group.objects.get(name="Korean desk")
        for query in (f"groups__id__exact={desk.pk}", "is_active__exact=1", "is_active__exact=x"):
            with self.subTest(query):
                response = self.client.get(f"/admin/accounts/user/?{query}", follow=True)
                self.assertEqual(response.status_code, 200)

    def test_numbers_that_no_database_holds_are_refused(self):
        user = make_user("dana")
        response = self.client.post(f"/admin/accounts/user/{user.pk}/change/", {"groups": ["9" * 30]})
        self.assertContains(response, "is not one of the available choices", status_code=422)
        group = Group.objects.get(name="Korean desk")
        response = self.client.post(f"/admin/auth/group/{group.pk}/change/", {"permissions": ["9" * 30]})
        self.assertContains(response, "is not one of the available choices", status_code=422)

    def test_those_without_the_right_see_no_accounts(self):
        self.client.force_login(make_user("chief"))
        self.assertEqual(self.client.get("/admin/accounts/user/").status_code, 403)


class GroupAdminTests(TestCase):
    def setUp(self):
        self.client.force_login(make_user("admin", is_superuser=True, language="ko"))

    def form(self, group):
        address = f"/admin/auth/group/{group.pk}/change/"
        return address, PostedForm(self.client.get(address), "group_form")

    def test_group_of_the_project_keeps_its_name_and_is_called_in_korean(self):
        group = Group.objects.get(name="Korean desk")
        address, form = self.form(group)
        self.assertNotIn("name", form)
        self.assertIn("한국어 데스크", form.page.xpath("string(//div[@id='content'])"))
        held = set(group.permissions.all())
        self.client.post(address, form.data("_save", name="Night desk"))
        group.refresh_from_db()
        self.assertEqual((group.name, set(group.permissions.all())), ("Korean desk", held))

    def test_group_of_a_newsroom_is_named_and_keeps_what_else_it_holds(self):
        group = Group.objects.create(name="Night shift")
        odd = Permission.objects.get(codename="view_session")
        group.permissions.add(odd)
        address, form = self.form(group)
        wanted = Permission.objects.get(codename="publish_ko")
        data = form.data("_save", name="야간 근무", permissions=[odd.pk, wanted.pk])
        self.assertEqual(self.client.post(address, data).status_code, 302)
        group.refresh_from_db()
        self.assertEqual((group.name, set(group.permissions.all())), ("야간 근무", {odd, wanted}))

    def test_permissions_are_told_in_the_language_of_the_screens(self):
        _address, form = self.form(Group.objects.get(name="Korean desk"))
        names = [option.text for option in form.page.xpath("//select[@id='id_permissions']/option")]
        self.assertLessEqual({"기사: 변경", "한국어 승인 가능", "사용자: 추가", "그룹: 보기"}, set(names))
        self.assertEqual([name for name in names if re.search("[A-Za-z]", name)], [])
        self.assertFalse([name for name in names if "세션" in name])


class YesAndNoTests(TestCase):
    def test_signs_are_called_in_the_language_of_the_screens(self):
        with translation.override("ko"):
            signs = [display_for_field(value, BooleanField(), "") for value in (True, False)]
        self.assertIn('icon-yes.svg" alt="예"', signs[0])
        self.assertIn('icon-no.svg" alt="아니요"', signs[1])


class DjangosLogTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.admin = make_user("admin", is_superuser=True, language="ko")

    def setUp(self):
        self.client.force_login(self.admin)

    def test_changed_fields_are_called_as_the_screens_call_them(self):
        user = make_user("dana")
        address = f"/admin/accounts/user/{user.pk}"
        form = PostedForm(self.client.get(f"{address}/change/"), "user_form")
        self.client.post(f"{address}/change/", form.data("_save", language="ko"))
        self.assertContains(self.client.get(f"{address}/history/"), "화면 언어")
        entry = LogEntry.objects.get()
        self.assertEqual(json.loads(entry.change_message)[0]["changed"]["fields"], ["Interface language"])
        with translation.override("en"):
            self.assertEqual(entry.get_change_message(), "Changed Interface language.")

    def test_words_from_elsewhere_stay(self):
        for words in ("By hand.", "[not a list", ""):
            self.assertEqual(LogEntry(change_message=words).get_change_message(), words)

    def test_joins_are_not_told_before_a_deletion(self):
        user = make_user("dana")
        page = self.client.get(f"/admin/accounts/user/{user.pk}/delete/")
        self.assertContains(page, "dana")
        self.assertNotContains(page, "User_groups")
        self.assertNotContains(page, "User-group")
