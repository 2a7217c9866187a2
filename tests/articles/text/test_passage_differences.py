import time

from articles.text.differences import ELLIPSIS, Piece, compare_passages

LONG = "The ferry leaves at noon and comes back at night. " * 6


def told(before, after):
    """Passages as one would write them: -gone- +new+."""
    marks = {"same": "", "gone": "-", "new": "+"}
    passages = compare_passages(before, after)
    return ["".join(f"{marks[kind]}{text}{marks[kind]}" for kind, text in pieces) for pieces in passages]


def test_nothing_changed_is_nothing():
    assert told(["One.", "Two."], ["One.", "Two."]) == []
    assert told([], []) == []


def test_a_word_changes_in_its_passage():
    assert told(["It opens on Monday."], ["It opens on Friday."]) == ["It opens on -Monday-+Friday+."]
    assert told(["항구가 월요일에 연다."], ["항구가 화요일에 연다."]) == ["항구가 -월요일에-+화요일에+ 연다."]


def test_passages_that_stayed_are_left_out():
    before = ["One.", "Two.", "It opens.", "Three."]
    assert told(before, [*before[:2], "It closes.", "Three."]) == ["", "It -opens-+closes+.", ""]


def test_what_came_and_what_went_stand_whole():
    assert told(["One."], ["One.", "Two.", "Three."]) == ["", "+Two.+", "+Three.+"]
    assert told(["One.", "Two."], ["Two."]) == ["-One.-", ""]
    assert told([], ["One."]) == ["+One.+"]


def test_a_paragraph_that_was_cut_in_two_keeps_its_words():
    passages = told(["The harbor opens. Ships wait."], ["The harbor opens.", "Ships wait."])
    assert not any(word in "".join(passages).replace("-", "") for word in ("+Ships", "+wait"))


def test_long_stretches_that_stayed_are_folded_beside_the_change():
    [pieces] = compare_passages([f"{LONG}It opens. {LONG}"], [f"{LONG}It closes. {LONG}"])
    before, gone, new, behind = pieces
    assert (gone.text, new.text) == ("opens", "closes")
    assert before.text.startswith(f"{ELLIPSIS} ") and before.text.endswith(" at night. It ")
    assert behind.text.startswith(". The ferry") and behind.text.endswith(f" {ELLIPSIS}")
    assert max(len(before.text), len(behind.text)) < 80


def test_one_ellipsis_is_enough_where_two_would_meet():
    passages = compare_passages(["One.", f"{LONG}It opens.", "Two."], ["One.", f"{LONG}It closes.", "Two."])
    assert [bool(pieces) for pieces in passages] == [True, False]
    passages = compare_passages(["One.", f"It opens. {LONG}", "Two."], ["One.", f"It closes. {LONG}", "Two."])
    assert [bool(pieces) for pieces in passages] == [False, True]


def test_short_stretches_stay_whole():
    [pieces] = compare_passages(["One opens, two wait, three sail."], ["One shuts, two wait, three sink."])
    assert pieces[3] == Piece("same", ", two wait, three ")


def test_a_text_written_anew_takes_no_time():
    before = [" ".join(f"w{n * 7 % 400}" for n in range(start, start + 2000)) for start in (0, 9)]
    after = [" ".join(f"w{n * 11 % 400}" for n in range(start, start + 2000)) for start in (0, 9, 30)]
    began = time.process_time()
    assert told(before, after)
    assert told(before, after[:2])
    assert time.process_time() - began < 2
