"""Which passages rest on a source that somebody has checked; asked by the checks that read sentences."""

from articles.text.sentences import sentence_at


def sourced_passages(copy):
    """The words that checked sources point at, in one line each. One for the whole story points at none."""
    checked = [source for source in copy.sources if source.checked_at is not None]
    return [words for source in checked if (words := " ".join(source.segment.split()))]


def is_sourced(sentence, passages):
    """Whether a checked source's words lie in the sentence, or the sentence in them."""
    sentence = " ".join(sentence.split())
    return any(words in sentence or sentence in words for words in passages)


def passage_at(segment, position):
    """The sentence of a segment at a position, as it stands there: what a finding is shown with."""
    return sentence_at(segment.text, position)
