"""Nobody is named twice as somebody's substitute for the same time: rows that overlap become one, and stay one."""

from itertools import groupby

from django.db import migrations

# Two ranges of one number each overlap where the numbers are equal: so no extension is needed for equality in GiST.
CREATE = """
ALTER TABLE approvals_substitution ADD CONSTRAINT a_substitute_is_named_once EXCLUDE USING gist (
    int8range(person_id, person_id, '[]') WITH &&,
    int8range(substitute_id, substitute_id, '[]') WITH &&,
    tstzrange(starts_at, ends_at) WITH &&
)
"""
DROP = "ALTER TABLE approvals_substitution DROP CONSTRAINT a_substitute_is_named_once"


def join(apps, schema_editor):
    """The first of rows that overlap holds for all of their time; the others end where they begin."""
    substitution = apps.get_model("approvals", "Substitution")
    rows = substitution.objects.order_by("person_id", "substitute_id", "starts_at", "id")
    for _pair, named in groupby(rows, key=lambda row: (row.person_id, row.substitute_id)):
        kept = None
        for row in named:
            if kept is None or row.starts_at >= kept.ends_at:
                kept = row
                continue
            kept.ends_at = max(kept.ends_at, row.ends_at)
            kept.save(update_fields=["ends_at"])
            row.ends_at = row.starts_at
            row.save(update_fields=["ends_at"])


class Migration(migrations.Migration):
    dependencies = [("approvals", "0004_reviews")]

    operations = [
        migrations.RunPython(join, migrations.RunPython.noop, elidable=True),
        migrations.RunSQL(CREATE, DROP),
    ]
