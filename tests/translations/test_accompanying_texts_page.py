from django.test import TestCase

from articles.models import Note, RelatedLink
from articles.workflow.edit_session import editing
from newsroom.translations.accompanying_texts import text_stamp
from tests.factories import make_article, make_published, make_topic, make_user
from tests.translations.screen import TranslationScreenCase

JSON = {"Accept": "application/json"}


class AroundCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.translator = make_user("translator", role="Korean translators")
        cls.article = make_article()

    def setUp(self):
        with editing(self.article.pk) as article:
            self.row = article.related_links.create(url="https://a.example/b", title_en="Tides")
            self.topic = make_topic(name_ko="")
            article.topics.add(self.topic)
        self.key = f"related-{self.row.pk}-title"
        self.client.force_login(self.translator)
        self.address = f"/admin/translations/{self.article.pk}/ko/around/"

    def send(self, *, headers=JSON, seen="", **posted):
        posted = {"key": self.key, "seen": text_stamp(seen)} | posted
        return self.client.post(f"{self.address}text/", posted, headers=headers)

    @property
    def korean(self):
        return RelatedLink.objects.get(pk=self.row.pk).title_ko


class PageTests(AroundCase):
    def test_it_shows_what_is_missing_and_whom_to_ask(self):
        page = self.client.get(self.address)
        self.assertContains(page, "Tides")
        self.assertContains(page, "Ask the desk")
        self.assertContains(page, f'name="key" value="{self.key}"')
        self.assertEqual(page.context["missing"], 2)

    def test_a_story_of_ours_says_what_of_it_readers_see(self):
        for target in (make_published(number=2), make_article(number=3)):
            self.article.related_links.create(target=target)
        page = self.client.get(self.address)
        self.assertContains(page, "Readers see its live edition:", count=2)
        self.assertContains(page, "Our story is not live", count=2)

    def test_who_writes_another_language_reads(self):
        self.client.force_login(make_user("stranger", role="English translators"))
        page = self.client.get(self.address)
        self.assertContains(page, "Tides")
        self.assertNotContains(page, "<textarea")
        self.assertEqual(self.send(text="밀물").status_code, 403)

    def test_the_language_of_the_source_has_none(self):
        self.assertEqual(
            self.client.get(f"/admin/translations/{self.article.pk}/en/around/").status_code, 404
        )

    def test_a_form_without_scripts_comes_back_to_its_place(self):
        answer = self.send(headers={}, text="밀물과 썰물")
        self.assertRedirects(answer, f"{self.address}#{self.key}", fetch_redirect_response=False)
        self.assertEqual(self.korean, "밀물과 썰물")

    def test_what_is_refused_without_scripts_is_shown_again(self):
        self.send(text="밀물")
        answer = self.send(headers={}, text="나의 썰물")
        self.assertContains(answer, "나의 썰물", status_code=409)
        self.assertContains(answer, "You changed this in another window. Compare both", status_code=409)
        self.assertEqual(self.korean, "밀물")


class ScriptTests(AroundCase):
    def test_it_learns_what_stands_there_then(self):
        told = self.send(text=" 밀물 ").json()
        known = {"text": "밀물", "seen": text_stamp("밀물"), "is_missing": False, "missing": 1}
        self.assertEqual(told, known | {"message": "Saved."})

    def test_another_persons_words_are_told(self):
        self.send(text="밀물")
        answer = self.send(text="썰물")
        self.assertEqual(answer.status_code, 409)
        self.assertEqual((answer.json()["theirs"], answer.json()["seen"]), ("밀물", text_stamp("밀물")))

    def test_what_is_refused_or_gone_says_so(self):
        self.assertEqual(self.send(text="밀" * 201).status_code, 422)
        self.assertEqual(self.send(key="related-0-title", text="밀").status_code, 410)
        self.assertEqual(self.send(key="", ask=1).status_code, 410)

    def test_the_desk_is_asked_by_one_click(self):
        told = self.send(key=f"topic-{self.topic.pk}-name", ask=1).json()
        self.assertEqual(told["message"], "Sent to the desk.")
        self.assertIn("Harbours", Note.objects.get().text)
        self.assertContains(self.client.get(self.address), "Sent to the desk.")


class LabelTests(TranslationScreenCase):
    body = (
        '<h2 data-label="lead">Port</h2><p>It opens.</p><aside data-kind="insight"><p>Ships wait.</p></aside>'
    )

    def test_the_labels_of_passages_come_with_their_text_and_are_never_typed(self):
        for place, words in enumerate(["항구", "열린다.", "항만", "문을 연다.", "배가 기다린다."]):
            self.post(place, text=words)
        self.assertEqual(
            self.korean,
            '<h2 data-label="lead">항만</h2><p>문을 연다.</p>'
            '<aside data-kind="insight"><p>배가 기다린다.</p></aside>',
        )
