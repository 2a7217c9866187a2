"""Redaction: words or a picture removed from every copy, for legal reasons, by two people.

An order of a court concerns words, wherever they stand: in every edition, the working copy and its history,
notes, autosaved text, translation memory, search index, log and queue. registry.find_occurrences reads all
tables, so that a new model is covered without a line here. What a package derives from texts, it forgets by
itself (registry.on_redaction). Seals stay intact: articles.text.digests.
"""
