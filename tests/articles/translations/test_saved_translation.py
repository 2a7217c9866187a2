"""The Translation that a session returns after saving."""

import random

from articles.translations.segments import (
    SegmentConflict,
    SegmentGone,
    TranslationRefused,
    accept_unit,
    add_paragraph,
    fill_unit,
    join_units,
    leave_out_unit,
    separate_units,
    undo_leave_out,
)
from tests.articles.translations.test_segments import BODY, KOREAN, SegmentsCase

SOURCES = (
    BODY,
    BODY.replace("Ships wait", "Ten ships wait"),
    BODY.replace("Grain for the north", "Salt for the south"),
    BODY.replace("a.example", "b.example"),
    "<p>Ships wait at sea.</p>" + BODY,
    "<p>The harbor opens on Monday.</p><p>Ships wait at sea.</p><p>Ships wait at sea.</p>",
)
TEXTS = (*KOREAN[1:6], "배들은 바다에서 기다린다.", "배들은 바다에서 기다린다.", "")


class SavedTranslationTests(SegmentsCase):
    def test_it_is_the_one_that_the_database_has_after_any_sequence_of_changes(self):
        for seed in range(6):
            chance = random.Random(seed)
            for _step in range(25):
                with self.subTest(seed=seed):
                    self.change_at_random(chance)

    def change_at_random(self, chance):
        """Change the source or one segment; SegmentsCase.ask compares the returned Translation."""
        if chance.random() < 0.2:
            self.change(body_en=chance.choice(SOURCES))
            return
        place = chance.randrange(len(self.translation.units))
        verb, options = chance.choice(
            [
                (fill_unit, {"texts": [chance.choice(TEXTS)], "is_finished": True}),
                (fill_unit, {"texts": [chance.choice(TEXTS)], "is_finished": False}),
                (fill_unit, {"texts": [chance.choice(TEXTS), chance.choice(TEXTS)], "is_finished": True}),
                (accept_unit, {}),
                (join_units, {}),
                (separate_units, {}),
                (leave_out_unit, {"reason": "Known here."}),
                (undo_leave_out, {}),
                (add_paragraph, {"html": chance.choice(TEXTS)}),
            ]
        )
        try:
            self.ask(verb, place, **options)
        except (SegmentConflict, SegmentGone, TranslationRefused):
            return
