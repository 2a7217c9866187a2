"""Related stories, computed ahead from their words, terms and topics.

A follower of the log: publishing waits for nothing here, and what is found is shown only where it is live.
"""
