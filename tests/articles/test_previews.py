from django.test import TestCase

from articles.models import Article, Byline, Image, LanguageProgress, RelatedLink, Role, Source, Wanted
from articles.previews import compose, edition_text_digest, make_slug, pictures
from articles.workflow.edit_session import editing
from tests.factories import LANGUAGES, make_article, make_author, make_topic


class MakeSlugTests(TestCase):
    def test_words_become_an_address(self):
        for headline, slug in [
            ("Harbor opens, at last!", "harbor-opens-at-last"),
            ("항구 문 열어", "항구-문-열어"),
            ("한국 GDP 3.1% 성장", "한국-gdp-31-성장"),
            ("…", "story"),
            ("", "story"),
        ]:
            self.assertEqual(make_slug(headline), slug)

    def test_a_long_one_is_cut_between_words(self):
        slug = make_slug("word " * 40)
        self.assertLessEqual(len(slug), 80)
        self.assertEqual(set(slug.split("-")), {"word"})

    def test_a_word_that_ends_at_the_limit_stays(self):
        self.assertEqual(make_slug("a" * 80 + " b"), "a" * 80)
        self.assertEqual(make_slug("a" * 200), "a" * 80)


class ComposeTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.article = make_article(languages=LANGUAGES)

    def composed(self, language="en"):
        self.article.refresh_from_db()
        return compose(self.article, self.article.progress.get(language=language))

    def test_one_language_is_taken(self):
        for language, headline in (("en", "Harbor opens"), ("ko", "항구 문 열어")):
            self.assertEqual(self.composed(language).headline, headline)

    def test_what_is_printed_beside_the_columns(self):
        topic, author = make_topic(), make_author()
        target = make_article(number=" two")
        with editing(self.article.pk) as copy:
            copy.topics.add(topic)
            copy.bylines.create(author=author, role=Role.PHOTOS)
            copy.related_links.create(target=target, title_ko="항구", position=2)
            copy.related_links.create(url="https://example.org/", publisher_en="Elsewhere", position=1)
            copy.related_links.create(summary_en="Leads nowhere yet", position=3)
            copy.sources.create(name_en="Port office", kind="organisation", is_public=True)
            copy.sources.create(name_en="A whisper", is_public=False)
        printed = self.composed("ko").printed
        name = "bora-testman 기자"
        self.assertEqual(
            printed["bylines"],
            [{"author": author.pk, "slug": "bora-testman", "name": name, "role": "photos"}],
        )
        self.assertEqual(printed["topics"], [topic.pk])
        elsewhere, ours = printed["related"]
        self.assertEqual((elsewhere["url"], elsewhere["publisher"]), ("https://example.org/", "Elsewhere"))
        self.assertEqual((ours["article"], ours["title"], ours["summary"]), (target.pk, "항구", ""))
        [source] = printed["sources"]
        self.assertEqual((source["name"], source["language"]), ("Port office", "en"))

    def test_pictures_of_the_text_and_the_lead_are_printed_in_its_language(self):
        lead, figure, unused = [
            Image.objects.create(file=f"{name}.jpg", width=3, height=2, alt_ko=f"{name} 사진", alt_en=name)
            for name in ("lead", "figure", "unused")
        ]
        body = f'<p>항구</p><figure data-image="{figure.pk}"><figcaption></figcaption></figure>'
        with editing(self.article.pk) as copy:
            copy.lead_image, copy.body_ko = lead, body
        self.assertEqual(set(self.composed("ko").printed["images"]), {str(lead.pk), str(figure.pk)})
        self.assertEqual(self.composed("ko").printed["images"][str(figure.pk)]["alt"], "figure 사진")
        self.assertEqual(set(self.composed("en").printed["images"]), {str(lead.pk)})
        self.assertNotIn(str(unused.pk), pictures(body, lead.pk, "ko"))

    def test_the_lead_picture_has_the_caption_that_the_story_gives_it(self):
        image = Image.objects.create(
            file="quay.jpg", width=3, height=2, caption_en="Library", caption_ko="부두"
        )
        with editing(self.article.pk) as copy:
            copy.lead_image, copy.lead_caption_en = image, '  "Noon"  '
        english, korean = self.composed("en").printed, self.composed("ko").printed
        self.assertEqual(english["lead_caption"], "“Noon”")
        self.assertNotIn("lead_caption", korean)
        self.assertEqual(english["images"][str(image.pk)]["caption"], "Library")

    def test_a_caption_without_a_picture_is_not_printed(self):
        with editing(self.article.pk) as copy:
            copy.lead_caption_en, copy.slug_en = "Noon", "harbor"
        self.assertNotIn("lead_caption", self.composed("en").printed)
        progress = self.article.progress.get(language="en")
        self.assertEqual(edition_text_digest(self.composed("en")), progress.text_digest)

    def test_a_brief_prints_no_text(self):
        self.article.progress.filter(language="ko").update(wanted=Wanted.BRIEF)
        edition = self.composed("ko")
        self.assertEqual((edition.is_brief, edition.body), (True, ""))

    def test_it_writes_nothing_and_asks_a_constant_number_of_questions(self):
        image = Image.objects.create(file="quay.jpg", width=1, height=1)
        for number in range(2):
            with editing(self.article.pk) as copy:
                copy.lead_image = image
                copy.bylines.create(author=make_author(f"author-{number}"))
                RelatedLink.objects.create(article=copy, url=f"https://example.org/{number}")
                Source.objects.create(article=copy, name_en=f"Source {number}", is_public=True)
            article = Article.objects.get(pk=self.article.pk)
            progress = article.progress.get(language="en")
            with self.assertNumQueries(5):
                compose(article, progress)

    def test_its_digest_is_that_of_the_desk(self):
        with editing(self.article.pk) as copy:
            copy.slug_ko = "항구"
            copy.topics.add(make_topic())
            copy.bylines.create(author=make_author(), position=3)
            copy.related_links.create(url="https://example.org/", title_ko="항구")
            copy.sources.create(name_en="Port office", is_public=True)
            copy.lead_image = Image.objects.create(file="quay.jpg", width=3, height=2)
            copy.lead_caption_ko = "부두"
        progress = self.article.progress.get(language="ko")
        self.assertEqual(edition_text_digest(self.composed("ko")), progress.text_digest)

    def test_every_printed_thing_is_in_the_digest(self):
        image = Image.objects.create(file="quay.jpg", width=3, height=2)
        digests = [edition_text_digest(self.composed())]
        for change in [
            lambda copy: setattr(copy, "lead_image", image),
            lambda copy: setattr(copy, "lead_caption_en", "Noon"),
            lambda copy: setattr(copy, "title_en", "Other"),
            lambda copy: setattr(copy, "slug_en", "another-address"),
            lambda copy: copy.topics.add(make_topic()),
            lambda copy: copy.bylines.create(author=make_author()),
            lambda copy: copy.related_links.create(url="https://example.org/", position=1),
            lambda copy: copy.related_links.create(url="https://example.org/", title_en="T", position=2),
            lambda copy: copy.sources.create(url="https://example.org/", is_public=True),
        ]:
            with editing(self.article.pk) as copy:
                change(copy)
            digests.append(edition_text_digest(self.composed()))
        self.assertEqual(len(set(digests)), len(digests))


class BylineTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.article = make_article(languages=("en", "ko"))
        with editing(cls.article.pk) as copy:
            for role in (Role.TEXT, Role.TRANSLATION):
                Byline.objects.create(article=copy, author=make_author(f"{role}-person"), role=role)

    def progress(self, language):
        return LanguageProgress.objects.get(article=self.article, language=language)

    def test_translator_signs_the_translation_alone(self):
        roles = {
            language: [
                byline["role"] for byline in compose(self.article, self.progress(language)).printed["bylines"]
            ]
            for language in ("en", "ko")
        }
        self.assertEqual(roles, {"en": ["text"], "ko": ["text", "translation"]})

    def test_digest_of_the_desk_is_that_of_the_edition_in_either_language(self):
        for language in ("en", "ko"):
            progress = self.progress(language)
            with editing(self.article.pk) as copy:
                copy.set_text("slug", language, f"harbor-{language}")
            progress.refresh_from_db()
            self.article.refresh_from_db()
            self.assertEqual(compose(self.article, progress).text_digest, progress.text_digest)
