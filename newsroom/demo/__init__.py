"""The demonstration newsroom: a fictional newspaper, loaded by `manage.py load_demo`.

Texts are in newspaper.toml, pictures.toml and stories/*.toml, pictures in pictures/.
"""
