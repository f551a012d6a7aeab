"""The trigger function that refuses to change or remove rows of append-only tables, and its first table."""

from django.db import migrations

CREATE = """
CREATE FUNCTION amends_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or removed; correct them by adding', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER journal_is_append_only BEFORE UPDATE OR DELETE ON kernel_journalentry
    FOR EACH ROW EXECUTE FUNCTION amends_refuse_change();
"""
DROP = """
DROP TRIGGER journal_is_append_only ON kernel_journalentry;
DROP FUNCTION amends_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
