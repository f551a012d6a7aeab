"""Decisions, published policies and the history of drafts are never changed; who wrote a draft does not review it."""

from django.db import migrations

CREATE = """
CREATE TRIGGER decisions_are_append_only BEFORE UPDATE OR DELETE ON policies_decision
    FOR EACH ROW EXECUTE FUNCTION amends_refuse_change();
CREATE TRIGGER policies_are_append_only BEFORE UPDATE OR DELETE ON policies_policyversion
    FOR EACH ROW EXECUTE FUNCTION amends_refuse_change();
CREATE TRIGGER draft_changes_are_append_only BEFORE UPDATE OR DELETE ON policies_draftchange
    FOR EACH ROW EXECUTE FUNCTION amends_refuse_change();
CREATE TRIGGER draft_reviews_are_append_only BEFORE UPDATE OR DELETE ON policies_draftreview
    FOR EACH ROW EXECUTE FUNCTION amends_refuse_change();
CREATE TRIGGER drafts_stay BEFORE DELETE ON policies_policydraft
    FOR EACH ROW EXECUTE FUNCTION amends_refuse_change();
CREATE TRIGGER ended_drafts_stay_as_they_are BEFORE UPDATE ON policies_policydraft
    FOR EACH ROW WHEN (OLD.state IN ('published', 'dropped')) EXECUTE FUNCTION amends_refuse_change();

CREATE FUNCTION amends_second_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM policies_draftchange WHERE draft_id = NEW.draft_id AND made_by = NEW.reviewed_by) THEN
        RAISE EXCEPTION 'whoever wrote a draft does not review it' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER a_second_person_reviews BEFORE INSERT ON policies_draftreview
    FOR EACH ROW EXECUTE FUNCTION amends_second_person();

CREATE FUNCTION amends_reviewed_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM policies_draftreview
                   WHERE draft_id = NEW.draft_id AND digest = NEW.digest AND verdict = 'approved') THEN
        RAISE EXCEPTION 'a draft is published as it was approved, or not at all' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER what_was_reviewed_is_published BEFORE INSERT ON policies_policyversion
    FOR EACH ROW WHEN (NEW.draft_id IS NOT NULL) EXECUTE FUNCTION amends_reviewed_text();
"""
DROP = """
DROP TRIGGER decisions_are_append_only ON policies_decision;
DROP TRIGGER policies_are_append_only ON policies_policyversion;
DROP TRIGGER draft_changes_are_append_only ON policies_draftchange;
DROP TRIGGER draft_reviews_are_append_only ON policies_draftreview;
DROP TRIGGER drafts_stay ON policies_policydraft;
DROP TRIGGER ended_drafts_stay_as_they_are ON policies_policydraft;
DROP TRIGGER a_second_person_reviews ON policies_draftreview;
DROP FUNCTION amends_second_person;
DROP TRIGGER what_was_reviewed_is_published ON policies_policyversion;
DROP FUNCTION amends_reviewed_text;
"""


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial"), ("kernel", "0002_append_only")]
    operations = [migrations.RunSQL(CREATE, DROP)]
