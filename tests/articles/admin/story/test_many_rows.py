"""A story with the maximum number of rows on its form."""

from django.db import connection
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext

from articles.admin.story.inlines import MOST_ROWS
from articles.models import Byline, RelatedLink, Source
from articles.workflow.edit_session import editing
from tests.articles.admin.forms import change_url, opened
from tests.factories import make_article, make_author, make_topic, make_user


class ManyRowsTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.article = make_article(languages=("en", "ko"))
        authors = [make_author(f"author-{number}") for number in range(MOST_ROWS)]
        rows = [(number, {"article": cls.article, "position": number}) for number in range(MOST_ROWS)]
        with editing(cls.article.pk) as copy:
            copy.topics.add(*[make_topic(f"topic-{number}") for number in range(MOST_ROWS)])
            Byline.objects.bulk_create(Byline(author=authors[number], **row) for number, row in rows)
            RelatedLink.objects.bulk_create(
                RelatedLink(url=f"https://paper.example/{number}", **row) for number, row in rows
            )
            Source.objects.bulk_create(
                Source(article=cls.article, name_en=f"Office {number}") for number, _row in rows
            )

    def setUp(self):
        self.client.force_login(make_user())

    def test_every_row_that_the_form_takes_is_saved_twice(self):
        for time in ("first", "second"):
            form = opened(self.client, self.article)
            written = {f"sources-{number}-name_ko": f"{time} {number}" for number in range(MOST_ROWS)}
            written |= {f"related_links-{number}-title_en": time for number in range(MOST_ROWS)}
            data = form.data(**written)
            response = self.client.post(change_url(self.article), data)
            self.assertEqual(response.status_code, 302)
            self.assertEqual(self.article.sources.filter(name_ko__startswith=time).count(), MOST_ROWS)
            self.assertEqual(self.article.related_links.filter(title_en=time).count(), MOST_ROWS)

    def test_a_save_asks_the_database_the_same_with_few_rows_and_with_many(self):
        def count(article, title):
            data = opened(self.client, article).data(title_en=title, summary_ko=f"{title} 부두가 문을 연다.")
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(self.client.post(change_url(article), data).status_code, 302)
            return len(queries)

        few = make_article(languages=("en", "ko"))
        with editing(few.pk) as copy:
            copy.topics.add(make_topic("quays"))
            Byline.objects.create(article=copy, author=make_author("one"))
            RelatedLink.objects.create(article=copy, url="https://paper.example/")
            Source.objects.create(article=copy, name_en="Office")
        count(few, "One")  # some queries run once per process, or once for each changed text
        count(self.article, "One")
        counts = [count(few, "Two"), count(self.article, "Two")]
        self.assertEqual(counts[0], counts[1])
        counts.append(count(make_article(languages=("en", "ko")), "Two"))
        self.assertLessEqual(max(counts), 35)

    def test_form_with_more_fields_than_are_read_is_told_the_way_out(self):
        data = opened(self.client, self.article).data(title_en="Quay opens")
        with override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=1000):
            response = self.client.post(change_url(self.article), data)
        self.assertContains(response, "remove some rows", status_code=413)
        self.article.refresh_from_db()
        self.assertEqual(self.article.title_en, "Harbor opens")
