"""Smaller copies of pictures, made in advance by a task or on the first request.

Only the sizes of a fixed table are made. Each is stored under the name of its original, so an address
always shows the same picture. All of them may be deleted: they are made again when needed.
"""
