"""Logins, accounts, groups and permissions are recorded for every way of changing them."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import TestCase

from articles.workflow.preview_links import share
from newsroom.security.models import SecurityEventKind
from newsroom.security.receivers import shortened_name
from tests.factories import make_article, make_user
from tests.security.events import forget_all, kinds, latest, whole_log

PASSWORD = "correct horse battery"


class LoginTests(TestCase):
    def log_in(self, username, password=PASSWORD):
        self.client.post("/admin/login/", {"login": username, "password": password})

    def test_login_and_logout(self):
        user = make_user()
        forget_all()
        self.log_in("editor")
        self.client.post("/admin/logout/")
        self.assertEqual(kinds(user=user, account=user, address="127.0.0.1"), ["login", "logout"])

    def test_a_failed_login_names_the_account_or_what_was_typed(self):
        user = make_user(email="editor@example.org")
        for typed in ("editor", "Editor@Example.org", "nobody"):
            self.log_in(typed, "wrong")
        self.assertEqual(kinds(kind="login_failed", account=user, user=None), ["login_failed"] * 2)
        self.assertEqual(latest("login_failed").account_name, "nobody")

    def test_a_password_in_the_field_of_the_name_is_not_kept(self):
        cut = {"dana.kim": "dana.kim", "my harbor": "my …", "correcthorsebattery": "cor…", "": ""}
        self.assertEqual({typed: shortened_name(typed) for typed in cut}, cut)


class AccountTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user("dana", role=None)
        forget_all()

    def save(self, **fields):
        user = get_user_model().objects.get(pk=self.user.pk)
        for name, value in fields.items():
            setattr(user, name, value)
        user.save()

    def test_a_new_account(self):
        make_user("kim", role="Reporters")
        self.assertEqual(kinds(account_name="kim"), ["account_created", "groups_added"])
        self.assertEqual(latest("account_created").details, {"marks": ["is_active", "is_staff"]})
        self.assertEqual(latest("groups_added").details, {"groups": ["Reporters"]})

    def test_each_mark_that_is_given_or_taken(self):
        self.save(is_staff=False, is_superuser=True)
        self.save(is_active=False)
        self.save(is_active=True, is_staff=True, is_superuser=False)
        first, then = ["staff_ended", "superuser_given"], ["deactivated"]
        self.assertEqual((sorted(kinds()[:2]), kinds()[2:3]), (first, then))
        self.assertEqual(sorted(kinds()[3:]), ["reactivated", "staff_given", "superuser_ended"])

    def test_names_say_what_was_there_before(self):
        self.save(email="dana@example.org", username="dana.kim")
        self.assertEqual(kinds(), ["account_changed"])
        was = {"username": "dana", "email": ""}
        self.assertEqual(latest("account_changed").details, {"fields": ["username", "email"], "was": was})

    def test_what_is_saved_unchanged_or_is_no_part_of_access_is_no_event(self):
        self.save(language="ko", mail="never")
        self.user.save(update_fields=["last_login"])
        self.assertEqual(kinds(), [])

    def test_a_deleted_account_is_still_named(self):
        self.user.delete()
        self.assertEqual(kinds(account_name="dana", account=None), ["account_deleted"])

    def test_own_password_and_one_that_somebody_else_sets(self):
        self.client.force_login(self.user)
        forms = {"oldpassword": PASSWORD, "password1": "a quiet harbor wall"}
        forms["password2"] = forms["password1"]
        self.client.post("/admin/password_change/", forms)
        admin = make_user("admin", is_superuser=True)
        self.client.force_login(admin)
        forms = {"password1": "an even longer pier", "password2": "an even longer pier", "set-password": "1"}
        self.client.post(f"/admin/accounts/user/{self.user.pk}/password/", forms)
        self.assertEqual(kinds(account=self.user, user=self.user)[1:], ["password_changed"])
        self.assertEqual(kinds(account=self.user, user=admin), ["password_reset"])

    def test_a_stronger_hash_of_the_same_password_is_no_change(self):
        user = get_user_model().objects.get(pk=self.user.pk)
        user.password = "another hash"
        user.save(update_fields=["password"])
        self.assertEqual(kinds(), [])
        self.save(password="one written by hand")
        self.assertEqual(kinds(), ["password_reset"])


class GroupTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user, cls.group = make_user("dana", role=None), Group.objects.create(name="Night shift")
        cls.permission = Permission.objects.get(codename="view_session")
        forget_all()

    def test_membership_from_either_side(self):
        self.user.groups.add(self.group)
        self.user.groups.add(self.group)  # the user is already in the group
        self.user.groups.remove(self.group)
        self.user.groups.remove(self.group)
        self.group.user_set.set([self.user])
        self.group.user_set.clear()
        self.user.groups.set([self.group])
        self.user.groups.clear()
        self.assertEqual(kinds(account=self.user), ["groups_added", "groups_removed"] * 3)
        self.assertEqual(latest("groups_removed").details, {"groups": ["Night shift"]})

    def test_permissions_of_groups_and_accounts_from_either_side(self):
        for relation in (self.group.permissions, self.user.user_permissions):
            relation.add(self.permission)
            relation.remove(self.permission)
            relation.set([self.permission])
            relation.clear()
        self.permission.group_set.add(self.group)
        self.permission.group_set.clear()
        self.permission.user_set.add(self.user)
        self.permission.user_set.remove(self.user)
        self.assertEqual(kinds(), ["given", "withdrawn"] * 6)
        self.assertEqual(kinds(account=self.user), ["given", "withdrawn"] * 3)
        self.assertEqual(latest("given").details, {"permissions": ["sessions.view_session"]})

    def test_a_deleted_group_says_who_was_in_it(self):
        self.user.groups.add(self.group)
        self.group.delete()
        self.assertEqual(latest("group_deleted").details, {"group": "Night shift", "members": ["dana"]})


class AccessTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user()

    def setUp(self):
        self.client.force_login(self.user)

    def test_a_refused_page_is_recorded_without_its_address(self):
        other = make_user("dana")
        self.assertEqual(self.client.get(f"/admin/accounts/user/{other.pk}/change/?a=b").status_code, 403)
        event = latest("refused")
        page = "/admin/accounts/user/<path:object_id>/change/"
        self.assertEqual(event.details, {"method": "GET", "page": page, "object": str(other.pk)})
        self.assertEqual((event.user, event.address), (self.user, "127.0.0.1"))

    def test_a_refused_step_of_the_workflow(self):
        article = make_article(by=self.user)
        self.client.force_login(make_user("reporter", role="Reporters"))
        self.client.post(f"/admin/articles/article/{article.pk}/links/", {"for_whom": "A", "days": "3"})
        self.assertEqual(latest("refused").details["method"], "POST")

    def test_neither_strangers_nor_expired_forms(self):
        checking = self.client_class(enforce_csrf_checks=True)
        self.assertEqual(checking.post("/admin/account/language/").status_code, 403)
        checking.force_login(self.user)
        self.assertEqual(checking.post("/admin/account/language/").status_code, 403)
        self.assertNotIn("refused", kinds())

    def test_exports_say_what_and_how_many(self):
        self.client.get("/admin/articles/term/export/")
        b"".join(self.client.get("/admin/translations/memoryentry/export/"))
        article = make_article(languages=("en", "ko"))
        self.client.get(f"/admin/translations/{article.pk}/ko/exchange/file/")
        exported = [latest("exported").details]
        self.assertEqual(kinds(kind="exported", user=self.user), ["exported"] * 3)
        story = {"what": "translations", "format": "XLIFF 1.2", "count": 1, "stories": [article.pk]}
        self.assertEqual(exported, [story])

    def test_preview_links_are_recorded_without_their_token(self):
        link = share(make_article(), for_whom="A lawyer", days=3, by=self.user)
        event = latest(SecurityEventKind.PREVIEW_CREATED)
        self.assertEqual((event.user, event.object_id), (self.user, str(link.pk)))
        self.assertIn("A lawyer", event.object_text)

    def test_an_opened_preview_is_recorded_once_with_its_network_alone(self):
        link = share(make_article(), for_whom="A lawyer", days=3, by=self.user)
        reader = self.client_class(REMOTE_ADDR="203.0.113.7")
        for _time in range(2):
            self.assertEqual(reader.get(f"/preview/{link.token}/").status_code, 200)
        self.assertEqual(kinds(kind="preview_opened"), ["preview_opened"])
        event = latest("preview_opened")
        self.assertEqual((event.user, event.address, event.network), (None, None, "203.0.113.0/24"))
        self.assertNotIn(link.token, whole_log())
