"""Invitations by one form and one e-mail, and help of administrators with access to accounts."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import time_machine
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client, TestCase, TransactionTestCase
from django.utils import timezone

from newsroom.accounts.mail import address_of
from newsroom.accounts.models import free_username
from newsroom.security.models import PermissionRequest, SecurityEvent, SecurityEventKind
from tests.accounts.test_login import LOGIN, PASSWORD
from tests.articles.admin.forms import PostedForm
from tests.factories import make_user
from tests.together import together

ADD = "/admin/accounts/user/add/"
NEW = "a harbor of many words"


def user_of(name):
    return get_user_model().objects.get(username=name)


class InvitationTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.desk = Group.objects.get(name="Korean desk")

    def setUp(self):
        self.client.force_login(make_user("house", role="Administrators", email="house@example.org"))

    def invite(self, **fields):
        told = {"first_name": "Dana", "email": "Dana.Hwang@example.org", "language": "en"}
        form = PostedForm(self.client.get(ADD), "user_form")
        return self.client.post(ADD, form.data("_save", groups=[self.desk.pk], **(told | fields)))

    def address(self):
        return re.search(r"http://[^/]+(/admin/account/invitation/\S+)", mail.outbox[-1].body)[1]

    def test_form_makes_an_account_that_works_once_a_password_is_chosen(self):
        self.assertRedirects(self.invite(), "/admin/accounts/user/")
        dana = user_of("dana.hwang")
        self.assertEqual(
            (dana.is_staff, dana.has_usable_password(), list(dana.groups.all())), (True, False, [self.desk])
        )
        self.assertEqual(mail.outbox[-1].to, ["dana.hwang@example.org"])
        person = Client()
        self.assertContains(person.get(self.address()), "Welcome, Dana")
        fields = {"new_password1": NEW, "new_password2": NEW}
        self.assertRedirects(person.post(self.address(), fields), "/admin/")
        self.assertEqual(person.get("/admin/").status_code, 200)
        again = Client().get(self.address())
        self.assertContains(again, "expired or was already used", status_code=410)
        self.assertRedirects(
            Client().post(LOGIN, {"login": "dana.hwang@example.org", "password": NEW}),
            "/admin/",
            fetch_redirect_response=False,
        )

    def test_several_people_are_invited_one_after_another(self):
        form = PostedForm(self.client.get(ADD), "user_form")
        fields = {"first_name": "Dana", "email": "dana@example.org", "language": "en"}
        response = self.client.post(ADD, form.data("_addanother", groups=[self.desk.pk], **fields))
        self.assertRedirects(response, ADD)
        self.assertEqual(len(mail.outbox), 1)

    def test_weak_password_is_refused_with_its_reason(self):
        self.invite()
        response = Client().post(self.address(), {"new_password1": "dana", "new_password2": "dana"})
        self.assertContains(response, "too short", status_code=422)

    def test_what_lacks_is_named_and_nothing_is_made(self):
        for fields, word in (
            ({"email": ""}, "This field is required"),
            ({"email": "HOUSE@example.org"}, "Another account has this email address"),
            ({"groups": []}, "This field is required"),
        ):
            with self.subTest(fields):
                form = PostedForm(self.client.get(ADD), "user_form")
                told = {"email": "dana@example.org", "language": "en", "groups": [self.desk.pk]} | fields
                response = self.client.post(ADD, form.data("_save", **told))
                self.assertContains(response, word, status_code=422)
        self.assertEqual((get_user_model().objects.count(), mail.outbox), (1, []))

    def test_invitation_is_written_in_the_language_of_its_person(self):
        self.invite(language="ko")
        self.assertRegex(mail.outbox[-1].subject, "[가-힣]")
        self.assertContains(Client().get(self.address()), "<h1>", html=False)

    def test_link_expires_and_is_sent_again(self):
        self.invite()
        old = self.address()
        dana = user_of("dana.hwang")
        with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
            self.assertEqual(Client().get(old).status_code, 410)
        self.client.post(f"/admin/accounts/user/{dana.pk}/do/invite/")
        self.assertEqual(len(mail.outbox), 2)
        self.assertEqual(Client().get(self.address()).status_code, 200)
        get_user_model().objects.filter(pk=dana.pk).update(is_active=False)
        self.assertEqual(Client().get(self.address()).status_code, 410)

    def test_forged_link_opens_nothing(self):
        for token in ("x", address_of(self.client.session and user_of("house")).split("/")[-2]):
            self.assertEqual(Client().get(f"/admin/account/invitation/{token}/").status_code, 410)

    def test_names_are_made_of_addresses(self):
        make_user("bora")
        make_user("Bora2")
        self.assertEqual(free_username("bora@example.org"), "bora3")
        self.assertEqual(free_username("김 보라@example.org"), "김보라")
        self.assertEqual(free_username("!!!@example.org"), "user")


class SameMomentTests(TransactionTestCase):
    def test_a_link_that_is_used_twice_at_once_opens_the_account_once(self):
        dana = make_user("dana", email="dana@example.org")
        dana.set_unusable_password()
        dana.save()
        address = address_of(dana)

        def choose(password):
            fields = {"new_password1": password, "new_password2": password}
            return Client().post(urlsplit(address).path, fields).status_code

        chosen = together(*[lambda word=word: choose(f"{NEW} {word}") for word in ("one", "two")])
        self.assertEqual(sorted(chosen), [302, 410])


class HelpTests(TestCase):
    """Actions of an administrator that help people get in, or lock them out."""

    @classmethod
    def setUpTestData(cls):
        cls.dana = make_user("dana", role="Reporters", email="dana@example.org")
        cls.address = f"/admin/accounts/user/{cls.dana.pk}/"

    def setUp(self):
        self.client.force_login(make_user("house", role="Administrators"))

    def do(self, action, **fields):
        return self.client.post(f"{self.address}do/{action}/", fields)

    def test_page_of_the_account_leads_to_what_is_possible(self):
        page = self.client.get(f"{self.address}change/").content.decode()
        offered = set(re.findall(rf"{self.address}do/([\w-]+)/", page))
        self.assertEqual(offered, {"send-password-link", "hand-over"})
        Client().post(LOGIN, {"login": "dana", "password": PASSWORD})
        Authenticator.objects.create(user=self.dana, type="totp", data={})
        page = self.client.get(f"{self.address}change/").content.decode()
        offered = set(re.findall(rf"{self.address}do/([\w-]+)/", page))
        self.assertEqual(
            offered, {"send-password-link", "remove-second-factors", "end-sessions", "hand-over"}
        )

    def test_link_for_a_password_goes_to_the_person(self):
        self.do("send-password-link")
        self.assertEqual((mail.outbox[0].to, len(mail.outbox)), (["dana@example.org"], 1))
        self.assertTrue(user_of("dana").check_password(PASSWORD))
        link = urlsplit(re.search(r"http\S+", mail.outbox[0].body)[0])
        page = Client().get(link.path, follow=True)
        self.assertEqual(page.context["form"].user, user_of("dana"))

    def test_second_factors_are_removed_and_the_person_is_told(self):
        for kind in ("totp", "recovery_codes"):
            Authenticator.objects.create(user=self.dana, type=kind, data={})
        self.assertContains(
            self.client.get(f"{self.address}do/remove-second-factors/"),
            "Make sure that the request comes from",
        )
        self.do("remove-second-factors")
        self.assertFalse(Authenticator.objects.exists())
        self.assertEqual(mail.outbox[0].subject, "The second factors were removed from your account")

    def test_sessions_end(self):
        person = Client()
        person.post(LOGIN, {"login": "dana", "password": PASSWORD})
        self.do("end-sessions")
        self.assertEqual(person.get("/admin/").status_code, 302)
        self.assertFalse(UserSession.objects.filter(user=self.dana).exists())

    def test_nobody_else_does_any_of_it(self):
        root = make_user("root", role=None, is_superuser=True, email="root@example.org")
        Authenticator.objects.create(user=root, type="totp", data={})
        actions = ("invite", "send-password-link", "remove-second-factors", "end-sessions", "hand-over")
        for action in actions:
            response = self.client.post(f"/admin/accounts/user/{root.pk}/do/{action}/")
            self.assertEqual(response.status_code, 403, action)
        self.client.force_login(make_user("chief"))
        for action in actions:
            self.assertEqual(self.do(action).status_code, 403, action)
        self.assertEqual((mail.outbox, Authenticator.objects.count()), ([], 1))
        self.assertEqual(self.client.get(f"{self.address}do/nothing/").status_code, 404)


class SessionTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_user()

    def setUp(self):
        self.browsers = [
            Client(headers={"User-Agent": f"Firefox/1{number} (Windows)"}) for number in range(3)
        ]
        for browser in self.browsers:
            browser.post(LOGIN, {"login": "editor", "password": PASSWORD})

    def open(self):
        return [browser.get("/admin/").status_code == 200 for browser in self.browsers]

    def test_one_session_is_ended_or_all_others(self):
        page = self.browsers[0].get("/admin/account/sessions/")
        self.assertContains(page, "Firefox, Windows", 3)
        first = UserSession.objects.order_by("pk")[1].pk
        self.browsers[0].post("/admin/account/sessions/", {"session": first})
        self.assertEqual(self.open(), [True, False, True])
        self.browsers[0].post("/admin/account/sessions/")
        self.assertEqual(self.open(), [True, False, False])

    def test_those_of_others_are_nobodys_business(self):
        make_user("other")
        stranger = Client()
        stranger.post(LOGIN, {"login": "other", "password": PASSWORD})
        for number in (UserSession.objects.order_by("pk")[0].pk, "9" * 30, "x"):
            stranger.post("/admin/account/sessions/", {"session": number})
        self.assertEqual(self.open(), [True, True, True])


class RankTests(TestCase):
    """Administrators do not open the accounts of people with more permissions."""

    @classmethod
    def setUpTestData(cls):
        make_user("second", role="Administrators")
        cls.chief = make_user("chief", email="chief@example.org")
        cls.dana = make_user("dana", role="Reporters", email="dana@example.org")

    def setUp(self):
        self.client.force_login(make_user("house", role="Administrators"))

    def save(self, user, **fields):
        address = f"/admin/accounts/user/{user.pk}/change/"
        data = PostedForm(self.client.get(address), "user_form").data("_save")
        return self.client.post(address, data | {"email": "house@example.org"} | fields)

    def test_address_of_a_publisher_stays(self):
        self.save(self.chief)
        self.assertEqual(user_of("chief").email, "chief@example.org")
        Authenticator.objects.create(user=self.chief, type="totp", data={})
        self.client.post(f"/admin/accounts/user/{self.chief.pk}/do/remove-second-factors/")
        self.assertTrue(Authenticator.objects.exists())

    def test_former_address_is_told_of_a_new_one(self):
        self.save(self.dana)
        self.assertEqual(user_of("dana").email, "house@example.org")
        self.assertEqual([message.to for message in mail.outbox], [["dana@example.org"]])

    def test_role_of_somebody_new_waits_for_a_second_person(self):
        chiefs = Group.objects.get(name="Managing editors")
        form = PostedForm(self.client.get(ADD), "user_form")
        data = form.data("_save", email="sock@example.org", language="en", groups=[chiefs.pk])
        self.client.post(ADD, data)
        self.assertFalse(user_of("sock").groups.exists())
        request = PermissionRequest.objects.get(account=user_of("sock"))
        self.assertEqual(list(request.groups.all()), [chiefs])
        kinds = set(SecurityEvent.objects.values_list("kind", flat=True))
        self.assertLessEqual({SecurityEventKind.INVITATION_SENT, SecurityEventKind.CHANGE_REQUESTED}, kinds)
