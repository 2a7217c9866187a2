"""The story's form saves only the person's own changes, in both languages."""

from django.test import TestCase

from articles.models import Article, Byline, Language, RelatedLink, Source
from articles.workflow.edit_session import editing, versions
from tests.articles.admin.forms import ADD, PostedForm, change_url, opened
from tests.factories import make_article, make_author, make_section, make_topic, make_user, rewrite


class AdminTestCase(TestCase):
    role = "Managing editors"

    @classmethod
    def setUpTestData(cls):
        cls.user = make_user(role=cls.role, first_name="Bora", last_name="Testman")

    def setUp(self):
        self.client.force_login(self.user)

    def save(self, article, form=None, **fields):
        form = form or opened(self.client, article)
        return self.client.post(change_url(article), form.data(**fields))

    def add(self, **fields):
        return self.client.post(ADD, PostedForm(self.client.get(ADD)).data(**fields))


class AddTests(AdminTestCase):
    def test_story_saves_with_a_headline_alone(self):
        response = self.add(title_en="Harbor opens")
        article = Article.objects.get()
        self.assertRedirects(response, change_url(article))
        self.assertEqual(
            (article.title_en, article.title_ko, article.created_by), ("Harbor opens", "", self.user)
        )
        self.assertEqual(article.progress.count(), 2)

    def test_the_form_of_a_new_story_says_that_it_is_saved_and_no_more(self):
        form = PostedForm(self.client.get(ADD))
        page = self.client.post(ADD, form.data("_continue", title_en="Harbor opens"), follow=True)
        self.assertEqual([str(message) for message in page.context["messages"]], ["Saved."])

    def test_korean_story_saves_with_a_headline_alone(self):
        form = PostedForm(self.client.get(f"{ADD}?source=ko"))
        self.assertEqual(form["source_language"], "ko")
        self.client.post(ADD, form.data(title_ko="항구 문 열어"))
        article = Article.objects.get()
        self.assertEqual((article.source_language, article.title_ko), (Language.KO, "항구 문 열어"))

    def test_story_without_a_headline_is_shown_again_with_what_was_typed(self):
        response = self.add(summary_en="The harbor opens on Monday.")
        self.assertContains(response, "Enter a headline in at least one language.", status_code=422)
        self.assertContains(response, "The harbor opens on Monday.", status_code=422)
        self.assertFalse(Article.objects.exists())

    def test_headline_of_signs_that_nobody_sees_is_none(self):
        response = self.add(title_en="\u200b\u200b")
        self.assertContains(response, "Enter a headline in at least one language.", status_code=422)
        self.assertNotContains(response, "article_has_a_headline", status_code=422)

    def test_story_added_in_the_window_of_another_form_is_handed_to_that_form(self):
        response = self.add(title_en="Harbor opens", _popup="1")
        self.assertContains(response, f"&quot;value&quot;: &quot;{Article.objects.get().pk}&quot;")

    def test_source_without_name_and_address_is_told_once_and_in_words(self):
        response = self.add(title_en="Harbor opens", **{"sources-0-kind": "person"})
        self.assertContains(
            response, "Enter the name of the source or its address.", count=1, status_code=422
        )
        self.assertNotContains(response, "source_has_a_name_or_address", status_code=422)

    def test_everything_saves_at_once(self):
        section, topic, author = make_section(), make_topic(), make_author()
        self.add(
            title_en="Harbor opens",
            body_en="<p>The harbor opens.</p>",
            section=section.pk,
            topics=[topic.pk],
            **{
                "bylines-0-author": author.pk,
                "related_links-0-url": "https://example.org/harbor",
                "related_links-0-title_en": "Elsewhere",
                "sources-0-name_en": "Harbor office",
                "sources-0-is_checked": "on",
            },
        )
        article = Article.objects.get()
        self.assertEqual((article.body_en, article.section), ("<p>The harbor opens.</p>", section))
        self.assertEqual([item.tag for item in article.topic_items.all()], [topic])
        self.assertEqual(article.bylines.get().author, author)
        self.assertEqual(article.related_links.get().title_en, "Elsewhere")
        source = article.sources.get()
        self.assertEqual((source.name_en, source.checked_by), ("Harbor office", self.user))
        self.assertIsNotNone(source.checked_at)

    def test_wrong_values_are_errors_at_their_fields(self):
        response = self.add(
            title_en="x" * 201,
            source_language="fr",
            section="abc",
            topics=["99999999999999999999"],
            lead_image="0",
            slug_en="no slug!",
            **{
                "bylines-0-author": "-1",
                "bylines-0-position": "99999999999999999999",
                "related_links-0-url": "javascript:alert(1)",
                "related_links-0-position": "many",
                "sources-0-kind": "rumour",
            },
        )
        self.assertEqual(response.status_code, 422)
        form = response.context["adminform"].form
        expected = {
            "title_en",
            "source_language",
            "section",
            "topics",
            "lead_image",
            "slug_en",
        }
        self.assertEqual(set(form.errors), expected)
        bylines, sources, links = (inline.formset for inline in response.context["inline_admin_formsets"])
        self.assertEqual(set(bylines.errors[0]), {"author", "position"})
        self.assertEqual(set(links.errors[0]), {"url", "position"})
        self.assertEqual(set(sources.errors[0]), {"kind", "__all__"} & set(sources.errors[0]) | {"kind"})
        self.assertFalse(Article.objects.exists())

    def test_too_many_rows_are_an_error(self):
        response = self.add(title_en="Harbor opens", **{"bylines-TOTAL_FORMS": 5000})
        self.assertEqual(response.status_code, 422)
        self.assertFalse(Article.objects.exists())

    def test_missing_management_form_is_an_error(self):
        response = self.client.post(ADD, {"title_en": "Harbor opens", "_save": "on"})
        self.assertEqual(response.status_code, 422)


class ChangeTests(AdminTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_article()

    def test_opening_and_saving_changes_nothing(self):
        article = make_article(languages=("en", "ko"), summary_en="One line.\nTwo lines.")
        with editing(article.pk) as copy:
            RelatedLink.objects.create(article=copy, url="https://example.org/", summary_ko="한 줄\n두 줄")
            Source.objects.create(article=copy, name_en="Harbor office", is_public=True)
            Byline.objects.create(article=copy, author=make_author())
            copy.topic_items.create(tag=make_topic())
        before, records = versions(article), article.history.count()
        response = self.save(article)
        self.assertEqual(response.status_code, 302)
        self.assertEqual(versions(article), before)
        self.assertEqual(article.history.count(), records)

    def test_translator_completes_the_korean_in_this_form_alone(self):
        with editing(self.article.pk) as copy:
            RelatedLink.objects.create(article=copy, url="https://example.org/", title_en="Elsewhere")
            Source.objects.create(article=copy, name_en="Harbor office", is_public=True)
        self.client.force_login(make_user("translator", role="Korean translators"))
        before = versions(Article.objects.get())
        response = self.save(
            self.article,
            title_ko="항구 문 열어",
            summary_ko="항구가 월요일에 문을 연다.",
            body_ko="<p>항구가 문을 열었다.</p>",
            **{
                "related_links-0-title_ko": "다른 곳",
                "related_links-0-summary_ko": "다른 곳의 소식",
                "sources-0-name_ko": "항만청",
            },
        )
        self.assertEqual(response.status_code, 302)
        article = Article.objects.get()
        self.assertEqual(article.title_ko, "항구 문 열어")
        self.assertEqual(article.body_ko, "<p>항구가 문을 열었다.</p>")
        link = article.related_links.get()
        self.assertEqual(
            (link.title_en, link.title_ko, link.summary_ko), ("Elsewhere", "다른 곳", "다른 곳의 소식")
        )
        self.assertEqual(article.sources.get().name_ko, "항만청")
        self.assertEqual(versions(article), before | {"ko": before["ko"] + 1})

    def test_a_translator_saves_beside_a_related_story_that_others_chose(self):
        with editing(self.article.pk) as copy:
            RelatedLink.objects.create(article=copy, target=make_article())
            RelatedLink.objects.create(article=copy, url="https://example.org/", position=1)
        self.client.force_login(make_user("translator", role="Korean translators"))
        self.assertEqual(self.save(self.article, title_ko="항구 문 열어").status_code, 302)
        self.article.refresh_from_db()
        self.assertEqual(self.article.title_ko, "항구 문 열어")

    def test_body_is_stored_in_the_vocabulary(self):
        self.save(self.article, body_en='<h1>Harbor</h1><p onclick="x()">Open<script>x()</script></p>')
        self.article.refresh_from_db()
        self.assertEqual(self.article.body_en, "<h2>Harbor</h2><p>Open</p>")

    def test_rows_are_deleted(self):
        with editing(self.article.pk) as copy:
            RelatedLink.objects.create(article=copy, url="https://example.org/", title_en="Elsewhere")
        self.save(self.article, **{"related_links-0-DELETE": "on"})
        self.assertFalse(self.article.related_links.exists())

    def test_topics_without_a_name_in_this_language_are_told_apart(self):
        first, second = (make_topic(slug, name_en="") for slug in ("first", "second"))
        self.save(self.article, topics=[first.pk, second.pk])
        self.assertEqual(self.article.topic_items.count(), 2)
        self.save(self.article, topics=[second.pk])
        self.assertEqual([item.tag for item in self.article.topic_items.all()], [second])

    def test_field_that_is_not_posted_stays(self):
        form = opened(self.client, self.article)
        for name in ("summary_en", "initial-summary_en", "body_en"):
            del form.values[name]
        self.assertEqual(self.save(self.article, form, title_en="Harbor closes").status_code, 302)
        self.article.refresh_from_db()
        self.assertEqual(self.article.title_en, "Harbor closes")
        self.assertEqual(self.article.summary_en, "The harbor opens on Monday.")
        self.assertEqual(self.article.body_en, "<p>The harbor opens.</p>")

    def test_plain_post_without_hidden_fields_saves_what_it_says(self):
        form = opened(self.client, self.article)
        form.values = {
            name: value
            for name, value in form.values.items()
            if not name.startswith(("initial-", "version_"))
        }
        self.save(self.article, form, title_en="Harbor closes", summary_en="")
        self.article.refresh_from_db()
        self.assertEqual((self.article.title_en, self.article.summary_en), ("Harbor closes", ""))

    def test_history_keeps_one_record_a_save(self):
        before = self.article.history.count()
        self.save(self.article, title_en="Harbor closes", title_ko="항구 닫혀")
        self.assertEqual(self.article.history.count(), before + 1)
        record = self.article.history.first()
        self.assertEqual((record.title_ko, record.history_user), ("항구 닫혀", self.user))


class TwoPeopleTests(AdminTestCase):
    """Two browsers have the form open; the second saves last."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_article(languages=("en", "ko"))
        cls.colleague = make_user("colleague", first_name="Dana", last_name="Example")

    def test_korean_save_carries_no_stale_english_back(self):
        form = opened(self.client, self.article)
        rewrite(self.article, by=self.colleague, title_en="Harbor closes")
        response = self.save(self.article, form, title_ko="항구 닫혀")
        self.assertEqual(response.status_code, 302)
        self.article.refresh_from_db()
        self.assertEqual((self.article.title_en, self.article.title_ko), ("Harbor closes", "항구 닫혀"))

    def conflict(self, **fields):
        form = opened(self.client, self.article)
        rewrite(self.article, by=self.colleague, title_en="Harbor closes", summary_en="It closes.")
        return self.save(self.article, form, **fields)

    def test_conflict_writes_nothing_and_loses_nothing(self):
        response = self.conflict(title_en="Harbor opens early", title_ko="항구 일찍 열어")
        self.assertEqual(response.status_code, 409)
        self.article.refresh_from_db()
        self.assertEqual((self.article.title_en, self.article.title_ko), ("Harbor closes", "항구 문 열어"))
        form = PostedForm(response)
        self.assertEqual((form["title_en"], form["title_ko"]), ("Harbor opens early", "항구 일찍 열어"))

    def test_conflict_tells_who_changed_what_and_shows_it(self):
        response = self.conflict(title_en="Harbor opens early")
        self.assertContains(response, "Dana Example changed the English text", status_code=409)
        [theirs] = PostedForm(response).form.xpath(".//*[contains(@class, 'theirs')]")
        self.assertIn("Harbor closes", theirs.text_content())

    def test_what_both_changed_stays_in_sight_on_a_phone(self):
        form = PostedForm(self.conflict(title_en="Harbor opens early"))
        [english] = form.form.xpath(".//section[@aria-labelledby='text-en']/details")
        [korean] = form.form.xpath(".//section[@aria-labelledby='text-ko']/details")
        self.assertIsNotNone(english.get("data-kept"))
        self.assertIsNone(korean.get("data-kept"))

    def test_what_was_not_typed_follows_the_other(self):
        form = PostedForm(self.conflict(title_en="Harbor opens early"))
        self.assertEqual(form["summary_en"], "It closes.")

    def test_joined_text_saves_from_there(self):
        form = PostedForm(self.conflict(title_en="Harbor opens early"))
        response = self.save(self.article, form, title_en="Harbor closes early")
        self.assertEqual(response.status_code, 302)
        self.article.refresh_from_db()
        self.assertEqual(
            (self.article.title_en, self.article.summary_en), ("Harbor closes early", "It closes.")
        )

    def test_what_is_no_version_is_a_conflict_that_the_next_save_ends(self):
        form = opened(self.client, self.article)
        response = self.save(self.article, form, title_en="Harbor closes", version_en="x")
        self.assertEqual(response.status_code, 409)
        self.assertRedirects(self.save(self.article, PostedForm(response)), change_url(self.article))
        self.article.refresh_from_db()
        self.assertEqual(self.article.title_en, "Harbor closes")

    def test_a_third_change_meanwhile_is_a_conflict_again(self):
        form = PostedForm(self.conflict(title_en="Harbor opens early"))
        rewrite(self.article, by=self.colleague, title_en="Harbor closes at last")
        self.assertEqual(self.save(self.article, form).status_code, 409)

    def test_two_changes_of_one_row_are_a_conflict(self):
        with editing(self.article.pk) as copy:
            link = RelatedLink.objects.create(article=copy, url="https://example.org/", title_en="Elsewhere")
        form = opened(self.client, self.article)
        with editing(self.article.pk, by=self.colleague):
            link.title_en, link.publisher_en = "Theirs", "The Other Paper"
            link.save()
        response = self.save(self.article, form, **{"related_links-0-title_en": "Mine"})
        self.assertEqual(response.status_code, 409)
        again = PostedForm(response)
        self.assertEqual(again["related_links-0-title_en"], "Mine")
        self.assertEqual(again["related_links-0-publisher_en"], "The Other Paper")
        self.assertEqual(self.save(self.article, again).status_code, 302)
        link.refresh_from_db()
        self.assertEqual((link.title_en, link.publisher_en), ("Mine", "The Other Paper"))

    def test_row_that_somebody_deleted_comes_back_only_when_it_was_changed(self):
        with editing(self.article.pk) as copy:
            for name in ("first", "second"):
                RelatedLink.objects.create(article=copy, url=f"https://example.org/{name}")
        form = opened(self.client, self.article)
        with editing(self.article.pk, by=self.colleague):
            self.article.related_links.all().delete()
            RelatedLink.objects.create(article=self.article, url="https://example.org/third")
        response = self.save(self.article, form, **{"related_links-0-title_en": "Mine"})
        self.assertEqual(response.status_code, 409)
        self.assertEqual(self.save(self.article, PostedForm(response)).status_code, 302)
        links = {link.url.rsplit("/")[-1]: link.title_en for link in self.article.related_links.all()}
        self.assertEqual(links, {"first": "Mine", "third": ""})

    def test_stale_filing_is_a_conflict(self):
        form = opened(self.client, self.article)
        with editing(self.article.pk, by=self.colleague) as copy:
            copy.section = make_section("culture")
        response = self.save(self.article, form, section=make_section("sports").pk)
        self.assertContains(response, "changed the story settings", status_code=409)


class PermissionTests(AdminTestCase):
    role = "Korean translators"

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_article(languages=("en", "ko"))

    def test_language_that_one_may_not_write_is_read_only(self):
        form = opened(self.client, self.article)
        self.assertNotIn("title_en", form)
        self.assertIn("title_ko", form)
        self.assertIn("The harbor opens.", form.form.text_content())

    def test_direct_post_does_not_change_it(self):
        with editing(self.article.pk) as copy:
            link = RelatedLink.objects.create(article=copy, url="https://example.org/", title_en="Elsewhere")
        fields = {
            "related_links-0-title_en": "Forged",
            "initial-title_en": "",
            "related_links-0-title_ko": "다른 곳",
        }
        response = self.save(
            self.article, title_en="Forged", body_en="<p>Forged</p>", title_ko="고침", **fields
        )
        self.assertEqual(response.status_code, 302)
        self.article.refresh_from_db()
        link.refresh_from_db()
        self.assertEqual((self.article.title_en, self.article.title_ko), ("Harbor opens", "고침"))
        self.assertEqual(self.article.body_en, "<p>The harbor opens.</p>")
        self.assertEqual((link.title_en, link.title_ko), ("Elsewhere", "다른 곳"))

    def test_new_story_takes_only_the_language_that_one_may_write(self):
        self.client.post(ADD, PostedForm(self.client.get(ADD)).data(title_en="Forged", title_ko="새 기사"))
        article = Article.objects.get(title_ko="새 기사")
        self.assertEqual((article.title_en, article.source_language), ("", "ko"))

    def test_somebody_without_a_role_sees_no_story(self):
        self.client.force_login(make_user("visitor", role=None))
        self.assertEqual(self.client.get(change_url(self.article)).status_code, 403)
        self.assertEqual(self.client.post(change_url(self.article), {"title_ko": "Forged"}).status_code, 403)
