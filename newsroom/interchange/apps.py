"""Configuration of the app that holds the file formats; it has management commands and no models."""

from django.apps import AppConfig


class InterchangeConfig(AppConfig):
    name = "newsroom.interchange"
    label = "interchange"
