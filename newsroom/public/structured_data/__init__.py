"""Structured data for search engines: schema.org as JSON-LD, without a query.

`absolute` turns a path into an absolute URL. A node is a dict; empty values are left out on output.
"""
