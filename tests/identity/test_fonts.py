"""Fonts of a newspaper: permitted files, their measures, style sheet and subsets."""

import io
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from fontTools.ttLib import TTFont

from newsroom.demo.content import LOOK
from newsroom.identity import font_subsets
from newsroom.identity.font_subsets import (
    QUARTER,
    CutAllowance,
    open_subset,
    prepare_subset,
    quarter_folder,
    remove_old_subsets,
    subset_of,
)
from newsroom.identity.fonts import (
    BASIC,
    MOST_BYTES,
    FontError,
    cut_font,
    decompress_font,
    fonts_css,
    measure_font,
    read_font,
    syllables_of_ks_x_1001,
)
from newsroom.identity.static_files import OWN_FONTS, identity_files

AT = datetime(2026, 11, 30, 9, tzinfo=UTC)
SERIF, MYEONGJO = LOOK / "fonts/majubon-serif.woff2", LOOK / "fonts/majubon-myeongjo.woff2"


@pytest.fixture(autouse=True)
def nothing_known(settings, tmp_path):
    """Empty the process's memory of subsets and their storage."""
    settings.MEDIA_ROOT = tmp_path / "media"
    font_subsets._known.clear()
    yield
    font_subsets._known.clear()


@pytest.fixture
def serif():
    return read_font("headline", "en", SERIF)


def characters_of(content):
    return set(map(chr, TTFont(io.BytesIO(content)).getBestCmap()))


class TestFiles:
    def test_fonts_of_the_demonstration_are_measured(self, serif):
        measures = serif.measures
        assert (round(measures.letter, 4), measures.syllable, measures.weights) == (0.4927, 0, "700")
        assert (round(measures.ascent, 3), round(measures.descent, 3)) == (1.036, 0.335)
        korean = read_font("headline", "ko", MYEONGJO)
        assert round(korean.width, 4) == 0.9502
        assert (korean.family, korean.weights, korean.measures.weights) == ("headline-ko", "100 900", "800")

    def test_reserved_names_are_not_used(self):
        for path in (SERIF, MYEONGJO):
            names = TTFont(path)["name"]
            said = " ".join(names.getDebugName(one) or "" for one in (1, 3, 4, 6, 16))
            assert "Majubon" in said
            assert not {"nanum", "naver", "source"} & set(said.lower().split())
            assert "Open Font License" in path.with_name(f"{path.stem}-LICENSE.txt").read_text()

    def test_syllables_are_those_of_the_standard(self):
        found = syllables_of_ks_x_1001()
        assert (len(found), found[0], found[-1]) == (2350, "가", "힝")

    def test_what_lacks_letters_is_refused(self):
        with pytest.raises(FontError, match=r"lacks 2,350 characters, the first of them '가'"):
            read_font("text", "ko", SERIF)

    @pytest.mark.parametrize(
        ("content", "problem"),
        [
            (b"", "is not a WOFF2"),
            (b"\x89PNG", "is not a WOFF2"),
            (b"wOF2" + bytes(200), "cannot be read"),
            (SERIF.read_bytes()[:900], "cannot be read"),
            (b"\0\1\0\0", "cannot be read"),
        ],
    )
    def test_other_files_are_refused(self, content, problem):
        with pytest.raises(FontError, match=problem):
            measure_font(content)

    def test_large_files_are_refused_unread(self, tmp_path):
        path = tmp_path / "large.ttf"
        with path.open("wb") as file:
            file.truncate(MOST_BYTES + 1)
        with pytest.raises(FontError, match="has 12,000,001 bytes; at most 12,000,000"):
            read_font("text", "en", path)


class TestStyleSheet:
    def test_stand_ins_are_as_wide_as_the_font(self, serif):
        css = fonts_css([serif])
        [georgia] = [line for line in css.splitlines() if 'headline-en Georgia"; src' in line]
        assert 'src: local("Georgia Bold"), local("Georgia-Bold"); font-weight: 100 900;' in georgia
        assert "size-adjust: 95.94%;" in georgia
        assert "ascent-override: 107.98%; descent-override: 34.92%; line-gap-override: 0.00%;" in georgia

    def test_headlines_are_set_in_it(self, serif):
        assert (
            '[lang="en"] { --headline: headline-en, "headline-en Charter", "headline-en Georgia", '
            '"headline-en Noto Serif", var(--serif); }'
        ) in fonts_css([serif])

    def test_text_has_stand_ins_of_two_weights(self):
        css = fonts_css([read_font("text", "en", SERIF)])
        assert css.count('"text-en Georgia"; src') == 2
        assert "--text: text-en, " in css

    def test_it_is_a_static_file_where_there_are_fonts(self, serif):
        from newsroom.identity.configuration import Identity

        assert identity_files(Identity()) == {}
        assert set(identity_files(Identity(fonts={("headline", "en"): serif}))) == {OWN_FONTS}


class TestSubsets:
    def test_a_cut_has_the_letters_alone_and_no_name(self):
        content = cut_font(decompress_font(MYEONGJO.read_bytes()), "가나다 1")
        assert content.startswith(b"wOF2")
        assert len(content) < 3_000
        assert characters_of(content) == set("가나다 1")
        assert content == cut_font(decompress_font(MYEONGJO.read_bytes()), "가나다 1")
        names = TTFont(io.BytesIO(content))["name"]
        assert {one.nameID for one in names.names} <= {0, 13, 14}
        assert "NHN" in names.getDebugName(0)

    def test_english_pages_share_a_subset(self, serif):
        first, second = subset_of(serif, set("Harbor")), subset_of(serif, set("Tide 7"))
        assert first == second
        assert set(BASIC) <= set(first.letters)
        assert subset_of(serif, set("Café Ł")).digest != first.digest

    def test_letters_that_the_font_lacks_are_left_out(self, serif):
        assert subset_of(serif, set("가나다 ")) is None
        assert "가" not in subset_of(serif, set("A가")).letters

    def test_the_digest_is_that_of_font_and_letters(self, serif):
        korean = read_font("headline", "ko", MYEONGJO)
        one = subset_of(korean, set("나가"))
        assert one.letters == " 가나"
        assert one.digest == subset_of(korean, set("가나")).digest
        assert one.digest != subset_of(korean, set("가다")).digest
        other = korean._replace(measures=korean.measures._replace(digest="0"))
        assert one.digest != subset_of(other, set("가나")).digest

    def test_it_is_cut_once_and_stored(self, serif, monkeypatch):
        subset = subset_of(serif, set("A"))
        size = prepare_subset(subset, AT, may_cut=True)
        with open_subset(subset.digest, AT) as file:
            assert len(file.read()) == size > 5_000
        monkeypatch.setattr(font_subsets, "cut_font", None)
        font_subsets._known.clear()  # as in another server process
        assert prepare_subset(subset, AT, may_cut=True) == size
        assert prepare_subset(subset, AT, may_cut=False) == size

    def test_few_are_cut_where_there_is_no_end(self, serif, monkeypatch):
        allowance = CutAllowance(2)
        monkeypatch.setattr(font_subsets, "FOR_QUERIES", allowance)
        assert prepare_subset(subset_of(serif, set("é")), AT, may_cut=False)
        assert allowance.take()
        subset = subset_of(serif, set("Ł"))
        assert prepare_subset(subset, AT, may_cut=False) == 0
        assert prepare_subset(subset, AT, may_cut=True)  # the first attempt is not remembered as a failure

    def test_a_file_that_vanished_is_cut_again_by_who_knows_it(self, serif):
        subset = subset_of(serif, set("A"))
        prepare_subset(subset, AT, may_cut=True)
        default_storage.delete(f"{quarter_folder(AT)}/{subset.digest}.woff2")
        assert open_subset(subset.digest, AT).read().startswith(b"wOF2")
        default_storage.delete(f"{quarter_folder(AT)}/{subset.digest}.woff2")
        font_subsets._known.clear()
        with pytest.raises(FileNotFoundError):
            open_subset(subset.digest, AT)

    def test_a_font_that_was_replaced_is_not_cut(self, tmp_path, caplog):
        path = tmp_path / "own.woff2"
        path.write_bytes(SERIF.read_bytes())
        subset = subset_of(read_font("headline", "en", path), set("A"))
        path.write_bytes(MYEONGJO.read_bytes())
        font_subsets._plain_font.cache_clear()
        assert prepare_subset(subset, AT, may_cut=True) == 0
        assert "own.woff2 cannot be subset" in caplog.text

    def test_who_would_wait_for_long_does_without(self, serif, monkeypatch):
        monkeypatch.setattr(font_subsets, "WAIT_SECONDS", 0.01)
        subset = subset_of(serif, set("A"))
        with font_subsets._one_at_a_time:
            assert prepare_subset(subset, AT, may_cut=True) is None
        monkeypatch.setattr(font_subsets, "_queue", threading.BoundedSemaphore(1))
        with font_subsets._queue:
            assert prepare_subset(subset, AT, may_cut=True) is None
        assert prepare_subset(subset, AT, may_cut=True)

    def test_a_full_disk_leaves_the_page_without(self, serif, monkeypatch, caplog):
        def refuse(path, content):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(font_subsets, "keep_file", refuse)
        assert prepare_subset(subset_of(serif, set("A")), AT, may_cut=True) is None
        assert "No space left" in caplog.text


class TestRemoval:
    def test_subsets_of_the_last_quarter_are_served_and_kept(self, serif):
        subset = subset_of(serif, set("A"))
        prepare_subset(subset, AT, may_cut=True)
        for days in (0, 1, QUARTER):
            remove_old_subsets(AT + timedelta(days=days))
            assert open_subset(subset.digest, AT + timedelta(days=days))
        remove_old_subsets(AT + timedelta(days=2 * QUARTER))
        assert not default_storage.exists(f"{quarter_folder(AT)}/{subset.digest}.woff2")
        assert not Path(default_storage.path(quarter_folder(AT))).exists()

    def test_a_page_of_another_quarter_has_a_file_there(self, serif):
        subset, later = subset_of(serif, set("A")), AT + timedelta(days=QUARTER)
        prepare_subset(subset, AT, may_cut=True)
        prepare_subset(subset, later, may_cut=True)
        assert default_storage.exists(f"{quarter_folder(later)}/{subset.digest}.woff2")

    def test_other_files_are_left_alone(self):
        remove_old_subsets(AT)  # there is nothing to remove
        default_storage.save(f"{font_subsets.SUBSETS}/notes/a.txt", ContentFile(b"a"))
        remove_old_subsets(AT)
        assert default_storage.exists(f"{font_subsets.SUBSETS}/notes/a.txt")
