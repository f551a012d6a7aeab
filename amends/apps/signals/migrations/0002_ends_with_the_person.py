"""What was noticed about a customer counts no more when they are erased, and what was written about it goes."""

from django.db import migrations

CREATE = """
CREATE FUNCTION signals_forget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE signals_signal SET review_note = '', expires_at = least(expires_at, NEW.erased_at)
    WHERE customer_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER signals_end_with_the_person AFTER UPDATE OF erased_at ON customers_customer
    FOR EACH ROW WHEN (NEW.erased_at IS NOT NULL) EXECUTE FUNCTION signals_forget();
"""
DROP = """
DROP TRIGGER signals_end_with_the_person ON customers_customer;
DROP FUNCTION signals_forget();
"""


class Migration(migrations.Migration):
    dependencies = [("signals", "0001_initial"), ("customers", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
