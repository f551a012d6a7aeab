"""What came is never changed or removed; only what names somebody can be emptied."""

from django.db import migrations

CREATE = """
CREATE TRIGGER events_stay_as_they_came BEFORE UPDATE ON events_receivedevent FOR EACH ROW
    WHEN ((OLD.source_id, OLD.event_source, OLD.event_id, OLD.type, OLD.happened_at, OLD.received_at, OLD.digest)
          IS DISTINCT FROM
          (NEW.source_id, NEW.event_source, NEW.event_id, NEW.type, NEW.happened_at, NEW.received_at, NEW.digest)
          OR (NEW.body <> OLD.body AND NEW.body <> '')
          OR (NEW.subject <> OLD.subject AND NEW.subject <> '')
          OR (OLD.case_id IS NOT NULL AND NEW.case_id IS DISTINCT FROM OLD.case_id))
    EXECUTE FUNCTION amends_refuse_change();
CREATE TRIGGER events_are_never_removed BEFORE DELETE ON events_receivedevent
    FOR EACH ROW EXECUTE FUNCTION amends_refuse_change();
"""
DROP = """
DROP TRIGGER events_stay_as_they_came ON events_receivedevent;
DROP TRIGGER events_are_never_removed ON events_receivedevent;
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial"), ("kernel", "0002_append_only")]
    operations = [migrations.RunSQL(CREATE, DROP)]
