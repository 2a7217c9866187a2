"""Scores of the answers to an evaluation's queries.

Precision, recall, F1 and reciprocal rank are those of each query, and their mean over all: a query without
an answer has 0 in each. Neutral answers count neither way, nor for the rank. Where nothing is the right
answer, finding nothing has 1 in each.
"""

from typing import NamedTuple

from newsroom.search.asking import Question, ask

MOST = 10_000


class Judged(NamedTuple):
    """One query: what was missed, what was found falsely, and its figures."""

    query: object
    missed: list
    false: list
    precision: float
    recall: float
    f1: float
    mrr: float


FIGURES = ("precision", "recall", "f1", "mrr")


def judge(trial, numbers, at):
    """[Judged] of all queries of a Trial whose stories are published under these numbers."""
    answers = {}
    for query in trial.queries:
        if query.text not in answers:
            answers[query.text] = found(query.text, numbers, at)
    return [_judged(query, answers[query.text]) for query in trial.queries]


def found(text, numbers, at):
    """The ids of the documents that readers of Korean find, in their order."""
    answer = ask(Question(text, language="ko", count=MOST), at)
    return [numbers[hit.edition.article_id] for hit in answer.hits]


def means(judged):
    """{"precision": 0.97, …} over all queries, to four places."""
    return {name: round(sum(getattr(one, name) for one in judged) / len(judged), 4) for name in FIGURES}


def _judged(query, answer):
    counted = [key for key in answer if key not in query.neutral]
    right = [key for key in counted if key in query.relevant]
    missed = sorted(query.relevant - set(right))
    false = [key for key in counted if key not in query.relevant]
    if not query.relevant:
        figures = [0.0 if counted else 1.0] * 4
    else:
        precision = len(right) / len(counted) if counted else 0.0
        recall = len(right) / len(query.relevant)
        f1 = 2 * precision * recall / (precision + recall) if right else 0.0
        figures = [precision, recall, f1, 1 / (counted.index(right[0]) + 1) if right else 0.0]
    return Judged(query, missed, false, *figures)
