"""Where translators work: a story segment by segment beside its source, under the admin and in its frame."""
