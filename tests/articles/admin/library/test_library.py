"""The screens around the story: pictures, topics, people, editions, the log, history, the publication."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from lxml import html
from PIL import Image as Pillow

from articles.models import Article, Event, Image, Publication, Topic
from articles.workflow.edit_session import editing
from articles.workflow.transitions import perform
from tests.articles.admin.forms import PostedForm, change_url
from tests.cases import ClockTestCase
from tests.factories import (
    make_article,
    make_publication,
    make_published,
    make_topic,
    make_user,
)


class LibraryTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user(is_superuser=True)

    def setUp(self):
        super().setUp()
        self.client.force_login(self.user)

    def page_text(self, address):
        response = self.client.get(address)
        self.assertEqual(response.status_code, 200, address)
        return response.content.decode()


class EveryScreenTests(LibraryTestCase):
    def test_lists_and_add_forms_answer_in_both_languages(self):
        make_published(languages=("en", "ko"))
        make_publication()
        make_topic()
        names = [
            "article",
            "author",
            "edition",
            "event",
            "image",
            "publication",
            "section",
            "standingpage",
            "topic",
        ]
        addresses = ["/admin/", "/admin/articles/", "/admin/accounts/user/", "/admin/accounts/user/add/"]
        addresses += [f"/admin/articles/{name}/" for name in names]
        addresses += [
            f"/admin/articles/{name}/add/"
            for name in names
            if name not in {"edition", "event", "publication"}
        ]
        for language in ("en", "ko"):
            self.user.language = language
            self.user.save()
            for address in addresses:
                with self.subTest(language=language, address=address):
                    response = self.client.get(address, follow=True)
                    self.assertEqual(response.status_code, 200)
                    self.assertNotContains(response, "[en]")
                    self.assertNotContains(response, "[ko]")

    def test_taggits_own_tags_have_no_screen(self):
        self.assertNotContains(self.client.get("/admin/"), "taggit")

    def test_nothing_is_deleted_in_bulk(self):
        article = make_article()
        for name in ("article", "topic", "image", "author"):
            self.assertNotContains(self.client.get(f"/admin/articles/{name}/"), "delete_selected")
        data = {"action": "delete_selected", "_selected_action": article.pk, "post": "yes"}
        self.client.post("/admin/articles/article/", data)
        self.assertTrue(Article.objects.exists())


class DeletionTests(LibraryTestCase):
    def test_story_that_was_never_published_is_deleted(self):
        article = make_article(languages=("en", "ko"))
        response = self.client.post(f"/admin/articles/article/{article.pk}/delete/", {"post": "yes"})
        self.assertEqual(response.status_code, 302)
        self.assertFalse(Article.objects.exists())

    def test_published_story_stays_and_the_message_names_the_way_out(self):
        article = make_published()
        for method in (self.client.get, self.client.post):
            response = method(f"/admin/articles/article/{article.pk}/delete/", {"post": "yes"}, follow=True)
            self.assertContains(response, "Withdraw it instead")
        self.assertTrue(Article.objects.exists())

    def test_what_is_no_story_is_not_found(self):
        for number in ("abc", "_31", "99999999999999999999"):
            address = f"/admin/articles/article/{number}/delete/"
            self.assertRedirects(self.client.get(address), "/admin/")

    def test_section_with_stories_stays(self):
        article = make_article()
        response = self.client.post(f"/admin/articles/section/{article.section_id}/delete/", {"post": "yes"})
        self.assertEqual(response.status_code, 200)
        article.section.refresh_from_db()

    def test_rows_that_join_are_not_told(self):
        story = make_article()
        with editing(story.pk) as copy:
            copy.topics.add(make_topic())
        page = self.page_text(f"/admin/articles/article/{story.pk}/delete/")
        self.assertNotIn("tagged with", page)
        self.assertNotIn("Article topic", page)
        self.assertIn("<li>Stories: 1</li>", page)


class PictureTests(LibraryTestCase):
    def upload(self, name, content, **fields):
        form = PostedForm(self.client.get("/admin/articles/image/add/"), "image_form")
        data = form.data("_save", **({"alt_en": "A harbor", "credit_ko": "시험 제공"} | fields))
        return self.client.post(
            "/admin/articles/image/add/", data | {"file": SimpleUploadedFile(name, content)}
        )

    def test_upload_is_encoded_anew_and_nameless(self):
        file = io.BytesIO()
        Pillow.new("RGB", (30, 20), "navy").save(file, "PNG")
        self.assertEqual(self.upload("secret name.png", file.getvalue() + b"hidden").status_code, 302)
        image = Image.objects.get()
        self.assertEqual((image.width, image.height, image.created_by), (30, 20, self.user))
        self.assertNotIn("secret", image.file.name)
        self.assertNotIn(b"hidden", image.file.read())
        self.assertContains(self.client.get("/admin/articles/image/"), image.file.url)

    def test_a_picture_is_mended_without_its_file(self):
        file = io.BytesIO()
        Pillow.new("RGB", (30, 20), "navy").save(file, "PNG")
        self.upload("harbor.png", file.getvalue())
        image = Image.objects.get()
        address = f"/admin/articles/image/{image.pk}/change/"
        page = self.client.get(address)
        self.assertContains(page, f'<a href="{image.file.url}">Open original</a>')
        data = PostedForm(page, "image_form").data("_save", alt_en="A quay")
        self.assertEqual(self.client.post(address, data).status_code, 302)
        mended = Image.objects.get()
        self.assertEqual((mended.alt_en, mended.file.name), ("A quay", image.file.name))

    def test_hostile_file_is_an_error_at_its_field(self):
        for content in (b"", b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"no picture"):
            response = self.upload("picture.jpg", content)
            self.assertTrue(response.context["adminform"].form.errors["file"])
            self.assertEqual(response.status_code, 422)
        self.assertFalse(Image.objects.exists())

    def test_refusal_names_the_way_out(self):
        response = self.upload("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
        self.assertContains(response, "Export the image as PNG", status_code=422)

    def test_name_of_the_file_does_not_matter(self):
        file = io.BytesIO()
        Pillow.new("RGB", (30, 20), "navy").save(file, "PNG")
        self.assertEqual(self.upload("항구" * 60 + ".photo", file.getvalue()).status_code, 302)

    def test_end_of_the_rights_is_one_field_that_keeps_its_seconds(self):
        file = io.BytesIO()
        Pillow.new("RGB", (30, 20), "navy").save(file, "PNG")
        self.upload("harbor.png", file.getvalue(), rights_until="2026-04-01 09:30")
        image = Image.objects.get()
        self.assertEqual(image.rights_until, datetime(2026, 4, 1, 0, 30, tzinfo=UTC))
        image.rights_until += timedelta(seconds=59)
        image.save()
        address = f"/admin/articles/image/{image.pk}/change/"
        form = PostedForm(self.client.get(address), "image_form")
        [field] = form.form.xpath(".//input[starts-with(@name, 'rights_until')]")
        self.assertEqual((field.get("type"), field.get("value")), ("datetime-local", "2026-04-01T09:30:59"))
        self.assertEqual(self.client.post(address, form.data("_save")).status_code, 302)
        self.assertEqual(Image.objects.get().rights_until, image.rights_until)

    def test_end_of_the_rights_that_is_no_date_is_refused_at_its_field(self):
        response = self.upload("harbor.png", b"", rights_until="2026-13-40 09:00")
        [told] = response.context["adminform"].form.errors["rights_until"]
        self.assertIn("“2026-13-40 09:00” is not a date and time.", told)
        self.assertContains(response, 'value="2026-13-40 09:00"', status_code=422)

    def test_year_that_no_calendar_bears_leaves_nothing_behind(self):
        file = io.BytesIO()
        Pillow.new("RGB", (31, 20), "navy").save(file, "PNG")
        with TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
            for day in ("0001-01-01", "9999-12-31"):
                response = self.upload("harbor.png", file.getvalue(), rights_until=f"{day}T00:00")
                self.assertContains(response, "Choose a year from 1900 to 9998.", status_code=422)
            self.assertEqual(list(Path(folder).rglob("*.*")), [])


class AddressTests(LibraryTestCase):
    def test_number_that_is_too_long_is_a_bad_request(self):
        response = self.client.get("/admin/articles/edition/", {"section": "9" * 30})
        self.assertEqual(response.status_code, 400)

    def test_pattern_or_year_that_no_filter_asks_for_is_a_bad_request(self):
        make_article()
        for address in ("article/?body_en__regex=(((", "event/?at__year=99999"):
            response = self.client.get(f"/admin/articles/{address}")
            self.assertEqual(response.status_code, 400, address)


class RefusedAddressTests(LibraryTestCase):
    """The refusal of an invalid address names the permitted characters."""

    def told(self, model, **fields):
        form = PostedForm(self.client.get(f"/admin/articles/{model}/add/"), f"{model}_form")
        response = self.client.post(f"/admin/articles/{model}/add/", form.data("_save", **fields))
        return response.context["adminform"].form.errors["slug"]

    def test_latin_letters_are_called_so_where_they_alone_will_do(self):
        for model in ("standingpage", "author", "section"):
            told = self.told(model, slug="소개")
            self.assertEqual(told, ["Use only letters a–z, digits and hyphens, e.g. about-us."], model)

    def test_any_letters_are_where_any_will_do(self):
        told = self.told("topic", slug="항만 물류", name_ko="항만 물류")
        self.assertEqual(told, ["Use only letters, digits and hyphens, no spaces."])


class TopicFormTests(LibraryTestCase):
    def add(self, **fields):
        form = PostedForm(self.client.get("/admin/articles/topic/add/"), "topic_form")
        return self.client.post("/admin/articles/topic/add/", form.data("_save", **fields))

    def test_one_name_is_enough(self):
        self.assertEqual(self.add(name_ko="경제", slug="경제").status_code, 302)

    def test_nameless_topic_and_second_of_a_name_are_errors_at_the_field(self):
        make_topic("economy", name_en="Economy", name_ko="경제")
        for fields, field in [({}, "name_en"), ({"name_ko": "경제"}, "name_ko")]:
            response = self.add(slug="second", **fields)
            self.assertEqual(list(response.context["adminform"].form.errors), [field])
        self.assertEqual(Topic.objects.count(), 1)


class ReadOnlyTests(LibraryTestCase):
    def test_edition_shows_what_was_printed_and_takes_nothing(self):
        edition = make_published().editions.get()
        address = f"/admin/articles/edition/{edition.pk}/change/"
        text = self.page_text(address)
        self.assertIn(edition.digest, text)
        self.assertIn("<p>The harbor opens.</p>", text)
        self.assertEqual(self.client.post(address, {"headline": "Forged"}).status_code, 403)
        self.assertEqual(self.client.get("/admin/articles/edition/add/").status_code, 403)
        self.assertEqual(self.client.post(f"/admin/articles/edition/{edition.pk}/delete/").status_code, 403)

    def test_log_tells_what_happened_and_takes_nothing(self):
        make_published(by=self.user)
        event = Event.objects.get(type="published")
        self.assertIn("Story", self.page_text("/admin/articles/event/"))
        address = f"/admin/articles/event/{event.pk}/change/"
        self.assertIn("live_from", self.page_text(address))
        self.assertEqual(self.client.post(address, {"reason": "Forged"}).status_code, 403)
        self.assertEqual(self.client.post(f"/admin/articles/event/{event.pk}/delete/").status_code, 403)

    def test_a_line_of_the_log_tells_only_what_it_has(self):
        perform("submit", make_article(by=self.user), language="en", by=self.user)
        event = Event.objects.get(type="submit")
        page = html.fromstring(self.page_text(f"/admin/articles/event/{event.pk}/change/"))
        self.assertEqual(
            [value for value in page.xpath("//*[@class='readonly']") if value.text_content() == ""], []
        )
        self.assertEqual(len(page.xpath("//*[contains(@class, 'field-language_label')]")), 1)
        self.assertEqual(page.xpath("//*[contains(@class, 'field-why')]"), [])


class PublicationTests(LibraryTestCase):
    def test_list_leads_to_the_one_row(self):
        self.assertRedirects(
            self.client.get("/admin/articles/publication/"), "/admin/articles/publication/add/"
        )
        publication = make_publication()
        address = f"/admin/articles/publication/{publication.pk}/change/"
        self.assertRedirects(self.client.get("/admin/articles/publication/"), address)
        self.assertEqual(self.client.get("/admin/articles/publication/add/").status_code, 403)

    def test_both_names_are_needed(self):
        make_publication()
        form = PostedForm(self.client.get("/admin/articles/publication/1/change/"), "publication_form")
        response = self.client.post("/admin/articles/publication/1/change/", form.data(name_ko=""))
        self.assertIn("name_ko", response.context["adminform"].form.errors)

    def test_header_bears_its_name_in_the_language_of_the_screens(self):
        make_publication()
        self.assertIn("The Test Harbor</a>", self.page_text("/admin/"))
        self.user.language = "ko"
        self.user.save()
        text = self.page_text("/admin/")
        self.assertIn("시험항구신문</a>", text)
        self.assertIn('href="/ko/"', text)

    def test_newsroom_without_a_name_has_one_anyway(self):
        self.assertIn("Newsroom</a>", self.page_text("/admin/"))
        self.assertFalse(Publication.objects.exists())


class ReadersLinkTests(LibraryTestCase):
    def test_form_leads_to_what_readers_see_when_there_is_something(self):
        draft, live = make_article(), make_published()
        address = live.editions.get().get_absolute_url()
        self.assertIn(f'href="{address}"', self.page_text(change_url(live)))
        self.assertNotIn("/en/articles/", self.page_text(change_url(draft)))
