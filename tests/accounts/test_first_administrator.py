"""The command that invites the first administrator of an installation."""

import re
from io import StringIO

from django.core.management import CommandError, call_command
from django.test import TestCase

from newsroom.accounts.models import User
from newsroom.security.models import SecurityEvent, SecurityEventKind
from tests.factories import make_user

EMAIL = "dana.hwang@example.org"
NEW = "a harbor of many words"


def first_administrator(email=EMAIL):
    printed = StringIO()
    call_command("first_administrator", email, stdout=printed)
    return re.search(r"/admin/account/invitation/\S+", printed.getvalue())[0]


class FirstAdministratorTests(TestCase):
    def test_chooses_a_password_and_may_do_everything(self):
        address = first_administrator("Dana.Hwang@example.org")
        self.assertFalse(User.objects.get(email=EMAIL).has_usable_password())
        fields = {"new_password1": NEW, "new_password2": NEW}
        self.assertRedirects(self.client.post(address, fields), "/admin/")
        self.assertEqual(self.client.get("/admin/accounts/user/").status_code, 200)
        self.assertTrue(User.objects.get(username="dana.hwang").is_superuser)
        kinds = SecurityEvent.objects.values_list("kind", flat=True)
        self.assertIn(SecurityEventKind.INVITATION_SENT, kinds)

    def test_gets_another_link_until_one_was_used(self):
        first_administrator()
        self.assertEqual(self.client.get(first_administrator()).status_code, 200)
        self.assertEqual(User.objects.count(), 1)

    def test_is_not_made_beside_another(self):
        make_user("house", role=None, is_superuser=True)
        with self.assertRaisesMessage(CommandError, "There already are administrators: house."):
            first_administrator()

    def test_does_not_take_the_address_of_somebody_else(self):
        make_user("desk", email=EMAIL)
        with self.assertRaisesMessage(CommandError, "Another account has the address"):
            first_administrator()

    def test_has_an_address(self):
        with self.assertRaisesMessage(CommandError, "'dana' is not an email address."):
            first_administrator("dana")
        self.assertFalse(User.objects.exists())
