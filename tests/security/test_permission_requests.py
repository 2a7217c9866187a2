"""Permissions cannot be raised without a second person: forms of accounts and groups, decisions."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import TestCase
from lxml import html

from articles.workflow.permissions import ROLES
from newsroom.security.decisions import DecisionRefused, reject, withdraw
from newsroom.security.models import PermissionRequest
from newsroom.security.permission_requests import ask_or_give, confirm, group_increase
from tests.articles.admin.forms import PostedForm
from tests.factories import NOON, make_article, make_publication, make_user
from tests.security.events import kinds, latest

LIST = "/admin/security/permissionrequest/"


class RequestTestCase(TestCase):
    """An administrator, and a second one unless a test removes that one."""

    has_second = True

    @classmethod
    def setUpTestData(cls):
        cls.admin = make_user("admin", role="Administrators")
        cls.second = make_user("second", role="Administrators", is_active=cls.has_second)
        cls.dana = make_user("dana", role="Reporters")
        cls.chiefs = Group.objects.get(name="Managing editors")

    def setUp(self):
        self.client.force_login(self.admin)

    def save_account(self, user, **fields):
        """Save the form of an account with some fields changed; return the response."""
        address = f"/admin/accounts/user/{user.pk}/change/"
        form = PostedForm(self.client.get(address), "user_form")
        return self.client.post(address, form.data("_save", **fields), follow=True)

    def save_group(self, group, *codenames):
        address = f"/admin/auth/group/{group.pk}/change/"
        added = Permission.objects.filter(codename__in=codenames)
        form = PostedForm(self.client.get(address), "group_form")
        chosen = [one.pk for one in (*group.permissions.all(), *added)]
        return self.client.post(address, form.data("_save", permissions=chosen))

    def groups(self, user):
        return sorted(user.groups.values_list("name", flat=True))


class OwnAccountTests(RequestTestCase):
    def test_own_groups_and_status_are_shown_and_not_changed(self):
        address = f"/admin/accounts/user/{self.admin.pk}/change/"
        page = html.fromstring(self.client.get(address).content.decode())
        self.assertEqual(page.xpath("//*[@name='groups' or @name='is_staff' or @name='is_superuser']"), [])
        self.assertIn("Administrators", page.xpath("string(//div[contains(@class, 'field-groups')])"))
        everything = {
            "groups": [self.chiefs.pk],
            "is_superuser": "on",
            "username": "admin",
            "is_active": "on",
        }
        everything |= {"user_permissions": [Permission.objects.get(codename="publish_en").pk]}
        self.save_account(self.admin, **everything)
        self.client.post(address, everything | {"initial-groups": "", "date_joined_0": "2026-01-01"})
        self.admin = get_user_model().objects.get(pk=self.admin.pk)
        self.assertEqual(self.groups(self.admin), ["Administrators"])
        self.assertEqual((self.admin.is_superuser, self.admin.is_staff), (False, True))
        self.assertFalse(self.admin.has_perm("articles.publish_en"))
        self.assertFalse(PermissionRequest.objects.exists())

    def test_a_new_account_has_no_permissions_whatever_is_posted(self):
        address = "/admin/accounts/user/add/"
        posted = PostedForm(self.client.get(address), "user_form").data("_save")
        told = {"email": "kim@example.org", "language": "en", "groups": [self.chiefs.pk]}
        self.client.post(address, posted | told | {"is_superuser": "on"})
        kim = get_user_model().objects.get(username="kim")
        self.assertEqual((self.groups(kim), kim.is_superuser), ([], False))


class AskingTests(RequestTestCase):
    def test_more_permissions_wait_and_the_rest_is_saved(self):
        page = self.save_account(self.dana, groups=[self.chiefs.pk], email="dana@example.org")
        self.assertContains(page, "Not in force yet: a second person has to confirm the permissions.")
        self.dana.refresh_from_db()
        self.assertEqual((self.groups(self.dana), self.dana.email), (["Reporters"], "dana@example.org"))
        request = PermissionRequest.objects.get()
        self.assertEqual((request.account, request.asked_by), (self.dana, self.admin))
        self.assertEqual(list(request.groups.all()), [self.chiefs])
        self.assertEqual(latest("requested").details["groups"], ["Managing editors"])

    def test_a_request_alone_leaves_no_trace_of_a_change(self):
        before, reporters = LogEntry.objects.count(), Group.objects.get(name="Reporters")
        self.save_account(self.dana, groups=[reporters.pk, self.chiefs.pk])
        self.assertEqual((self.groups(self.dana), LogEntry.objects.count()), (["Reporters"], before))

    def test_asking_twice_is_one_request(self):
        for _time in range(2):
            self.save_account(self.dana, groups=[self.chiefs.pk])
        self.assertEqual(PermissionRequest.objects.count(), 1)

    def test_fewer_or_the_same_permissions_take_effect_at_once(self):
        weaker = Group.objects.create(name="Readers")
        weaker.permissions.set(Group.objects.get(name="Reporters").permissions.all()[:3])
        self.save_account(self.dana, groups=[weaker.pk])
        self.assertEqual(self.groups(self.dana), ["Readers"])
        self.save_account(self.dana, groups=[], is_active="")
        self.assertEqual(self.groups(self.dana), [])
        self.assertFalse(PermissionRequest.objects.exists())

    def test_an_account_that_holds_something_is_not_let_in_again_alone(self):
        self.save_account(self.dana, is_active="")
        self.save_account(self.dana, is_active="on")
        self.dana.refresh_from_db()
        self.assertFalse(self.dana.is_active)
        self.assertEqual(PermissionRequest.objects.get().marks, ["is_active"])

    def test_an_account_that_holds_nothing_is_let_in_at_once(self):
        kim = make_user("kim", role=None)
        get_user_model().objects.filter(pk=kim.pk).update(is_active=False)
        self.save_account(kim, is_active="on", groups=[self.chiefs.pk])
        kim.refresh_from_db()
        self.assertEqual((kim.is_active, self.groups(kim)), (True, []))

    def test_permissions_of_a_group_wait_and_fewer_do_not(self):
        reporters = Group.objects.get(name="Reporters")
        self.save_group(reporters, "publish_en")
        self.assertFalse(reporters.permissions.filter(codename="publish_en").exists())
        self.assertEqual(PermissionRequest.objects.get().group, reporters)
        reporters.permissions.set(reporters.permissions.exclude(codename="write_ko"))
        self.assertFalse(reporters.permissions.filter(codename="write_ko").exists())

    def test_superusers_ask_too(self):
        self.client.force_login(make_user("boss", is_superuser=True))
        permission = Permission.objects.get(codename="publish_en")
        # This permission makes the form show the field.
        self.dana.user_permissions.add(Permission.objects.get(codename="view_note"))
        self.save_account(self.dana, is_superuser="on", user_permissions=[permission.pk])
        self.dana.refresh_from_db()
        request = PermissionRequest.objects.get()
        self.assertEqual((self.dana.is_superuser, self.dana.has_perm("articles.publish_en")), (False, False))
        self.assertEqual((request.marks, list(request.permissions.all())), (["is_superuser"], [permission]))


class AloneTests(RequestTestCase):
    has_second = False

    def test_it_takes_effect_at_once_and_the_log_says_so(self):
        self.save_account(self.dana, groups=[self.chiefs.pk])
        self.assertEqual(self.groups(self.dana), ["Managing editors"])
        event = latest("changed_alone")
        self.assertEqual((event.user, event.account), (self.admin, self.dana))
        self.assertEqual(event.details, {"groups": ["Managing editors"], "left": ["Reporters"]})

    def test_nobody_raises_themselves_by_a_group_of_their_own(self):
        own = Group.objects.get(name="Administrators")
        response = self.save_group(own, "publish_en")
        self.assertContains(response, "You cannot give permissions to yourself.", status_code=422)
        self.assertFalse(own.permissions.filter(codename="publish_en").exists())

    def test_without_staff_status_one_is_no_second_person(self):
        get_user_model().objects.filter(pk=self.second.pk).update(is_active=True, is_staff=False)
        self.save_account(self.dana, groups=[self.chiefs.pk])
        self.assertEqual(self.groups(self.dana), ["Managing editors"])


class DecidingTests(RequestTestCase):
    def setUp(self):
        super().setUp()
        self.save_account(self.dana, groups=[self.chiefs.pk])
        self.request = PermissionRequest.objects.get()
        self.address = f"{LIST}{self.request.pk}/change/"

    def press(self, person, button):
        self.client.force_login(person)
        return self.client.post(self.address, {button: "x"})

    def test_the_second_person_confirms(self):
        make_publication()
        make_article()
        self.client.force_login(self.second)
        self.assertContains(self.client.get("/admin/"), "Permissions to confirm")
        self.assertContains(self.client.get(self.address), "Managing editors")
        self.press(self.second, "_confirm")
        self.assertEqual(self.groups(self.dana), ["Managing editors"])
        self.request.refresh_from_db()
        self.assertEqual((self.request.decision, self.request.decided_by), ("confirmed", self.second))
        recorded = kinds(account=self.dana, user=self.second)
        self.assertEqual(recorded, ["confirmed", "groups_added", "groups_removed"])
        self.assertNotContains(self.client.get("/admin/"), "Permissions to confirm")

    def test_a_rejected_request_changes_nothing_and_is_over(self):
        self.press(self.second, "_reject")
        self.assertEqual(self.groups(self.dana), ["Reporters"])
        self.assertEqual(self.press(self.second, "_confirm").status_code, 409)
        self.assertEqual(self.groups(self.dana), ["Reporters"])

    def test_whoever_asked_confirms_nothing(self):
        self.assertEqual(self.press(self.admin, "_confirm").status_code, 409)
        self.assertEqual(self.groups(self.dana), ["Reporters"])
        self.assertNotContains(self.client.get(self.address), 'name="_confirm"')
        self.client.post(self.address, {"_explain": "x", "reason": "Kim is on leave"})
        self.assertContains(self.client.get(LIST), "dana")
        self.request.refresh_from_db()
        self.assertEqual(self.request.reason, "Kim is on leave")

    def test_whoever_asked_withdraws_it_and_may_ask_again(self):
        self.client.force_login(self.admin)
        self.assertContains(self.client.get(self.address), 'name="_withdraw"')
        page = self.client.post(self.address, {"_withdraw": "x"}, follow=True)
        self.assertContains(page, "Withdrawn. Nothing was changed.")
        self.assertContains(page, "Withdrawn by")
        self.assertNotContains(page, 'name="_withdraw"')
        event = latest("request_withdrawn")
        told = (event.user, event.account, event.details["groups"])
        self.assertEqual(told, (self.admin, self.dana, ["Managing editors"]))
        for person, button in ((self.admin, "_withdraw"), (self.second, "_confirm")):
            refused = self.press(person, button)
            self.assertContains(refused, "decided or withdrawn already", status_code=409)
        self.assertEqual(self.groups(self.dana), ["Reporters"])
        self.client.force_login(self.admin)
        self.save_account(self.dana, groups=[self.chiefs.pk])
        self.assertEqual(PermissionRequest.objects.open().count(), 1)

    def test_nobody_else_withdraws_it_whatever_their_role(self):
        people = [make_user(f"a {role}", role=role) for role in ROLES]
        people += [self.second, make_user("boss", is_superuser=True)]
        for person in people:
            with self.subTest(person.username):
                may_see = person.has_perm("accounts.change_user")
                response = self.press(person, "_withdraw")
                self.assertEqual(response.status_code, 409 if may_see else 403)
                if may_see:
                    self.assertContains(response, "Only the person who requested this", status_code=409)
                    self.assertNotContains(response, 'name="_withdraw"', status_code=409)
        self.assertTrue(PermissionRequest.objects.get().is_open)

    def test_those_without_the_right_see_no_requests(self):
        for role in ROLES:
            with self.subTest(role):
                may = role == "Administrators"
                self.client.force_login(make_user(f"a {role}", role=role))
                self.assertEqual(self.client.get(LIST).status_code, 200 if may else 403)
                self.assertEqual(self.client.get(self.address).status_code, 200 if may else 403)
        self.assertEqual(self.press(make_user("chief"), "_confirm").status_code, 403)
        self.assertEqual(self.groups(self.dana), ["Reporters"])

    def test_superuser_status_is_given_by_superusers_alone(self):
        PermissionRequest.objects.filter(pk=self.request.pk).update(marks=["is_superuser"])
        self.assertEqual(self.press(self.second, "_confirm").status_code, 409)
        self.press(make_user("boss", is_superuser=True), "_confirm")
        self.dana.refresh_from_db()
        self.assertTrue(self.dana.is_superuser)

    def test_a_group_gets_what_was_confirmed(self):
        reporters = Group.objects.get(name="Reporters")
        increase = group_increase(reporters, Permission.objects.filter(codename="publish_en"))
        request = ask_or_give(increase, by=self.admin, group=reporters)
        confirm(request, by=self.second)
        self.assertTrue(reporters.permissions.filter(codename="publish_en").exists())

    def test_verbs_refuse_as_the_screen_does(self):
        with pytest.raises(PermissionDenied):
            reject(self.request, by=self.dana)
        with pytest.raises(DecisionRefused):
            confirm(self.request, by=self.admin)
        with pytest.raises(DecisionRefused):
            withdraw(self.request, by=self.second)

    def test_pages_are_in_korean_too(self):
        get_user_model().objects.filter(pk=self.second.pk).update(language="ko")
        self.client.force_login(self.second)
        for address in (LIST, self.address, "/admin/"):
            self.assertContains(self.client.get(address), "권한")


class ConstraintTests(RequestTestCase):
    def test_the_database_refuses(self):
        decided = {"decision": "confirmed", "decided_at": NOON}
        for fields in (
            {"account": self.dana, **decided, "decided_by": self.admin},
            {"account": self.dana, "decision": "confirmed"},
            {"account": self.dana, **decided, "decision": "perhaps", "decided_by": self.second},
            {"account": self.dana, **decided, "decision": "withdrawn", "decided_by": self.second},
            {"account": self.dana, "group": self.chiefs},
            {},
        ):
            with self.subTest(fields), self.assertRaises(IntegrityError), transaction.atomic():
                PermissionRequest.objects.create(asked_by=self.admin, **fields)
