"""Answers to the dialogs of the body editor, and the permission to get them."""

import io
from datetime import date
from unittest.mock import patch

from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings
from django.urls import reverse
from PIL import Image as Pillow

from articles.media.embed_facts import EmbedFacts, EmbedFactsUnavailable
from articles.models import Image, PictureContract, Term, Topic
from tests.factories import make_article, make_published, make_topic, make_user

PICKERS = ["articles_pick_image", "articles_pick_article", "articles_pick_topic", "articles_pick_term"]


def png(size=(4, 3)):
    out = io.BytesIO()
    Pillow.new("RGB", size, "navy").save(out, "PNG")
    return out.getvalue()


def make_image(**texts):
    return Image.objects.create(file=ContentFile(png(), name="picture.png"), **texts)


@override_settings(ROOT_URLCONF="tests.browser.editor_page")
class PickerCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.reporter = make_user("reporter", role="Reporters")

    def setUp(self):
        self.client.force_login(self.reporter)

    def ask(self, kind, **query):
        return self.client.get(reverse(f"admin:articles_pick_{kind}"), query).json()

    def found(self, kind, **query):
        return [item["id"] for item in self.ask(kind, **query)["results"]]


class PermissionTests(PickerCase):
    def test_nobody_is_sent_to_log_in(self):
        self.client.logout()
        for name in PICKERS:
            self.assertEqual(self.client.get(reverse(f"admin:{name}")).status_code, 302)

    def test_staff_without_permission_is_refused(self):
        self.client.force_login(make_user("visitor", role=None))
        for name in PICKERS:
            self.assertEqual(self.client.get(reverse(f"admin:{name}")).status_code, 403)
        upload = self.client.post(
            reverse("admin:articles_upload_image"), {"file": SimpleUploadedFile("a.png", png())}
        )
        self.assertEqual(upload.status_code, 403)
        self.assertFalse(Image.objects.exists())

    def test_pickers_only_read(self):
        for name in PICKERS:
            self.assertEqual(self.client.post(reverse(f"admin:{name}")).status_code, 405)
        self.assertEqual(self.client.get(reverse("admin:articles_upload_image")).status_code, 405)


class EmbedTests(PickerCase):
    NAME = "youtube:dQw4w9WgXcQ"

    def fetch(self, name=NAME, **answer):
        with patch("articles.admin.editor_pickers.fetch_embed_facts", **answer) as asked:
            response = self.client.post(reverse("admin:articles_fetch_embed"), {"name": name})
        self.asked = asked
        return response

    def test_words_and_picture_of_the_provider_are_answered(self):
        image = make_image(alt_en="Preview")
        answer = self.fetch(return_value=EmbedFacts("The launch", "Harbor TV", image)).json()
        self.assertEqual(
            (answer["title"], answer["author"], answer["problem"]), ("The launch", "Harbor TV", "")
        )
        self.assertEqual(answer["picture"]["id"], image.pk)
        self.assertTrue(self.asked.call_args.kwargs["takes_picture"])

    def test_who_may_not_add_pictures_gets_the_words_alone(self):
        reader = make_user("reader", role=None)
        reader.user_permissions.add(Permission.objects.get(codename="view_article"))
        self.client.force_login(reader)
        answer = self.fetch(return_value=EmbedFacts("The launch", "")).json()
        self.assertEqual((answer["title"], answer["picture"]), ("The launch", None))
        self.assertFalse(self.asked.call_args.kwargs["takes_picture"])

    def test_failures_are_said_in_words(self):
        refused = self.fetch(side_effect=EmbedFactsUnavailable("It did not answer."))
        self.assertEqual((refused.status_code, refused.json()), (422, {"errors": ["It did not answer."]}))
        for name in ("", "nobody:1", "youtube:<script>", "x" * 5000, "youtube:"):
            self.assertEqual(self.fetch(name).status_code, 422, name)
            self.asked.assert_not_called()

    def test_only_who_sees_stories_may_ask_and_only_by_post(self):
        self.assertEqual(self.client.get(reverse("admin:articles_fetch_embed")).status_code, 405)
        self.client.force_login(make_user("visitor", role=None))
        self.assertEqual(self.fetch().status_code, 403)
        self.client.logout()
        self.assertEqual(self.fetch().status_code, 302)
        self.asked.assert_not_called()


class StoryTests(PickerCase):
    def test_both_languages_and_numbers_are_searched(self):
        story = make_article(languages=("en", "ko"))
        make_article(title_en="Something else", summary_en="")
        for words in ["harbor", "HARBOR opens", "항구", str(story.pk)]:
            self.assertEqual(self.found("article", q=words), [story.pk], words)
        self.assertEqual(self.found("article", q="harbor nowhere"), [])

    def test_names_come_with_their_language_and_an_empty_one_not_at_all(self):
        make_article(languages=("ko",))
        self.assertEqual(self.ask("article")["results"][0]["name"], {"ko": "항구 문 열어"})

    def test_says_where_readers_can_read_a_story(self):
        draft = make_article(languages=("en", "ko"))
        live = make_published(languages=("en", "ko"))
        by_id = {item["id"]: item["live"] for item in self.ask("article")["results"]}
        self.assertEqual(by_id, {draft.pk: [], live.pk: ["en", "ko"]})

    def test_queries_do_not_grow_with_the_stories(self):
        make_published()
        with self.assertNumQueries(5):  # session, user, permissions, stories, live editions
            self.ask("article")
        for _ in range(5):
            make_published()
        with self.assertNumQueries(5):
            self.ask("article")

    def test_pages_follow_one_another_without_gap_or_repetition(self):
        stories = [make_article().pk for _ in range(30)]
        first, second = self.ask("article"), self.ask("article", page=2)
        self.assertTrue(first["more"])
        self.assertFalse(second["more"])
        shown = [item["id"] for page in (first, second) for item in page["results"]]
        self.assertEqual(shown, stories[::-1])

    def test_numbers_of_a_body_are_resolved_and_bad_ones_ignored(self):
        one, _, three = make_article(), make_article(), make_article()
        wanted = [str(one.pk), str(three.pk), "x", "-1", "9" * 40, ""]
        self.assertEqual(self.found("article", id=wanted), [three.pk, one.pk])

    def test_odd_pages_and_words_are_borne(self):
        make_article()
        for page in ["0", "x", "9" * 30, "²", ""]:
            self.assertIn("results", self.ask("article", page=page))
        self.assertEqual(self.found("article", q="\x00harbor"), self.found("article", q="harbor"))


class TopicTests(PickerCase):
    def test_topics_are_found_in_both_languages_and_merged_ones_not_at_all(self):
        topic = make_topic("ports", name_en="Ports", name_ko="항만", explanation_ko="배가 닿는 곳.")
        Topic.objects.create(slug="old", name_en="Old ports", merged_into=topic)
        self.assertEqual(self.found("topic", q="port"), [topic.pk])
        self.assertEqual(self.found("topic", q="항만"), [topic.pk])
        told = {"name": {"en": "Ports", "ko": "항만"}, "explanation": {"ko": "배가 닿는 곳."}}
        self.assertEqual(self.ask("topic")["results"], [{"id": topic.pk} | told])


class PictureTests(PickerCase):
    def test_texts_of_both_languages_are_searched(self):
        crane = make_image(alt_en="A crane", alt_ko="기중기", credit_ko="한바다")
        make_image(alt_en="A desk")
        for words in ["CRANE", "기중기", "한바다", str(crane.pk)]:
            self.assertEqual(self.found("image", q=words), [crane.pk], words)

    def test_a_picture_is_described_in_each_language(self):
        image = make_image(alt_en="A crane", caption_ko="항구의 기중기")
        self.assertEqual(
            self.ask("image", id=image.pk)["results"],
            [
                {
                    "id": image.pk,
                    "src": image.file.url,
                    "width": 4,
                    "height": 3,
                    "alt": {"en": "A crane"},
                    "caption": {"ko": "항구의 기중기"},
                    "credit": {},
                    "limits": "",
                    "usable": True,
                }
            ],
        )

    def upload(self, content=None, **texts):
        file = {"file": SimpleUploadedFile("x.png", content)} if content is not None else {}
        return self.client.post(reverse("admin:articles_upload_image"), {**file, **texts})

    def test_an_upload_takes_a_contract_in_force_and_tags(self):
        contract = PictureContract.objects.create(supplier="Nexo", credit="Nexo Photos")
        ended = PictureContract.objects.create(supplier="Old", last_day=date(2001, 1, 1))
        offered = self.client.get(reverse("admin:articles_pick_image"), {"page": "1"}).json()["contracts"]
        self.assertEqual(offered, [[contract.pk, str(contract)]])
        self.assertEqual(self.upload(png(), alt_en="A crane", contract=ended.pk).status_code, 422)
        long = self.upload(png(), alt_en="A crane", tags="x" * 99)
        self.assertEqual(long.status_code, 422)
        self.assertTrue(long.json()["errors"][0].startswith("Tags: "), long.json())
        self.assertFalse(Image.objects.exists())
        answer = self.upload(png(), alt_en="A crane", contract=contract.pk, tags="harbour, 항구")
        self.assertEqual(answer.status_code, 201)
        image = Image.objects.get()
        self.assertEqual((image.contract, image.credit_en), (contract, "Nexo Photos"))
        self.assertEqual({row.name for row in image.tag_rows.all()}, {"harbour", "항구"})

    def test_an_upload_becomes_a_picture_of_the_library(self):
        answer = self.upload(png(), alt_en=" A crane ", alt_ko="기중기", credit_en="Sea & Co.")
        self.assertEqual(answer.status_code, 201)
        image = Image.objects.get()
        self.assertEqual(answer.json()["picture"]["id"], image.pk)
        self.assertEqual((image.alt_en, image.alt_ko, image.credit_en), ("A crane", "기중기", "Sea & Co."))
        self.assertEqual(image.created_by, self.reporter)

    def test_what_is_no_picture_is_refused_in_words(self):
        for content in [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"", None]:
            answer = self.upload(content, alt_en="A crane")
            self.assertEqual(answer.status_code, 422)
            self.assertTrue(answer.json()["errors"][0])
        self.assertFalse(Image.objects.exists())

    def test_texts_that_are_too_long_are_refused(self):
        self.assertEqual(self.upload(png(), alt_en="a" * 301).status_code, 422)
        self.assertFalse(Image.objects.exists())


class TermTests(PickerCase):
    def test_every_form_is_searched_and_what_readers_are_told_comes_with_it(self):
        term = Term.objects.create(
            name_en="Harbor Council",
            short_en="council",
            name_ko="항만위원회",
            explanation_ko="항만을 맡는다.",
        )
        Term.objects.create(name_en="Pier 7")
        for words in ["harbor", "항만", "council harbor"]:
            self.assertEqual(self.found("term", q=words), [term.pk], words)
        [told] = self.ask("term", id=term.pk)["results"]
        self.assertEqual(told["name"], {"en": "Harbor Council", "ko": "항만위원회"})
        self.assertEqual(told["explanation"], {"ko": "항만을 맡는다."})
