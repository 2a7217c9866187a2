"""Accompanying texts: captions, names and links that readers see beside headline, summary and body."""
