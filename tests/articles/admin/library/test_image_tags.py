"""Tags of pictures: on a form, in simultaneous changes, and for many pictures at once."""

from unittest import mock

from articles.admin.library import image_filters
from articles.models import Event
from articles.models.image import MOST_TAGS, change_tags
from tests.articles.admin.library.test_contracts import ContractCase
from tests.factories import make_user
from tests.public.newsdesk import make_image

LIST = "/admin/articles/image/"


def tags(image):
    return [str(tag) for tag in image.tag_rows.all()]


class TagFieldTests(ContractCase):
    def setUp(self):
        super().setUp()
        self.image = make_image(alt_en="A quay")

    def test_tags_are_saved_without_an_event_of_what_readers_see(self):
        events = Event.objects.count()
        self.assertEqual(self.save(self.image, tags="Storm, #부산항").status_code, 302)
        self.assertEqual((tags(self.image), Event.objects.count()), (["storm", "부산항"], events))
        self.assertEqual(self.form(self.image)["tags"], "storm, 부산항")

    def test_two_people_add_and_remove_at_once(self):
        change_tags([self.image], add=["quay", "storm"])
        form = self.form(self.image)
        change_tags([self.image], add=["night"], remove=["quay"])
        address = f"{LIST}{self.image.pk}/change/"
        self.client.post(address, form.data("_continue", tags="quay, rain"))
        self.assertEqual(tags(self.image), ["night", "rain"])

    def test_a_tag_that_is_too_long_is_refused_and_stays_in_the_form(self):
        for text in ("x" * 61, ", ".join(map(str, range(MOST_TAGS + 1)))):
            response = self.save(self.image, tags=text, alt_en="Another quay")
            self.assertEqual(response.status_code, 422)
            self.assertIn(text, response.content.decode())
            self.assertEqual(tags(self.image), [])

    def test_reporters_tag_what_others_uploaded(self):
        self.client.force_login(make_user("reporter", role="Reporters"))
        self.assertEqual(self.save(self.image, tags="storm").status_code, 302)
        self.assertEqual(tags(self.image), ["storm"])

    def test_who_may_only_look_sees_them(self):
        change_tags([self.image], add=["storm"])
        self.client.force_login(make_user("admin", role="Administrators"))
        self.assertIn("storm", self.page(f"{LIST}{self.image.pk}/change/").xpath("string(//main)"))

    def test_the_list_is_filtered_and_searched_by_tag(self):
        make_image()
        change_tags([self.image], add=["부산항"])
        for query in ("tag=부산항", "q=부산"):
            cards = self.page(f"{LIST}?{query}").xpath("//li[@class='card']/a/@href")
            self.assertEqual([card.split("/")[4] for card in cards], [str(self.image.pk)])

    def test_the_filter_says_that_it_lists_some_tags_alone_and_knows_the_others(self):
        change_tags([self.image], add=["anchor", "quay", "storm"])
        note = "Only the first 2 tags are listed. Search to find others."
        with mock.patch.object(image_filters, "MOST_KNOWN_TAGS", 2):
            self.assertContains(self.client.get(LIST), note)
            page = self.page(f"{LIST}?tag=storm")
            self.assertEqual(page.xpath("string(//summary[contains(., 'Tag')]/strong)"), "storm")
        self.assertNotContains(self.client.get(LIST), "Search to find others.")


class ManyTagsTests(ContractCase):
    def setUp(self):
        super().setUp()
        self.images = [make_image(), make_image()]
        change_tags(self.images[:1], add=["old"])
        self.chosen = {"action": "change_tags_of_many", "_selected_action": [one.pk for one in self.images]}

    def test_the_page_changes_all_that_were_chosen(self):
        page = self.client.post(LIST, self.chosen | {"index": "0"})
        self.assertContains(page, "Tags to remove")
        response = self.client.post(
            LIST, self.chosen | {"_apply": "Save", "add": "Night, rain", "remove": ["old"]}, follow=True
        )
        self.assertContains(response, "The tags of 2 images were changed.")
        self.assertEqual([tags(one) for one in self.images], [["night", "rain"]] * 2)

    def test_what_is_refused_stays_on_the_page(self):
        for data in ({"add": "x" * 61}, {"add": "night", "remove": ["nothing"]}):
            response = self.client.post(LIST, self.chosen | {"_apply": "Save"} | data)
            self.assertContains(response, data["add"], status_code=422)
            self.assertEqual([tags(one) for one in self.images], [["old"], []])

    def test_no_image_gets_more_tags_than_its_own_form_accepts(self):
        # It already has "old": this is the most that a picture may have.
        change_tags(self.images[:1], add=map(str, range(MOST_TAGS - 1)))
        for data in ({"add": "old, 0"}, {"add": "night", "remove": ["old"]}):
            response = self.client.post(LIST, self.chosen | {"_apply": "Save"} | data)
            self.assertEqual(response.status_code, 302)
        response = self.client.post(LIST, self.chosen | {"_apply": "Save", "add": "dawn"})
        self.assertContains(response, "One of the images would have more than 30 tags.", status_code=422)
        self.assertEqual([len(tags(one)) for one in self.images], [MOST_TAGS, 2])

    def test_it_is_for_those_who_may_change_images(self):
        self.client.force_login(make_user("admin", role="Administrators"))
        self.client.post(LIST, self.chosen | {"_apply": "Save", "add": "night"})
        self.assertEqual([tags(one) for one in self.images], [["old"], []])
        self.assertEqual(self.page(LIST).xpath("//input[@name='_selected_action']"), [])

    def test_nothing_on_the_page_claims_to_count_what_is_chosen(self):
        page = self.page(LIST)
        self.assertEqual(len(page.xpath("//input[@name='_selected_action']")), 2)
        self.assertEqual(page.xpath("//*[contains(@class, 'action-counter')]"), [])
