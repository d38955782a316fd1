"""What the first version filled: TX-1 is the figure that is published, N is who is on the payroll."""

from django.db import migrations

HEADLINE = "UPDATE usage_definition SET is_headline = TRUE WHERE code = 'TX-1'"
BY_NAME = "UPDATE usage_agencymonth SET on_payroll = eligible"
JUDGED = """
UPDATE usage_fillstate SET people = (
  SELECT coalesce(sum(m.on_payroll + m.short_service), 0) FROM usage_agencymonth m
  WHERE m.ym = usage_fillstate.ym AND m.definition_id = usage_fillstate.definition_id
)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('usage', '0002_publication_history_privacy'),
    ]

    operations = [
        migrations.RunSQL([HEADLINE, BY_NAME, JUDGED], migrations.RunSQL.noop),
    ]
