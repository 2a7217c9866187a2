"""Stories set in countries that do not exist, caught by what they say; people and companies, left alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from articles.checks.countries import stated_countries
from articles.checks.places import gazetteer, unknown_places_of_story
from articles.text.sentences import sentences

STORIES = Path(__file__).with_name("invented_stories.txt")
SHARE = 0.8  # of the stories that have to be caught

PEOPLE_AND_COMPANIES = [
    "Dior's ambassador and Apple's president met at the capital of fashion. The army of Amazon sellers grew.",
    "The queen of Soul died. Voters in the county and farmers across Muskingum spoke of inflation.",
    "President Akio Testwell of Hadong left. The company elects a board.",
    "Soldiers in Vuhledar and forces of Haftar held on. Kim's government and Wagner's troops did not.",
    "Olivia Testwell and Melania Min met the president. Melania smiled, and Island Media left Disneyland.",
    "보리스 피스토리우스 국방장관은 독일군을 늘리겠다고 했다. 피스토리우스 국방장관은 예산을 더 요구했다.",
    "찰스 국왕과 윌리엄 왕세자가 참석했다. 오르테가 정권과 카스트로 정권은 반대했다.",
    "땅거미가 질 무렵 해안을 덮쳤다. 이러한 선택사항은 그대로다. 로힝야 난민이 정기적으로 변화를 겪는다.",
    "서울의 한 작가가 폰타 해변과 주프라 공항을 찾았다.",
]


def stories(part: str) -> Iterator[str]:
    """Yield the stories of one part of the file."""
    here = ""
    for line in STORIES.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            here = line.strip("[]")
        elif here == part and line and not line.startswith("#"):
            yield line


def unknown(story):
    knows = gazetteer().knows
    return [
        place.name
        for sentence in sentences(story)
        for place in unknown_places_of_story(sentence, knows, story, story)
    ]


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("part", ["development", "held out"])
def test_most_invented_stories_are_caught(language, part):
    told = list(stories(f"{language} {part}"))
    missed = [story for story in told if not unknown(story)]
    assert len(told) >= 16
    assert len(missed) <= (1 - SHARE) * len(told), missed


@pytest.mark.parametrize("story", PEOPLE_AND_COMPANIES)
def test_people_companies_and_towns_are_left_alone(story):
    assert unknown(story) == []


@pytest.mark.parametrize(
    ("story", "name"),
    [
        ("Oskel's currency fell.", "Oskel"),
        ("The Brennish navy seized a boat. Brenn claims the island.", "Brenn"),
        (
            "A storm nears Palandra. In Palandra, the island nation, police went from door to door.",
            "Palandra",
        ),
        ("할벤 대법원이 선거법을 무효로 판결했다.", "할벤"),
        ("다로 멘트 카레쉬 대통령이 서울에 왔다.", "카레쉬"),
    ],
)
def test_a_name_counts_by_its_company(story, name):
    found = [
        one for sentence in sentences(story) for one in stated_countries(sentence, story, gazetteer().knows)
    ]
    assert name in found


def test_a_known_name_is_none():
    assert (
        stated_countries("The Danish navy left. Denmark's currency fell.", "Denmark", gazetteer().knows) == []
    )
