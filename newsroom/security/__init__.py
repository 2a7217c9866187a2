"""The security log of accounts and access, and permission requests that need a second person.

The log has its own table, separate from the event log of publishing, and never takes the lock of that log.
"""
