"""Hanja as they are read."""

import unicodedata

import pytest

from articles.text.korean.jamo import hanja_readings, hanja_variants, read_hanja


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("日銀", "일본은행"),
        ("對美", "대미"),
        ("美", "미국"),
        ("美 대법원", "미국 대법원"),
        ("美대법원", "미국 대법원"),
        ("女子", "여자"),
        ("男女", "남녀"),
        ("比率", "비율"),
        ("效率", "효율"),
        ("法律", "법률"),
        ("不動産", "부동산"),
        ("不法", "불법"),
        ("李 대통령", "이 대통령"),
        ("癡呆", "치매"),
    ],
)
def test_newspapers_are_read_as_koreans_do(written, expected):
    assert read_hanja(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"), [("国会", "국회"), ("経済", "경제"), ("经济", "경제"), ("韩国", "한국")]
)
def test_characters_of_china_and_japan_are_read_too(written, expected):
    assert read_hanja(written) == expected


def test_every_variant_stands_for_a_character_that_has_a_reading_and_has_none_itself():
    assert [chr(one) for one in hanja_variants() if chr(one) in hanja_readings()] == []
    assert [one for one in hanja_variants().values() if one not in hanja_readings()] == []


def test_compatibility_ideographs_are_read_once_they_are_composed():
    assert read_hanja(unicodedata.normalize("NFC", "\uf91f\uf92f")) == read_hanja("蘭勞") == "난로"


def test_what_has_no_reading_stays():
    assert read_hanja("𠮷 龘 漢字\ud800") == "𠮷 龘 한자\ud800"


def test_an_endless_run_is_read_whole():
    assert read_hanja("國" * 10_000) == "국" * 10_000
