"""Smaller copies of pictures: made in advance by a task, else on the first request.

Only the sizes of a fixed table are made, each stored under the name of its original, so that an address
never shows anything else. All of them can be deleted and are made again.
"""
