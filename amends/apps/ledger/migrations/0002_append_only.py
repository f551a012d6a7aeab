"""Transfers are never changed or removed; budget periods, the hottest rows of all, keep room for new versions."""

from django.db import migrations

CREATE = """
CREATE TRIGGER transfers_are_append_only BEFORE UPDATE OR DELETE ON ledger_transfer
    FOR EACH ROW EXECUTE FUNCTION amends_refuse_change();
ALTER TABLE ledger_budgetperiod SET (fillfactor = 40);
"""
DROP = """
DROP TRIGGER transfers_are_append_only ON ledger_transfer;
ALTER TABLE ledger_budgetperiod RESET (fillfactor);
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("kernel", "0002_append_only")]
    operations = [migrations.RunSQL(CREATE, DROP)]
