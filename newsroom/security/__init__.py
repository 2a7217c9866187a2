"""The security log of accounts and access, and the permissions that wait for a second person.

The log is a table of its own, apart from the events of publishing: it never takes their lock.
"""
