"""Answers are never changed or removed, nobody answers where they have a part, and no yes is complete with one missing."""

from django.db import migrations

CREATE = """
CREATE TRIGGER voices_are_append_only 
    BEFORE DELETE OR UPDATE OF approval_id, step, role, is_yes, given_by, given_for, given_at, waited_seconds
    ON approvals_approvalvoice
    FOR EACH ROW EXECUTE FUNCTION amends_refuse_change();

CREATE FUNCTION amends_refuse_partial_voice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM approvals_approval a WHERE a.id = NEW.approval_id
               AND (NEW.given_by = ANY(array_append(a.involved, a.asked_by))
                    OR NEW.given_for = ANY(array_append(a.involved, a.asked_by))))
       OR EXISTS (SELECT FROM approvals_approvalvoice v WHERE v.approval_id = NEW.approval_id
                  AND NEW.given_by <> 'system'
                  AND (NEW.given_by IN (v.given_by, v.given_for) OR NEW.given_for IN (v.given_by, v.given_for)))
    THEN
        RAISE EXCEPTION 'nobody answers where they have a part' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'nobody_answers_where_they_have_a_part';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER nobody_answers_where_they_have_a_part BEFORE INSERT ON approvals_approvalvoice
    FOR EACH ROW EXECUTE FUNCTION amends_refuse_partial_voice();

CREATE FUNCTION amends_refuse_early_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM jsonb_array_elements(NEW.steps) WITH ORDINALITY AS s (data, n)
        WHERE (SELECT count(*) FROM approvals_approvalvoice v
               WHERE v.approval_id = NEW.id AND v.is_yes AND v.step = s.n - 1)
              < CASE s.data ->> 'who' WHEN 'all' THEN jsonb_array_length(s.data -> 'roles') ELSE 1 END)
    THEN
        RAISE EXCEPTION 'a yes of one of the steps is missing' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'approved_with_every_yes';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER approved_with_every_yes BEFORE INSERT OR UPDATE OF state ON approvals_approval
    FOR EACH ROW WHEN (NEW.state = 'approved') EXECUTE FUNCTION amends_refuse_early_approval();
"""
DROP = """
DROP TRIGGER approved_with_every_yes ON approvals_approval;
DROP FUNCTION amends_refuse_early_approval();
DROP TRIGGER nobody_answers_where_they_have_a_part ON approvals_approvalvoice;
DROP FUNCTION amends_refuse_partial_voice();
DROP TRIGGER voices_are_append_only ON approvals_approvalvoice;
"""


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_initial"), ("kernel", "0002_append_only")]
    operations = [migrations.RunSQL(CREATE, DROP)]
