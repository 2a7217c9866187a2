"""Newsletters: subscriptions, issues composed from front pages, sending in batches, bounces."""
