from django.db import migrations, models

_NAME = 'docflow_document_under_way'
_INDEX = models.Index(models.F('agency'), models.F('direction'), models.OrderBy(models.Case(models.When(then=models.Value(0), urgency='thuong'), models.When(then=models.Value(1), urgency='khan'), models.When(then=models.Value(2), urgency='thuong_khan'), models.When(then=models.Value(3), urgency='hoa_toc'), default=models.Value(0), output_field=models.IntegerField()), descending=True), models.OrderBy(models.F('due_on')), models.OrderBy(models.F('id'), descending=True), models.F('state'), models.F('author'), models.F('unit'), condition=models.Q(('state__in', ('registered', 'presented', 'directed', 'in_progress', 'reported', 'draft', 'content_review', 'signing', 'approved', 'returned', 'numbered', 'sealed'))), name='docflow_document_under_way')


def build(apps, schema_editor):
    """Clerks register on meanwhile: on PostgreSQL the table is not locked.

    Nothing here is one transaction; broken off, it is done again from its beginning.
    """
    is_postgres = schema_editor.connection.vendor == 'postgresql'
    drop = 'DROP INDEX CONCURRENTLY IF EXISTS' if is_postgres else 'DROP INDEX IF EXISTS'
    schema_editor.execute(f'{drop} {_NAME}', params=None)
    how = {'concurrently': True} if is_postgres else {}
    schema_editor.add_index(apps.get_model('docflow', 'Document'), _INDEX, **how)


class Migration(migrations.Migration):

    # An index is built beside the work of others outside a transaction only.
    atomic = False

    dependencies = [
        ('docflow', '0022_papers_in_the_case'),
    ]

    operations = [
        migrations.RunPython(build, migrations.RunPython.noop),
    ]
