"""Redaction: removal of words or a picture from every copy, for legal reasons, by two users.

A court order concerns words in all places: every edition, the working copy and its history, notes,
autosaved text, translation memory, search index, log and queue. registry.find_occurrences reads all
tables, so a new model is covered without new code here. A package that derives data from texts must
remove it in its own handler (registry.on_redaction). Seals stay intact: see articles.text.seals.
"""
