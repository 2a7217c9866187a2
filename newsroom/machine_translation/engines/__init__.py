"""Engines that translate segments, each in a module of its own."""
