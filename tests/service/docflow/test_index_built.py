"""The index of the boxes is built beside other work, and again where that was broken off."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from docflow.documents.models import Document

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db_bound]

MIGRATION = import_module("docflow.migrations.0023_boxes_built_beside")


def _names() -> set[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, Document._meta.db_table)
    return set(found)


@pytest.mark.parametrize("is_there", [True, False])
def test_it_is_built_whether_or_not_it_was_there(is_there: bool) -> None:
    if not is_there:
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX docflow_document_under_way")
    assert (MIGRATION._NAME in _names()) == is_there
    with connection.schema_editor(atomic=False) as editor:
        MIGRATION.build(apps, editor)
    assert MIGRATION._NAME in _names()


def test_it_is_the_index_of_the_model() -> None:
    of_model = next(one for one in Document._meta.indexes if one.name == MIGRATION._NAME)
    assert of_model == MIGRATION._INDEX
