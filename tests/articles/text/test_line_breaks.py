import pytest

from articles.text.punctuation import keep_together


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“꺼졌다”라고 말했다", "“꺼졌다”\u2060라고 말했다"),
        ("《등대》의 ‘불’은", "《등대》\u2060의 ‘불’\u2060은"),
        ("30%로, (주)에서", "30%\u2060로, (주)\u2060에서"),
    ],
)
def test_particle_is_held_to_the_sign_before_it(text, expected):
    assert keep_together(text) == expected


def test_half_of_the_day_is_held_to_its_hour():
    assert (
        keep_together("At 9:42 p.m. and 11 a.m., not at dawn")
        == "At 9:42\u00a0p.m. and 11\u00a0a.m., not at dawn"
    )


@pytest.mark.parametrize("text", ["“Out,” he said (twice).", "“간다” 그가 말했다", "달무리·벨모라", ""])
def test_other_text_is_left_alone(text):
    assert keep_together(text) == text


def test_twice_is_once():
    once = keep_together("‘불’은")
    assert keep_together(once) == once
