"""Concurrent edits and unsaved text: nothing that was typed is lost or overwritten."""
