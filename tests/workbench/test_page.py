"""The page of the workbench: what it shows, to whom, and at what cost."""

from tests.workbench.bench import BenchPageCase, rows_in


class PageTests(BenchPageCase):
    def test_it_shows_each_segment_beside_its_translation(self):
        html = self.page().content.decode()
        self.assertEqual(len(rows_in(html)), 13)
        self.assertIn("Headline", html)
