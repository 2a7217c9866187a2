"""What search engines read of a page beside its words: schema.org, as JSON-LD. No database is asked.

`absolute` makes a path an address. A node is a dict; what is empty is left out when it is written.
"""
