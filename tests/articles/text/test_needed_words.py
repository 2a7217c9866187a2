"""Word tables of text tools: without any one word, a text of the frozen corpus is read differently."""

from datetime import date
from pathlib import Path

import pytest

from articles.text import attributions, leftovers, names, script, sentences, word_tables
from articles.text.korean import particles
from articles.text.search import english_stems
from tests.articles.text.needed_words import contains, useless_words

CORPUS = word_tables.load_tables(Path(__file__).with_name("frozen_corpus.toml"))

UNTIL, DAY = date(2018, 6, 1), date(2026, 3, 2)


def read_attributions(module, text):
    return module.vague_attributions(text), module.names_speaker(text)


def read_names(module, text):
    sought = [module.SoughtName(name, name) for name in ("ferry", "Lamp Office", "등대청")]
    found = module.find_names(text, sought)
    uses = [module.is_historical_use(text, name.start, name.end, UNTIL, DAY) for name in found]
    return found, uses, module.mentioned_keys(text, [("보라", "bora")])


def read_stems(module, text):
    return [(word in module.WEIGHTLESS, module.english_stem(word)) for word in text.split()]


def read_leftovers(module, text):
    return module.html_in(text), module.placeholders_in(text, is_whole=True), module.gaps_in(text, "en")


def read_sentences(module, text):
    return module.sentences(text)


def read_particles(module, text):
    return [
        (
            str(module.word_end(word)),
            module.fit_particle(word, letters),
            module.may_follow(word, letters),
            module.split_particle(word + letters),
        )
        for word, letters in (pair.split("|") for pair in text.split())
    ]


def read_script(module, text):
    return module.foreign_passages(text, "ko")


def has_any(text, _name, word):
    """Return whether a text has a word of a table: either form of 은/는, and 가로 in 가|로."""
    return any(contains(text.replace("|", ""), form) for form in word.split("/"))


READERS = {
    attributions: read_attributions,
    english_stems: read_stems,
    leftovers: read_leftovers,
    names: read_names,
    particles: read_particles,
    script: read_script,
    sentences: read_sentences,
}


@pytest.mark.parametrize("module", READERS, ids=lambda module: module.__name__)
def test_each_word_is_needed(module):
    file = Path(module.__file__).with_suffix(".toml")
    texts = CORPUS[file.stem]
    assert useless_words(module, file, texts, READERS[module], contains=has_any) == []


def test_each_text_belongs_to_a_module():
    assert CORPUS.keys() == {module.__name__.rpartition(".")[2] for module in READERS}
