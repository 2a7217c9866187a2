"""The order of rows where a query asks for none."""

import pytest
from django.apps import apps
from django.db import models

OWN = [model for model in apps.get_models() if model.__module__.startswith(("articles.", "newsroom."))]


@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label_lower)
def test_a_model_is_ordered_by_its_own_columns(model):
    """Otherwise every query that asks for no order joins another table."""
    assert " JOIN " not in str(models.QuerySet(model).query)
