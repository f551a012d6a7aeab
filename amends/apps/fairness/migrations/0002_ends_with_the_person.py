"""What is known of a customer's groups goes when the customer is erased, whoever erases them."""

from django.db import migrations

CREATE = """
CREATE FUNCTION fairness_forget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM fairness_groupattribute WHERE customer_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER group_attributes_end_with_the_person AFTER UPDATE OF erased_at ON customers_customer
    FOR EACH ROW WHEN (NEW.erased_at IS NOT NULL) EXECUTE FUNCTION fairness_forget();
"""
DROP = """
DROP TRIGGER group_attributes_end_with_the_person ON customers_customer;
DROP FUNCTION fairness_forget();
"""


class Migration(migrations.Migration):
    dependencies = [("fairness", "0001_initial"), ("customers", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
