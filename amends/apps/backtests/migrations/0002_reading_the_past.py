"""Past decisions are read in the order in which they were made."""

from django.db import migrations

CREATE = "CREATE INDEX decisions_in_time_order ON policies_decision (decided_at, id);"
DROP = "DROP INDEX decisions_in_time_order;"


class Migration(migrations.Migration):
    dependencies = [("backtests", "0001_initial"), ("policies", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
