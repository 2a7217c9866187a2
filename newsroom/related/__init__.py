"""Which stories belong together, found ahead of time by what they are about: their words, terms and topics.

A follower of the log: publishing waits for nothing here, and what is found is shown only where it is live.
"""
