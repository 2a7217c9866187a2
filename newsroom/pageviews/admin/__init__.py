"""Screens of page views: the most-read stories behind the front page's list, and readership."""

from newsroom.pageviews.admin import most_read, readership
