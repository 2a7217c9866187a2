"""The demonstration newsroom: an invented newspaper, loaded by `manage.py load_demo`.

Its texts are in newspaper.toml, pictures.toml and stories/*.toml, its pictures in pictures/.
"""
