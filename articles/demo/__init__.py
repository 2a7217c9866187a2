"""The demonstration newsroom: an invented newspaper, loaded by `manage.py load_demo`.

What it says stands in newspaper.toml and stories/*.toml, its pictures are drawn by drawings.py.
"""
