"""Who is hit by two incidents of one kind of failure at overlapping times is given something once.

A statement's trigger, because PostgreSQL has no exclusion over customer and time without an extension. The advisory
lock is held to the commit, so that two incidents of one kind cannot take the same person in the same moment.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION amends_nobody_is_hit_twice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM fresh WHERE state = 'reserved') THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock(7301, kind.id::int) FROM (
        SELECT DISTINCT i.failure_type_id AS id FROM fresh f JOIN incidents_incident i ON i.id = f.incident_id
        WHERE f.state = 'reserved' ORDER BY 1
    ) kind;
    IF EXISTS (
        SELECT 1 FROM incidents_incident mine
        JOIN incidents_incident theirs ON theirs.failure_type_id = mine.failure_type_id AND theirs.id <> mine.id
         AND tstzrange(theirs.started_at, theirs.ended_at, '[]') && tstzrange(mine.started_at, mine.ended_at, '[]')
        JOIN incidents_incidentperson other ON other.incident_id = theirs.id
        JOIN fresh ON fresh.customer_id = other.customer_id AND fresh.incident_id = mine.id
        WHERE mine.id IN (SELECT incident_id FROM fresh) AND fresh.state = 'reserved'
          AND (other.state IN ('reserved', 'given') OR (other.state = 'held_back' AND other.case_id IS NOT NULL))
    ) THEN
        RAISE EXCEPTION 'somebody was hit by an overlapping incident of the same kind already'
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'nobody_is_hit_twice';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER nobody_is_hit_twice AFTER UPDATE ON incidents_incidentperson
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION amends_nobody_is_hit_twice();
ALTER TABLE incidents_incidentperson SET (fillfactor = 60);
"""
DROP = """
DROP TRIGGER nobody_is_hit_twice ON incidents_incidentperson;
DROP FUNCTION amends_nobody_is_hit_twice();
ALTER TABLE incidents_incidentperson RESET (fillfactor);
"""


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
