"""Related stories, precomputed from words, glossary terms and topics.

An event consumer computes them, so publishing does not wait for them. Only live stories are shown.
"""
