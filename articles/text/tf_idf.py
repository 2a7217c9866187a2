"""Topics of a text as weighted marks: distinctive words of either language, and shared subjects.

A mark is a word under its language ("ko 항만", "en harbor"), or a subject ("@7" a topic, "#12" a term), which
both languages share. The rarer, the more it tells: rarity is 0 for what every story has, 1 for what one has.
"""

from collections import Counter
from collections.abc import Mapping
from math import exp2, log, sqrt

from articles.text.search.words import written_words

HEADLINE, SUMMARY = 4, 2  # how often a word counts that stands there
MOST_WORDS = 24  # of one language by which stories are compared
LONGEST_WORD = 40
TELLING = ("NNG", "NNP", "XR", "SL")  # nouns, names, Latin words; verbs and figures tell little
SUBJECTS = ("@", "#")
SHARED = {"@": 0.3, "#": 0.2}  # how much one shared subject of the rarest relates two stories by itself
HALF_LIFE = 180  # days after which an older story has lost half of what age may take
AGE_TAKES = 0.4
FEWEST = 20  # stories that a newspaper is taken to have at least


def count_marks(language: str, headline: str, summary: str, text: str) -> Counter[str]:
    """Count the words of a text as {mark: count}; those of headline and summary count more."""
    found = Counter()
    for part, weight in ((headline, HEADLINE), (summary, SUMMARY), (text, 1)):
        for word in written_words(part):
            for one in word.parts:
                if one.tag in TELLING and one.has_weight and 1 < len(one.token) <= LONGEST_WORD:
                    found[f"{language} {one.token}"] += weight
    return found


def rarity(stories: int, of: int) -> float:
    """Return the rarity of a mark that some of all stories have, between 0 and 1."""
    of = max(of, FEWEST)
    return max(0.0, min(1.0, log(of / max(stories, 1)) / log(of)))


def mark_weights(counts: Mapping[str, int], rarities: Mapping[str, float]) -> dict[str, float]:
    """Return {mark: weight} of a story's counted marks; the squares of the words of one language make 1."""
    found, by_language = {}, {}
    for mark, count in counts.items():
        if mark[0] in SUBJECTS:
            found[mark] = rarities.get(mark, 1.0)
        else:
            by_language.setdefault(mark[:2], {})[mark] = (1 + log(count)) * rarities.get(mark, 1.0)
    for words_of_it in by_language.values():
        best = heaviest_marks(words_of_it, MOST_WORDS)
        length = sqrt(sum(weight * weight for weight in best.values()))
        found |= {mark: weight / length for mark, weight in best.items() if length}
    return found


def heaviest_marks(weighed: Mapping[str, float], most: int) -> dict[str, float]:
    """Return the `most` heaviest of {mark: weight}, the heaviest first."""
    heaviest = sorted(sorted(weighed), key=weighed.get, reverse=True)[:most]  # equal ones by the alphabet
    return {mark: weighed[mark] for mark in heaviest}


def story_similarity(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the similarity of two stories, between 0 and 1, from their {mark: weight}.

    Words are compared in the language in which they are most alike; each subject that both have adds to it.
    """
    shared = one.keys() & other.keys()
    by_language, unlike = Counter(), 1.0
    for mark in sorted(shared):
        if mark[0] in SUBJECTS:
            unlike *= 1 - SHARED[mark[0]] * min(one[mark], other[mark])
        else:
            by_language[mark[:2]] += one[mark] * other[mark]
    alike = min(1.0, max(by_language.values(), default=0.0))
    return 1 - (1 - alike) * unlike


def reduce_by_age(score: float, days: float) -> float:
    """Reduce the score of a story by the days between its publication and that of the story beside it."""
    return score * (1 - AGE_TAKES * (1 - exp2(-max(days, 0) / HALF_LIFE)))
