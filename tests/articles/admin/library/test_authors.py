"""Authors and their accounts."""

from datetime import date

from django.test import TestCase

from articles.models import Image, PictureContract
from tests.articles.admin.forms import PostedForm
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


class AccountTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.author = make_author(user=make_user("night-desk"))
        cls.address = f"/admin/articles/author/{cls.author.pk}/change/"

    def open(self, address, person):
        self.client.force_login(person)
        return self.client.get(address)

    def test_account_is_told_to_those_who_may_not_see_accounts(self):
        for person in (make_user("reporter", role="Reporters"), make_user("chief")):
            page = self.open(self.address, person)
            self.assertContains(page, '<div class="readonly">night-desk</div>')
            self.assertNotContains(page, "/admin/accounts/user/")

    def test_form_without_a_choice_of_accounts_keeps_the_account(self):
        form = PostedForm(self.open(self.address, make_user("chief")), "author_form")
        posted = self.client.post(self.address, form.data("_save", position_en="Night editor"))
        self.assertEqual(posted.status_code, 302)
        self.author.refresh_from_db()
        self.assertEqual((self.author.user.username, self.author.position_en), ("night-desk", "Night editor"))

    def test_new_author_has_no_row_for_an_account_that_nobody_may_choose(self):
        self.assertNotContains(self.open("/admin/articles/author/add/", make_user("chief")), "field-account")

    def test_account_is_chosen_by_those_who_may_see_accounts(self):
        page = self.open(self.address, make_user("root", is_superuser=True))
        self.assertContains(page, 'name="user"')


class PhotoTests(TestCase):
    def test_a_photo_that_its_contract_does_not_permit_is_refused_at_its_field(self):
        author = make_author()
        address = f"/admin/articles/author/{author.pk}/change/"
        self.client.force_login(make_user())
        form = PostedForm(self.client.get(address), "author_form")
        contract = PictureContract.objects.create(supplier="Nexo", last_day=date(2020, 1, 1))
        image = Image.objects.create(file="pictures/her.jpg", width=3, height=2, contract=contract)
        refused = self.client.post(address, form.data("_save", photo=image.pk, position_en="Editor"))
        self.assertIn("photo", refused.context["adminform"].form.errors)
        self.assertContains(refused, "do not permit it in both languages", status_code=refused.status_code)
        self.assertContains(refused, 'value="Editor"', status_code=refused.status_code)
        contract.last_day = None
        contract.save()
        self.assertEqual(self.client.post(address, form.data("_save", photo=image.pk)).status_code, 302)
        contract.language = "ko"
        contract.save()
        form = PostedForm(self.client.get(address), "author_form")
        kept = self.client.post(address, form.data("_save", position_en="Editor"))
        self.assertEqual(kept.status_code, 302, "a photo that is there already is not asked about")
