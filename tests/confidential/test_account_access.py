"""Confidential material cannot be reached through an account: its address, password or factors."""

from io import StringIO
from unittest import mock

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import CommandError, call_command

from articles import clock
from newsroom.confidential.custody import knows_more
from newsroom.confidential.hand_over import HandOverRefused, confirm_hand_over
from newsroom.confidential.models import LATELY, CustodyRequest
from newsroom.security.decisions import DecisionRefused
from newsroom.security.log import record
from newsroom.security.models import SecurityEventKind
from tests.articles.admin.forms import PostedForm
from tests.confidential.test_hand_over import HandOverTestCase
from tests.factories import make_user
from tests.security.events import latest

PASSWORD = "a long new passphrase"


class AccountAccessTestCase(HandOverTestCase):
    def setUp(self):
        super().setUp()
        self.boss = make_user("boss", role=None, is_superuser=True)
        self.bystander = self.person("bystander")
        for user in (self.holder, self.named, self.bystander):
            Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})

    def stored(self, user):
        return get_user_model().objects.get(pk=user.pk)

    def save_account(self, user, **fields):
        address = f"/admin/accounts/user/{user.pk}/change/"
        form = PostedForm(self.client.get(address), "user_form")
        return self.client.post(address, form.data("_save") | fields)

    def set_password(self, user):
        fields = {"password1": PASSWORD, "password2": PASSWORD, "set-password": "x"}
        return self.client.post(f"/admin/accounts/user/{user.pk}/password/", fields, follow=True)

    def remove_factors(self, user):
        self.client.post(f"/admin/accounts/user/{user.pk}/do/remove-second-factors/")
        return not Authenticator.objects.filter(user=user).exists()


class LockedTests(AccountAccessTestCase):
    """Administrators cannot open the accounts of people who know confidential material."""

    def test_the_address_of_who_knows_more_is_not_changed(self):
        for person in (self.admin, self.boss):
            self.client.force_login(person)
            for user in (self.holder, self.named):
                with self.subTest(person.username, user=user.username):
                    self.save_account(
                        user, email=f"{person.username}-{user.username}@example.org", first_name="Dana"
                    )
                    stored = self.stored(user)
                    self.assertEqual((stored.email, stored.first_name), (user.email, "Dana"))
            self.save_account(self.bystander, email=f"{person.username}-changed@example.org")
            self.assertEqual(self.stored(self.bystander).email, f"{person.username}-changed@example.org")

    def test_the_page_says_why_and_how_it_is_done(self):
        for language, words in (
            ("en", "has access to confidential material"),
            ("ko", "비공개 자료를 알고 있거나"),
        ):
            get_user_model().objects.filter(pk=self.admin.pk).update(language=language)
            page = self.client.get(f"/admin/accounts/user/{self.holder.pk}/change/")
            self.assertContains(page, words)
            self.assertContains(page, "restore_access")
            page = self.client.get(f"/admin/accounts/user/{self.bystander.pk}/change/")
            self.assertNotContains(page, "restore_access")

    def test_a_superuser_does_not_set_their_password(self):
        self.client.force_login(self.boss)
        for user in (self.holder, self.named):
            with self.subTest(user.username):
                page = self.set_password(user)
                self.assertContains(page, "restore_access")
                self.assertFalse(self.stored(user).check_password(PASSWORD))
        self.set_password(self.bystander)
        self.assertTrue(self.stored(self.bystander).check_password(PASSWORD))

    def test_their_second_factors_stay(self):
        for person in (self.admin, self.boss):
            self.client.force_login(person)
            for user in (self.holder, self.named):
                with self.subTest(person.username, user=user.username):
                    self.assertFalse(self.remove_factors(user))
        self.assertTrue(self.remove_factors(self.bystander))

    def test_who_is_to_get_the_material_is_guarded_as_long_as_the_request_is_open(self):
        self.story.people.clear()
        asked = self.ask()
        self.save_account(self.heir, email="mine@example.org")
        self.assertEqual(self.stored(self.heir).email, self.heir.email)
        self.press(self.admin, asked, "_withdraw")
        self.save_account(self.heir, email="new@example.org")
        self.assertEqual(self.stored(self.heir).email, "new@example.org")

    def test_own_account_and_that_of_who_knows_as_much_are_open(self):
        self.assertFalse(knows_more(self.holder, self.holder))
        self.assertFalse(knows_more(self.bystander, self.holder))
        self.assertTrue(knows_more(self.holder, self.named))  # she knows the source
        self.source.delete()
        self.assertFalse(knows_more(self.holder, self.named))


class LinkedAccountTests(AccountAccessTestCase):
    """Hand-overs between two people. One of them made or changed the account of the other."""

    def refuse_asking(self):
        with self.assertRaises(HandOverRefused):
            self.ask()
        form = self.client.get(self.address).context["form"]
        self.assertNotIn(self.heir, form.fields["confidential_to"].queryset)
        self.assertIn(f"in the last {LATELY.days} days", str(form.fields["confidential_to"].help_text))

    def test_nobody_asks_for_an_account_whose_address_they_changed(self):
        self.story.people.clear()
        self.save_account(self.heir, email="mine@example.org")
        self.refuse_asking()
        self.client.force_login(self.second)
        asked = self.ask(by=self.second)  # she did not change the address
        third = self.person("third", role="Administrators")
        self.assertEqual(self.press(self.admin, asked).status_code, 409)
        self.assertEqual(self.press(third, asked).status_code, 302)

    def test_nobody_asks_for_an_account_that_they_opened_in_another_way(self):
        self.story.people.clear()
        Authenticator.objects.create(user=self.heir, type=Authenticator.Type.TOTP, data={})
        self.assertTrue(self.remove_factors(self.heir))
        self.refuse_asking()
        self.client.force_login(self.boss)
        self.set_password(self.heir)
        with self.assertRaises(HandOverRefused):
            self.ask(by=self.boss)

    def test_a_new_account_neither_gets_nor_confirms_what_its_maker_asks_for(self):
        get_user_model().objects.filter(pk__in=[self.second.pk, self.boss.pk]).update(is_active=False)
        made = {}
        for name, role in (("puppet", "Administrators"), ("heiress", "Reporters")):
            group = Group.objects.get(name=role)
            fields = {"first_name": name, "email": f"{name}@example.org", "language": "en"}
            self.client.post("/admin/accounts/user/add/", fields | {"groups": [group.pk]})
            made[name] = get_user_model().objects.get(username=name)
            made[name].groups.set([group])
        with self.assertRaises(HandOverRefused):
            self.ask(made["heiress"])
        with self.assertRaises(HandOverRefused):
            self.ask()  # only the new account could confirm it
        asked = CustodyRequest.objects.create(holder=self.holder, to=self.heir, asked_by=self.admin)
        self.assertEqual(self.press(made["puppet"], asked).status_code, 409)
        self.assertNotContains(
            self.client.get(f"/admin/confidential/custodyrequest/{asked.pk}/change/"), "_confirm"
        )
        self.assertEqual(self.holders(), {self.holder})

    def test_what_the_asker_changes_after_asking_counts_as_well(self):
        asked = self.ask()
        record(SecurityEventKind.PASSWORD_RESET, user=self.admin, account=self.heir)
        response = self.press(self.second, asked)
        self.assertContains(response, "requested this created the account of heir", status_code=409)
        self.assertEqual(self.holders(), {self.holder})

    def test_after_a_month_an_account_is_its_own(self):
        self.story.people.clear()
        self.save_account(self.heir, email="new@example.org")
        with mock.patch.object(clock, "true_now", return_value=clock.true_now() + LATELY):
            self.assertEqual(self.ask().to, self.heir)

    def test_a_request_of_who_no_longer_manages_accounts_is_not_confirmed(self):
        for change in ({"is_active": False}, {"is_staff": False}):
            asked = self.ask()
            get_user_model().objects.filter(pk=self.admin.pk).update(**change)
            response = self.press(self.second, asked)
            self.assertContains(response, "no longer manages accounts", status_code=409)
            self.press(self.second, asked, "_reject")
            get_user_model().objects.filter(pk=self.admin.pk).update(is_active=True, is_staff=True)
        asked = self.ask()
        self.admin.groups.clear()
        with self.assertRaises(DecisionRefused):
            confirm_hand_over(asked, by=self.second)

    def test_a_second_person_past_their_last_day_is_none(self):
        ended = {"ends_on": clock.now().date().replace(year=2020)}
        get_user_model().objects.exclude(pk__in=[self.admin.pk, self.holder.pk]).filter(
            pk__in=[self.second.pk, self.boss.pk]
        ).update(**ended)
        with self.assertRaises(HandOverRefused):
            self.ask()


class CommandTests(AccountAccessTestCase):
    def call(self, *arguments):
        out = StringIO()
        call_command("restore_access", *arguments, stdout=out)
        return out.getvalue()

    def test_it_changes_the_address_and_tells_the_former_one(self):
        self.call("holder", "--email", "New@Example.org")
        self.assertEqual(self.stored(self.holder).email, "new@example.org")
        self.assertEqual([message.to for message in mail.outbox], [["holder@example.org"]])
        self.assertEqual(latest("account_changed").account, self.holder)

    def test_it_removes_second_factors_and_tells_their_person(self):
        self.call("holder", "--remove-second-factors")
        self.assertFalse(Authenticator.objects.filter(user=self.holder).exists())
        self.assertEqual([message.to for message in mail.outbox], [["holder@example.org"]])
        self.assertEqual(latest("factor_removed").account, self.holder)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "arguments",
    [
        ("holder",),
        ("nobody", "--remove-second-factors"),
        ("holder", "--email", "no address"),
        ("holder", "--email", "taken@example.org"),
    ],
)
def test_the_command_refuses_what_it_cannot_do(arguments):
    user = make_user("holder", email="holder@example.org")
    make_user("taken", email="taken@example.org")
    with pytest.raises(CommandError):
        call_command("restore_access", *arguments, stdout=StringIO())
    user.refresh_from_db()
    assert user.email == "holder@example.org"
    assert mail.outbox == []
