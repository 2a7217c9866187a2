"""The search page: form, address and results."""
