"""Related stories, computed ahead from their words, terms and topics.

An event consumer computes them: publishing does not wait for it, and only live stories are shown.
"""
