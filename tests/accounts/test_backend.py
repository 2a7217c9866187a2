"""The permissions of a person, read in one query."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.test import TestCase

from newsroom.accounts.backend import AccountBackend
from tests.factories import make_user


class PermissionTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user(role="Korean desk")
        cls.user.groups.add(Group.objects.get(name="Reporters"))
        cls.user.user_permissions.add(Permission.objects.get(codename="publish_en"))

    def test_own_permissions_and_those_of_every_group_are_read_at_once(self):
        with self.assertNumQueries(1):
            found = AccountBackend().get_all_permissions(self.user)
            self.assertTrue(self.user.has_perm("articles.publish_en"))
            self.assertTrue(self.user.has_perm("articles.write_en"))
            self.assertFalse(self.user.has_perm("articles.waive_ko"))
        self.assertEqual(found, ModelBackend().get_all_permissions(type(self.user).objects.get()))

    def test_who_has_none_by_themselves_is_left_to_django(self):
        self.user.is_active = False
        self.assertEqual(AccountBackend().get_all_permissions(self.user), set())
        self.assertEqual(AccountBackend().get_all_permissions(AnonymousUser()), set())
        self.assertTrue(make_user("root", role=None, is_superuser=True).has_perm("articles.waive_ko"))
