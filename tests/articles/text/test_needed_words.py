"""Word tables of text tools: without any one word, a text of the frozen corpus is read differently."""

from pathlib import Path

import pytest

from articles.text import attributions, word_tables
from tests.articles.text.needed_words import useless_words

CORPUS = word_tables.load_tables(Path(__file__).with_name("frozen_corpus.toml"))


def read_attributions(module, text):
    return module.vague_attributions(text), module.names_speaker(text)


READERS = {attributions: read_attributions}


@pytest.mark.parametrize("module", READERS, ids=lambda module: module.__name__)
def test_each_word_is_needed(module):
    file = Path(module.__file__).with_suffix(".toml")
    texts = CORPUS[file.stem]
    assert useless_words(module, file, texts, READERS[module]) == []


def test_each_text_belongs_to_a_module():
    assert CORPUS.keys() == {module.__name__.rpartition(".")[2] for module in READERS}
