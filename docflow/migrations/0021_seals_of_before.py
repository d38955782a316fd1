"""What was issued before seals were noted counts as sealed when it got its number, by nobody."""

from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    entries = apps.get_model("docflow", "RegisterEntry").objects
    entries.filter(
        state="active", sealed_at=None, document__direction="out", document__state="issued"
    ).update(sealed_at=F("entered_at"))


class Migration(migrations.Migration):
    dependencies = [("docflow", "0020_seals_noted")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
