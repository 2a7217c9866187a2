"""The default order of rows."""

import pytest
from django.apps import apps
from django.db import models

OWN = [model for model in apps.get_models() if model.__module__.startswith(("articles.", "newsroom."))]


@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label_lower)
def test_a_model_is_ordered_by_its_own_columns(model):
    """Otherwise every query without an order would join another table."""
    assert " JOIN " not in str(models.QuerySet(model).query)
