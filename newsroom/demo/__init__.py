"""The demonstration newsroom: an invented newspaper, loaded by `manage.py load_demo`.

What it says stands in newspaper.toml, pictures.toml and stories/*.toml; drawings/ draws its pictures.
"""
