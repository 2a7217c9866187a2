"""Numbers of facts on both sides, and the pieces of text between them."""

from articles.checks.pairs import MarkedFact, fact_pieces, number_facts

SOURCE, TARGET = "two tons on Monday", "월요일 2톤"
TONS = MarkedFact("figure", ((0, 8),), ((4, 6),))
MONDAY = MarkedFact("figure", ((12, 18),), ((0, 3),))


def test_numbers_follow_the_source():
    facts = number_facts(SOURCE, TARGET, [MONDAY, TONS])
    assert [(fact.number, fact.source) for fact in facts] == [(1, ((0, 8),)), (2, ((12, 18),))]
    pieces = fact_pieces(TARGET, facts, is_source=False)
    assert [(one.text, one.fact and one.fact.number) for one in pieces] == [
        ("월요일", 2),
        (" ", None),
        ("2톤", 1),
    ]


def test_pieces_are_the_text_again():
    facts = number_facts(SOURCE, TARGET, [TONS, MONDAY])
    assert "".join(one.text for one in fact_pieces(SOURCE, facts, is_source=True)) == SOURCE


def test_a_fact_that_others_cover_on_one_side_is_dropped():
    name = MarkedFact("name", ((4, 8),), ((0, 1), (5, 6)))
    assert number_facts(SOURCE, TARGET, [TONS, name]) == [TONS._replace(number=1)]


def test_a_fact_keeps_the_places_that_are_left():
    both = MarkedFact("name", ((4, 8), (12, 18)), ((0, 3),))
    assert number_facts(SOURCE, TARGET, [TONS, both])[1].source == ((12, 18),)


def test_a_difference_may_stand_on_one_side_and_comes_where_it_stands():
    missing = MarkedFact("difference", (), ((0, 3),), finding=0)
    assert [fact.kind for fact in number_facts(SOURCE, TARGET, [missing, TONS])] == ["figure", "difference"]


def test_places_outside_the_text_and_empty_ones_are_left_out():
    assert number_facts("a", "b", [MarkedFact("name", ((0, 9),), ((0, 0),))]) == []
