"""Tells people what the log holds for them, in the admin and by e-mail.

A follower: it reads the log after the fact and keeps the number that it has seen. Nothing pushes; no verb
of the desk waits for it or fails by it.
"""
