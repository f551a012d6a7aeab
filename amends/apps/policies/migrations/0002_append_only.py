"""Decisions and published policies are never changed or removed."""

from django.db import migrations

CREATE = """
CREATE TRIGGER decisions_are_append_only BEFORE UPDATE OR DELETE ON policies_decision
    FOR EACH ROW EXECUTE FUNCTION amends_refuse_change();
CREATE TRIGGER policies_are_append_only BEFORE UPDATE OR DELETE ON policies_policyversion
    FOR EACH ROW EXECUTE FUNCTION amends_refuse_change();
"""
DROP = """
DROP TRIGGER decisions_are_append_only ON policies_decision;
DROP TRIGGER policies_are_append_only ON policies_policyversion;
"""


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial"), ("kernel", "0002_append_only")]
    operations = [migrations.RunSQL(CREATE, DROP)]
