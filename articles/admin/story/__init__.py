"""Story form and its related pages."""
