"""Smaller copies of pictures, as pages show them: made ahead by a task, else when first asked for.

Only what stands in the fixed table is ever made, and it is kept under the name of its original,
so that an address never shows anything else. All of it can be thrown away and is made again.
"""
