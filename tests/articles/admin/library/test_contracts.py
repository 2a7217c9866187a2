"""Contracts in the admin: list and page, the to-do list of the first screen, the form of a picture."""

from datetime import date, timedelta
from unittest import mock

from lxml import html

from articles.admin.library.image_filters import ContractFilter
from articles.models import Image
from tests.articles.admin.forms import PostedForm
from tests.articles.admin.library.test_image_library import LibraryCase, make_contract, make_image
from tests.articles.admin.library.test_image_uploads import jpeg
from tests.factories import make_published, make_user
from tests.public import newsdesk

DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)
CONTRACTS = "/admin/articles/picturecontract/"
UPLOAD = "/admin/articles/image/upload/"


def described(**columns):
    return make_image(**({"alt_en": "A quay", "credit_en": "Nexo"} | columns))


class ContractCase(LibraryCase):
    def words(self, address, path):
        found = self.page(address).xpath(path)
        return [" ".join(one.text_content().split()) for one in found]

    def form(self, image):
        return PostedForm(self.client.get(f"/admin/articles/image/{image.pk}/change/"), "image_form")

    def save(self, image, **values):
        return self.client.post(
            f"/admin/articles/image/{image.pk}/change/", self.form(image).data("_continue", **values)
        )


class ContractListTests(ContractCase):
    def test_the_list_shows_state_limits_and_number_of_images(self):
        contract = make_contract(last_day=TODAY + DAY, allows_feeds=False, language="ko")
        make_image(contract=contract)
        [row] = self.words(CONTRACTS, "//*[@id='result_list']/tbody/tr")
        for text in (
            "Nexo Photos · 7",
            "Ends soon",
            "feeds and republication",
            "other languages than Korean",
        ):
            self.assertIn(text, row)
        self.assertEqual(
            self.page(CONTRACTS).xpath("//a[contains(@href, '?contract=')]/@href"),
            [f"/admin/articles/image/?contract={contract.pk}"],
        )

    def test_the_list_narrows_by_state(self):
        for name, last in (("Open", None), ("Soon", TODAY), ("Over", TODAY - DAY)):
            make_contract(supplier=name, last_day=last)
        for state, name in (("in_force", "Open"), ("ending", "Soon"), ("ended", "Over")):
            rows = self.words(f"{CONTRACTS}?state={state}", "//*[@id='result_list']/tbody//th")
            self.assertEqual(rows, [f"{name} · 7"])

    def test_dates_the_wrong_way_round_are_refused_and_kept_in_the_form(self):
        form = PostedForm(self.client.get(f"{CONTRACTS}add/"), "picturecontract_form")
        dates = {"first_day": "2026-03-05", "last_day": "2026-03-04"}
        response = self.client.post(f"{CONTRACTS}add/", form.data(supplier="Nexo", note="Call Ann.", **dates))
        self.assertEqual(response.status_code, 422)
        self.assertIn("The last day must not be before the first day.", response.content.decode())
        again = PostedForm(response, "picturecontract_form")
        self.assertEqual((again["note"], again["last_day"]), ("Call Ann.", "2026-03-04"))

    def test_one_that_has_images_is_not_deleted(self):
        contract = make_contract()
        make_image(contract=contract, alt_en="A quay")
        page = self.words(f"{CONTRACTS}{contract.pk}/delete/", "//main")[0]
        self.assertIn("Choose another contract in these images before deleting this one.", page)

    def test_reporters_read_contracts_and_write_none(self):
        self.client.force_login(make_user("reporter", role="Reporters"))
        contract = make_contract()
        self.assertEqual(self.client.get(f"{CONTRACTS}{contract.pk}/change/").status_code, 200)
        self.assertEqual(self.client.get(f"{CONTRACTS}add/").status_code, 403)
        self.assertEqual(self.client.post(f"{CONTRACTS}{contract.pk}/change/", {}).status_code, 403)


class EndedContractTests(ContractCase):
    PANEL = "//section[@aria-labelledby='contracts-heading']//li/a"
    USES = "//section[@aria-labelledby='live-uses-heading']//li/a"

    def publish(self, **columns):
        contract = make_contract(last_day=TODAY, **columns)
        image = described(contract=contract)
        return contract, make_published(lead_image=image)

    def test_live_stories_that_must_lose_a_picture_are_to_do(self):
        contract, story = self.publish(keeps_archive=False)
        self.assertEqual(self.words("/admin/", self.PANEL), [])
        self.clock.shift(DAY)
        self.client.force_login(make_user("other"))
        self.enterContext(
            self.settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}})
        )
        self.assertEqual(self.page("/admin/").xpath(f"{self.PANEL}/@href"), [story_form(story)])
        page = self.page(f"{CONTRACTS}{contract.pk}/change/")
        self.assertEqual(page.xpath(f"{self.USES}/@href"), [story_form(story)])
        self.assertIn("take its images out of these stories", page.xpath("string(//main)"))

    def test_a_story_in_the_archive_is_nothing_to_do(self):
        contract, story = self.publish()
        self.clock.shift(DAY)
        self.assertEqual(self.words("/admin/", self.PANEL), [])
        page = self.page(f"{CONTRACTS}{contract.pk}/change/")
        self.assertEqual(page.xpath(f"{self.USES}/@href"), [story_form(story)])
        self.assertNotIn("take its images out of these stories", page.xpath("string(//main)"))


def story_form(story):
    return f"/admin/articles/article/{story.pk}/change/"


class PictureFormTests(ContractCase):
    def test_a_contract_fills_an_empty_credit(self):
        image = newsdesk.make_image(credit_en="", credit_ko="한바다")
        contract = make_contract(credit_en="Nexo", credit_ko="넥소")
        self.assertEqual(self.save(image, contract=contract.pk).status_code, 302)
        image.refresh_from_db()
        self.assertEqual((image.contract, image.credit_en, image.credit_ko), (contract, "Nexo", "한바다"))

    def test_an_upload_of_several_takes_contract_and_tags(self):
        contract = make_contract(credit_en="Nexo")
        ended = make_contract(number="6", last_day=TODAY - DAY)
        offered = self.page(UPLOAD).xpath("//select[@name='contract']/option/@value")
        self.assertEqual(offered, ["", str(contract.pk)])
        data = {"files": [jpeg(), jpeg("teal", name="b.jpg")], "tags": "Storm, 항구", "contract": contract.pk}
        self.assertEqual(self.client.post(UPLOAD, data).status_code, 200)
        for image in Image.objects.all():
            self.assertEqual((image.contract, image.credit_en), (contract, "Nexo"))
            self.assertEqual([str(tag) for tag in image.tag_rows.all()], ["storm", "항구"])
        refused = self.client.post(UPLOAD, data | {"files": [jpeg("red")], "contract": ended.pk})
        self.assertEqual((refused.status_code, Image.objects.count()), (422, 2))

    def test_the_gallery_marks_what_may_not_be_used_and_narrows(self):
        ended = described(contract=make_contract(last_day=TODAY - DAY, allows_social=False))
        free = newsdesk.make_image()
        self.save(free, tags="storm")
        self.assertEqual(self.gallery(), {ended.pk: False, free.pk: True})
        self.assertEqual(self.gallery(usable="1"), {free.pk: True})
        self.assertEqual(self.gallery(tag="Storm"), {free.pk: True})
        self.assertEqual(self.gallery(q="stor"), {free.pk: True})
        self.assertEqual(self.gallery(tag="storms"), {})
        answer = self.client.get("/admin/articles/article/pick/image/?page=1").json()
        self.assertEqual(answer["tags"], ["storm"])
        self.assertEqual(answer["results"][1]["limits"], "previews of shared links")

    def gallery(self, **query):
        answer = self.client.get("/admin/articles/article/pick/image/", query).json()
        return {one["id"]: one["usable"] for one in answer["results"]}

    def test_the_library_marks_and_filters(self):
        ended, free = described(contract=make_contract(last_day=TODAY - DAY)), described()
        cards = "//li[@class='card']/a/@href"
        for query, image in (("use=now", free), ("use=not", ended), (f"contract={ended.contract_id}", ended)):
            page = self.page(f"/admin/articles/image/?{query}")
            self.assertEqual(page.xpath(cards)[0].split("/")[4], str(image.pk), query)
            self.assertEqual(
                "Not usable now" in html.tostring(page.xpath("//ul[@class='cards']")[0]).decode(),
                image == ended,
            )

    def test_the_library_is_filtered_by_a_contract_that_is_no_option(self):
        make_contract()
        image = described(contract=make_contract(number="8"))
        described()
        with mock.patch.object(ContractFilter, "most", 1):
            page = self.page(f"/admin/articles/image/?contract={image.contract_id}")
            none = self.page("/admin/articles/image/?contract=999999")
        cards = "//li[@class='card']/a/@href"
        self.assertEqual([card.split("/")[4] for card in page.xpath(cards)], [str(image.pk)])
        self.assertEqual(len(none.xpath(cards)), 2, "an unknown one is no filter")
