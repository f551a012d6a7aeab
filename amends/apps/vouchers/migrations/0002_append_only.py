"""Redemptions are never changed or removed; a rollback is a row of its own."""

from django.db import migrations

CREATE = """
CREATE TRIGGER redemptions_are_append_only BEFORE UPDATE OR DELETE ON vouchers_redemption
    FOR EACH ROW EXECUTE FUNCTION amends_refuse_change();
"""
DROP = "DROP TRIGGER redemptions_are_append_only ON vouchers_redemption;"


class Migration(migrations.Migration):
    dependencies = [("vouchers", "0001_initial"), ("kernel", "0002_append_only")]
    operations = [migrations.RunSQL(CREATE, DROP)]
