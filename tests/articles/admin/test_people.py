"""Authors and the accounts that they write from."""

from django.test import TestCase

from tests.factories import make_author, make_user


class SearchTests(TestCase):
    def test_author_is_found_by_every_name_of_the_account(self):
        names = {"username": "night-desk", "first_name": "Na-gi", "last_name": "Sohn", "name_ko": "손나기"}
        make_author(user=make_user(**names))
        make_author("dana-testman")
        self.client.force_login(make_user())
        for asked in names.values():
            with self.subTest(asked):
                found = self.client.get("/admin/articles/author/", {"q": asked}).context["cl"].result_list
                self.assertEqual([author.slug for author in found], ["bora-testman"])
