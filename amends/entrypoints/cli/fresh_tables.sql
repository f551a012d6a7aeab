-- Written by `make tables` from the migrations. They are: 049fe08684d5f217c79d4d087cb1dbb8334be5ad300f7506335f49cfc99cd4e6
CREATE TYPE public.procrastinate_job_event_type AS ENUM (
    'deferred',
    'started',
    'deferred_for_retry',
    'failed',
    'succeeded',
    'cancelled',
    'abort_requested',
    'aborted',
    'scheduled',
    'retried'
);
CREATE TYPE public.procrastinate_job_status AS ENUM (
    'todo',
    'doing',
    'succeeded',
    'failed',
    'cancelled',
    'aborting',
    'aborted'
);
CREATE TYPE public.procrastinate_job_to_defer_v1 AS (
	queue_name character varying,
	task_name character varying,
	priority integer,
	lock text,
	queueing_lock text,
	args jsonb,
	scheduled_at timestamp with time zone
);
CREATE FUNCTION public.amends_nobody_is_hit_twice() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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
CREATE FUNCTION public.amends_refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or removed; correct them by adding', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE FUNCTION public.amends_refuse_early_approval() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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
CREATE FUNCTION public.amends_refuse_partial_voice() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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
CREATE FUNCTION public.amends_reviewed_text() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM policies_draftreview
                   WHERE draft_id = NEW.draft_id AND digest = NEW.digest AND verdict = 'approved') THEN
        RAISE EXCEPTION 'a draft is published as it was approved, or not at all' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE FUNCTION public.amends_second_person() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM policies_draftchange WHERE draft_id = NEW.draft_id AND made_by = NEW.reviewed_by) THEN
        RAISE EXCEPTION 'whoever wrote a draft does not review it' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE FUNCTION public.fairness_forget() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM fairness_groupattribute WHERE customer_id = NEW.id;
    RETURN NULL;
END $$;
CREATE FUNCTION public.procrastinate_cancel_job_v1(job_id bigint, abort boolean, delete_job boolean) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status = 'todo'
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        IF abort THEN
            UPDATE procrastinate_jobs
            SET abort_requested = true,
                status = CASE status
                    WHEN 'todo' THEN 'cancelled'::procrastinate_job_status ELSE status
                END
            WHERE id = job_id AND status IN ('todo', 'doing')
            RETURNING id INTO _job_id;
        ELSE
            UPDATE procrastinate_jobs
            SET status = 'cancelled'::procrastinate_job_status
            WHERE id = job_id AND status = 'todo'
            RETURNING id INTO _job_id;
        END IF;
    END IF;
    RETURN _job_id;
END;
$$;
CREATE FUNCTION public.procrastinate_defer_jobs_v1(jobs public.procrastinate_job_to_defer_v1[]) RETURNS bigint[]
    LANGUAGE plpgsql
    AS $$
DECLARE
    job_ids bigint[];
BEGIN
    WITH inserted_jobs AS (
        INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)
        SELECT (job).queue_name,
               (job).task_name,
               (job).priority,
               (job).lock,
               (job).queueing_lock,
               (job).args,
               (job).scheduled_at
        FROM unnest(jobs) AS job
        RETURNING id
    )
    SELECT array_agg(id) FROM inserted_jobs INTO job_ids;

    RETURN job_ids;
END;
$$;
CREATE FUNCTION public.procrastinate_defer_periodic_job_v2(_queue_name character varying, _lock character varying, _queueing_lock character varying, _task_name character varying, _priority integer, _periodic_id character varying, _defer_timestamp bigint, _args jsonb) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
	_job_id bigint;
	_defer_id bigint;
BEGIN
    INSERT
        INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)
        VALUES (_task_name, _periodic_id, _defer_timestamp)
        ON CONFLICT DO NOTHING
        RETURNING id into _defer_id;

    IF _defer_id IS NULL THEN
        RETURN NULL;
    END IF;

    UPDATE procrastinate_periodic_defers
        SET job_id = (
            SELECT COALESCE((
                SELECT unnest(procrastinate_defer_jobs_v1(
                    ARRAY[
                        ROW(
                            _queue_name,
                            _task_name,
                            _priority,
                            _lock,
                            _queueing_lock,
                            _args,
                            NULL::timestamptz
                        )
                    ]::procrastinate_job_to_defer_v1[]
                ))
            ), NULL)
        )
        WHERE id = _defer_id
        RETURNING job_id INTO _job_id;

    DELETE
        FROM procrastinate_periodic_defers
        USING (
            SELECT id
            FROM procrastinate_periodic_defers
            WHERE procrastinate_periodic_defers.task_name = _task_name
            AND procrastinate_periodic_defers.periodic_id = _periodic_id
            AND procrastinate_periodic_defers.defer_timestamp < _defer_timestamp
            ORDER BY id
            FOR UPDATE
        ) to_delete
        WHERE procrastinate_periodic_defers.id = to_delete.id;

    RETURN _job_id;
END;
$$;
CREATE TABLE public.procrastinate_jobs (
    id bigint NOT NULL,
    queue_name character varying(128) NOT NULL,
    task_name character varying(128) NOT NULL,
    lock text,
    args jsonb DEFAULT '{}'::jsonb NOT NULL,
    status public.procrastinate_job_status DEFAULT 'todo'::public.procrastinate_job_status NOT NULL,
    scheduled_at timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    queueing_lock text,
    priority integer DEFAULT 0 NOT NULL,
    abort_requested boolean DEFAULT false NOT NULL,
    worker_id bigint,
    CONSTRAINT check_not_todo_abort_requested CHECK ((NOT ((status = 'todo'::public.procrastinate_job_status) AND (abort_requested = true))))
);
CREATE FUNCTION public.procrastinate_fetch_job_v2(target_queue_names character varying[], p_worker_id bigint) RETURNS public.procrastinate_jobs
    LANGUAGE plpgsql
    AS $$
DECLARE
	found_jobs procrastinate_jobs;
BEGIN
    WITH candidate AS (
        SELECT jobs.*
            FROM procrastinate_jobs AS jobs
            WHERE
                -- reject the job if its lock has earlier or higher priority jobs
                NOT EXISTS (
                    SELECT 1
                        FROM procrastinate_jobs AS other_jobs
                        WHERE
                            jobs.lock IS NOT NULL
                            AND other_jobs.lock = jobs.lock
                            AND (
                                -- job with same lock is already running
                                other_jobs.status = 'doing'
                                OR
                                -- job with same lock is waiting and has higher priority (or same priority but was queued first)
                                (
                                    other_jobs.status = 'todo'
                                    AND (
                                        other_jobs.priority > jobs.priority
                                        OR (
                                        other_jobs.priority = jobs.priority
                                        AND other_jobs.id < jobs.id
                                        )
                                    )
                                )
                            )
                )
                AND jobs.status = 'todo'
                AND (target_queue_names IS NULL OR jobs.queue_name = ANY( target_queue_names ))
                AND (jobs.scheduled_at IS NULL OR jobs.scheduled_at <= now())
            ORDER BY jobs.priority DESC, jobs.id ASC LIMIT 1
            FOR UPDATE OF jobs SKIP LOCKED
    )
    UPDATE procrastinate_jobs
        SET status = 'doing', worker_id = p_worker_id
        FROM candidate
        WHERE procrastinate_jobs.id = candidate.id
        RETURNING procrastinate_jobs.* INTO found_jobs;

 RETURN found_jobs;
END;
$$;
CREATE FUNCTION public.procrastinate_finish_job_v1(job_id bigint, end_status public.procrastinate_job_status, delete_job boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF end_status NOT IN ('succeeded', 'failed', 'aborted') THEN
        RAISE 'End status should be either "succeeded", "failed" or "aborted" (job id: %)', job_id;
    END IF;
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = end_status,
            abort_requested = false,
            attempts = CASE status
                WHEN 'doing' THEN attempts + 1 ELSE attempts
            END
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" or "todo" status (job id: %)', job_id;
    END IF;
END;
$$;
CREATE FUNCTION public.procrastinate_notify_queue_abort_job_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'abort_job_requested', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_notify_queue_job_inserted_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'job_inserted', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_prune_stalled_workers_v1(seconds_since_heartbeat double precision) RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    DELETE FROM procrastinate_workers
    WHERE last_heartbeat < NOW() - (seconds_since_heartbeat || 'SECOND')::INTERVAL
    RETURNING procrastinate_workers.id;
END;
$$;
CREATE FUNCTION public.procrastinate_register_worker_v1() RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    INSERT INTO procrastinate_workers DEFAULT VALUES
    RETURNING procrastinate_workers.id;
END;
$$;
CREATE FUNCTION public.procrastinate_retry_job_v1(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
BEGIN
    SELECT abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status = 'doing'
    FOR UPDATE
    INTO _abort_requested;
    IF _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" status (job id: %)', job_id;
    END IF;
END;
$$;
CREATE FUNCTION public.procrastinate_retry_job_v2(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
    _current_status procrastinate_job_status;
BEGIN
    SELECT status, abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status IN ('doing', 'failed')
    FOR UPDATE
    INTO _current_status, _abort_requested;
    IF _current_status = 'doing' AND _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status IN ('doing', 'failed')
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or has an invalid status to retry (job id: %)', job_id;
    END IF;

END;
$$;
CREATE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'abort_requested'::procrastinate_job_event_type);
    RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type, at)
        VALUES (NEW.id, 'scheduled'::procrastinate_job_event_type, NEW.scheduled_at);

	RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'deferred'::procrastinate_job_event_type);
	RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_trigger_function_status_events_update_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH t AS (
        SELECT CASE
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND NEW.status = 'doing'::procrastinate_job_status
                THEN 'started'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'deferred_for_retry'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'failed'::procrastinate_job_status
                THEN 'failed'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'succeeded'::procrastinate_job_status
                THEN 'succeeded'::procrastinate_job_event_type
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND (
                    NEW.status = 'cancelled'::procrastinate_job_status
                    OR NEW.status = 'failed'::procrastinate_job_status
                    OR NEW.status = 'succeeded'::procrastinate_job_status
                )
                THEN 'cancelled'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'aborted'::procrastinate_job_status
                THEN 'aborted'::procrastinate_job_event_type
            WHEN OLD.status = 'failed'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'retried'::procrastinate_job_event_type
            ELSE NULL
        END as event_type
    )
    INSERT INTO procrastinate_events(job_id, type)
        SELECT NEW.id, t.event_type
        FROM t
        WHERE t.event_type IS NOT NULL;
	RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_unlink_periodic_defers_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_periodic_defers
    SET job_id = NULL
    WHERE job_id = OLD.id;
    RETURN OLD;
END;
$$;
CREATE FUNCTION public.procrastinate_unregister_worker_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM procrastinate_workers
    WHERE id = worker_id;
END;
$$;
CREATE FUNCTION public.procrastinate_update_heartbeat_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_workers
    SET last_heartbeat = NOW()
    WHERE id = worker_id;
END;
$$;
CREATE FUNCTION public.signals_forget() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE signals_signal SET review_note = '', expires_at = least(expires_at, NEW.erased_at)
    WHERE customer_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TABLE public.account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);
ALTER TABLE public.account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.approvals_approval (
    id bigint NOT NULL,
    level smallint NOT NULL,
    steps jsonb NOT NULL,
    step smallint NOT NULL,
    step_at timestamp with time zone NOT NULL,
    arguments_digest character varying(64) NOT NULL,
    reasons jsonb NOT NULL,
    note character varying(500) NOT NULL,
    involved character varying(40)[] NOT NULL,
    is_review boolean NOT NULL,
    state character varying(12) NOT NULL,
    asked_by character varying(40) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    reminded_at timestamp with time zone,
    decided_by character varying(40) NOT NULL,
    decided_at timestamp with time zone,
    decision_note character varying(500) NOT NULL,
    case_id bigint,
    offer_id bigint,
    unit_id bigint NOT NULL,
    incident_id bigint,
    owner_id bigint,
    CONSTRAINT a_question_is_about_one_thing CHECK ((((case_id IS NOT NULL) AND (incident_id IS NULL) AND (offer_id IS NOT NULL)) OR ((case_id IS NULL) AND (incident_id IS NOT NULL) AND (offer_id IS NULL)))),
    CONSTRAINT nobody_approves_their_own CHECK ((NOT ((decided_by)::text = (asked_by)::text))),
    CONSTRAINT only_a_review_has_an_owner CHECK (((owner_id IS NULL) OR is_review))
);
ALTER TABLE public.approvals_approval ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.approvals_approval_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.approvals_approvalvoice (
    id bigint NOT NULL,
    step smallint NOT NULL,
    role character varying(20) NOT NULL,
    is_yes boolean NOT NULL,
    given_by character varying(40) NOT NULL,
    given_for character varying(40) NOT NULL,
    given_at timestamp with time zone NOT NULL,
    waited_seconds integer NOT NULL,
    note character varying(500) NOT NULL,
    approval_id bigint NOT NULL
);
ALTER TABLE public.approvals_approvalvoice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.approvals_approvalvoice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.approvals_involvement (
    id bigint NOT NULL,
    named_by character varying(40) NOT NULL,
    named_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    case_id bigint NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.approvals_involvement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.approvals_involvement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.approvals_substitution (
    id bigint NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    named_by character varying(40) NOT NULL,
    named_at timestamp with time zone NOT NULL,
    person_id bigint NOT NULL,
    substitute_id bigint NOT NULL,
    CONSTRAINT an_absence_runs_forward CHECK ((ends_at >= starts_at)),
    CONSTRAINT nobody_stands_in_for_themselves CHECK ((NOT (person_id = substitute_id)))
);
ALTER TABLE public.approvals_substitution ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.approvals_substitution_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);
ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);
ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);
ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.backtests_backtest (
    id bigint NOT NULL,
    label character varying(120) NOT NULL,
    document text NOT NULL,
    digest character varying(64) NOT NULL,
    currency character varying(3) NOT NULL,
    from_date date,
    to_date date NOT NULL,
    state character varying(8) NOT NULL,
    seen bigint NOT NULL,
    whole bigint NOT NULL,
    result jsonb,
    problem character varying(500) NOT NULL,
    claim character varying(80) NOT NULL,
    claimed_until_at timestamp with time zone,
    asked_by character varying(40) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    checkpoint text NOT NULL
);
ALTER TABLE public.backtests_backtest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.backtests_backtest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.backtests_backtestcase (
    id bigint NOT NULL,
    decision_id bigint NOT NULL,
    unit_name character varying(200) NOT NULL,
    failure_name character varying(200) NOT NULL,
    group_name character varying(80) NOT NULL,
    difference character varying(12) NOT NULL,
    approval character varying(8) NOT NULL,
    why character varying(80) NOT NULL,
    before_code character varying(60) NOT NULL,
    before_minor bigint NOT NULL,
    after_code character varying(60) NOT NULL,
    after_minor bigint NOT NULL,
    owed_before_minor bigint NOT NULL,
    owed_after_minor bigint NOT NULL,
    back_test_id bigint NOT NULL,
    case_id bigint NOT NULL
);
ALTER TABLE public.backtests_backtestcase ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.backtests_backtestcase_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.backtests_backteststretch (
    id bigint NOT NULL,
    "left" text NOT NULL,
    back_test_id bigint NOT NULL
);
ALTER TABLE public.backtests_backteststretch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.backtests_backteststretch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_case (
    id bigint NOT NULL,
    ref character varying(20) NOT NULL,
    place_text character varying(120) NOT NULL,
    visit_ref character varying(20) NOT NULL,
    origin character varying(20) NOT NULL,
    channel character varying(20) NOT NULL,
    state character varying(20) NOT NULL,
    outcome character varying(24) NOT NULL,
    severity smallint,
    criticality character varying(10) NOT NULL,
    priority smallint NOT NULL,
    band character varying(4) NOT NULL,
    finding character varying(24) NOT NULL,
    cause_class character varying(60) NOT NULL,
    flags character varying(30)[] NOT NULL,
    double_deviations smallint NOT NULL,
    escalation_level smallint NOT NULL,
    reopen_count smallint NOT NULL,
    round smallint NOT NULL,
    is_restricted boolean NOT NULL,
    recorder character varying(40) NOT NULL,
    words text NOT NULL,
    remedy_sought text NOT NULL,
    summary character varying(200) NOT NULL,
    occurred_at timestamp with time zone,
    received_at timestamp with time zone NOT NULL,
    acknowledged_at timestamp with time zone,
    decided_at timestamp with time zone,
    fulfilled_at timestamp with time zone,
    closed_at timestamp with time zone,
    wanted character varying(40) NOT NULL,
    wanted_by_at timestamp with time zone,
    version integer NOT NULL,
    customer_id bigint NOT NULL,
    failure_type_id bigint NOT NULL,
    owner_id bigint,
    place_id bigint,
    team_unit_id bigint,
    unit_id bigint NOT NULL,
    continues_id bigint,
    decided_by_id bigint,
    decided_level smallint,
    merged_into_id bigint,
    owner_before_id bigint,
    owner_level smallint NOT NULL,
    owner_level_min smallint NOT NULL,
    root_cause character varying(120) NOT NULL,
    source_row character varying(200) NOT NULL,
    CONSTRAINT recovered_means_closed CHECK (((NOT ((outcome)::text = 'recovered'::text)) OR ((state)::text = 'closed'::text))),
    CONSTRAINT severity_is_one_to_five CHECK (((severity IS NULL) OR ((severity >= 1) AND (severity <= 5))))
);
ALTER TABLE public.cases_case ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_case_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_evidence (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    value jsonb,
    source character varying(12) NOT NULL,
    reason character varying(300) NOT NULL,
    recorded_by character varying(40) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    case_id bigint NOT NULL
);
ALTER TABLE public.cases_evidence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_evidence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_inforequest (
    id bigint NOT NULL,
    question character varying(500) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    asked_by character varying(40) NOT NULL,
    due_at timestamp with time zone NOT NULL,
    reminders smallint NOT NULL,
    reminded_at timestamp with time zone,
    answer text NOT NULL,
    answered_at timestamp with time zone,
    case_id bigint NOT NULL
);
ALTER TABLE public.cases_inforequest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_inforequest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.clocks_deadline (
    id bigint NOT NULL,
    kind character varying(30) NOT NULL,
    rule character varying(60) NOT NULL,
    is_statutory boolean NOT NULL,
    due_at timestamp with time zone NOT NULL,
    set_at timestamp with time zone NOT NULL,
    met_at timestamp with time zone,
    rung_at timestamp with time zone,
    cancelled_at timestamp with time zone,
    paused_left_seconds integer,
    case_id bigint NOT NULL
);
ALTER TABLE public.clocks_deadline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.clocks_deadline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.conversations_message (
    id bigint NOT NULL,
    direction character varying(3) NOT NULL,
    audience character varying(10) NOT NULL,
    channel character varying(20) NOT NULL,
    stage character varying(12) NOT NULL,
    template_code character varying(60) NOT NULL,
    to_address character varying(254) NOT NULL,
    from_address character varying(254) NOT NULL,
    from_name character varying(200) NOT NULL,
    reply_to character varying(254) NOT NULL,
    language character varying(12) NOT NULL,
    is_automatic boolean NOT NULL,
    subject character varying(250) NOT NULL,
    body text NOT NULL,
    message_id character varying(200) NOT NULL,
    "references" text NOT NULL,
    state character varying(10) NOT NULL,
    score numeric(4,3),
    rubric jsonb NOT NULL,
    told_by character varying(40) NOT NULL,
    voucher_id bigint,
    written_by character varying(40) NOT NULL,
    written_at timestamp with time zone NOT NULL,
    send_after_at timestamp with time zone NOT NULL,
    claimed_by character varying(80) NOT NULL,
    claimed_until_at timestamp with time zone,
    attempts smallint NOT NULL,
    sent_at timestamp with time zone,
    last_problem character varying(300) NOT NULL,
    case_id bigint
);
ALTER TABLE public.conversations_message ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.conversations_message_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.conversations_template (
    id bigint NOT NULL,
    code character varying(60) NOT NULL,
    language character varying(12) NOT NULL,
    business character varying(20) NOT NULL,
    stage character varying(12) NOT NULL,
    name character varying(120) NOT NULL,
    subject character varying(200) NOT NULL,
    body text NOT NULL,
    is_open boolean NOT NULL
);
ALTER TABLE public.conversations_template ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.conversations_template_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.customers_customer (
    id bigint NOT NULL,
    ref character varying(20) NOT NULL,
    display_name character varying(200) NOT NULL,
    salutation character varying(200) NOT NULL,
    email character varying(254) NOT NULL,
    email_normalised character varying(254) NOT NULL,
    email_verified_at timestamp with time zone,
    phone character varying(40) NOT NULL,
    external_ref character varying(80) NOT NULL,
    loyalty_tier character varying(40) NOT NULL,
    language character varying(12) NOT NULL,
    search_text text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    erased_at timestamp with time zone,
    home_unit_id bigint NOT NULL
);
ALTER TABLE public.customers_customer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_customer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.customers_personkey (
    customer_id bigint NOT NULL,
    key bytea NOT NULL
);
CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);
ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);
ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);
CREATE TABLE public.events_eventsource (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    serial character varying(32) NOT NULL,
    key_id character varying(16) NOT NULL,
    previous_serial character varying(32) NOT NULL,
    previous_key_id character varying(16) NOT NULL,
    previous_until_at timestamp with time zone,
    made_by character varying(40) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    unit_id bigint NOT NULL
);
ALTER TABLE public.events_eventsource ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.events_eventsource_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.events_receivedevent (
    id bigint NOT NULL,
    event_source character varying(300) NOT NULL,
    event_id character varying(200) NOT NULL,
    type character varying(200) NOT NULL,
    subject character varying(300) NOT NULL,
    happened_at timestamp with time zone,
    received_at timestamp with time zone NOT NULL,
    digest character varying(64) NOT NULL,
    body text NOT NULL,
    differing integer NOT NULL,
    state character varying(12) NOT NULL,
    reason jsonb,
    trigger_code character varying(60) NOT NULL,
    trigger_row smallint,
    policy_number integer,
    face_minor bigint NOT NULL,
    currency character varying(3) NOT NULL,
    acted_at timestamp with time zone,
    case_id bigint,
    offer_id bigint,
    source_id bigint NOT NULL,
    CONSTRAINT an_event_that_was_acted_on_has_its_case CHECK (((case_id IS NOT NULL) OR (NOT (state IN ('opened', 'given')))))
);
ALTER TABLE public.events_receivedevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.events_receivedevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.events_triggerday (
    id bigint NOT NULL,
    trigger_code character varying(60) NOT NULL,
    day_date date NOT NULL,
    currency character varying(3) NOT NULL,
    given_minor bigint NOT NULL,
    CONSTRAINT a_trigger_takes_nothing_back CHECK ((given_minor >= 0))
);
ALTER TABLE public.events_triggerday ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.events_triggerday_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.failures_failuretype (
    id bigint NOT NULL,
    code character varying(60) NOT NULL,
    name character varying(120) NOT NULL,
    business character varying(20) NOT NULL,
    nature character varying(20) NOT NULL,
    lost_resource character varying(20) NOT NULL,
    usual_expectation character varying(300) NOT NULL,
    assumed_facts jsonb NOT NULL,
    terms character varying(60)[] NOT NULL,
    told_as jsonb NOT NULL,
    "position" integer NOT NULL,
    is_open boolean NOT NULL
);
ALTER TABLE public.failures_failuretype ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.failures_failuretype_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.fairness_consistencyreport (
    id bigint NOT NULL,
    since_date date NOT NULL,
    until_date date NOT NULL,
    asked_by character varying(40) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    taken_at timestamp with time zone,
    computed_at timestamp with time zone,
    figures jsonb,
    unit_id bigint NOT NULL
);
ALTER TABLE public.fairness_consistencyreport ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fairness_consistencyreport_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.fairness_groupattribute (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    value character varying(60) NOT NULL,
    imported_by character varying(40) NOT NULL,
    imported_at timestamp with time zone NOT NULL,
    customer_id bigint NOT NULL
);
ALTER TABLE public.fairness_groupattribute ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fairness_groupattribute_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.followups_answer (
    id bigint NOT NULL,
    answer character varying(8) NOT NULL,
    source character varying(8) NOT NULL,
    words text NOT NULL,
    satisfaction smallint,
    recorded_by character varying(40) NOT NULL,
    at timestamp with time zone NOT NULL,
    confirmed_at timestamp with time zone,
    follow_up_id bigint NOT NULL
);
ALTER TABLE public.followups_answer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.followups_answer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.followups_followup (
    id bigint NOT NULL,
    round smallint NOT NULL,
    ask_at timestamp with time zone NOT NULL,
    attempts_made smallint NOT NULL,
    attempts_required smallint NOT NULL,
    channels character varying(20)[] NOT NULL,
    last_asked_at timestamp with time zone,
    ended_at timestamp with time zone,
    case_id bigint NOT NULL
);
ALTER TABLE public.followups_followup ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.followups_followup_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.incidents_incident (
    id bigint NOT NULL,
    ref character varying(20) NOT NULL,
    name character varying(120) NOT NULL,
    happened text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    state character varying(12) NOT NULL,
    gesture_codes character varying(60)[] NOT NULL,
    holds_repeats boolean NOT NULL,
    currency character varying(3) NOT NULL,
    decided_by character varying(40) NOT NULL,
    decided_at timestamp with time zone,
    decided_digest character varying(64) NOT NULL,
    level smallint NOT NULL,
    approved_by character varying(40) NOT NULL,
    approved_at timestamp with time zone,
    period_ids bigint[] NOT NULL,
    wave_size integer NOT NULL,
    wave_seconds integer NOT NULL,
    next_wave_at timestamp with time zone,
    declared_by character varying(40) NOT NULL,
    declared_at timestamp with time zone NOT NULL,
    ended_giving_at timestamp with time zone,
    failure_type_id bigint NOT NULL,
    owner_id bigint NOT NULL,
    policy_version_id bigint,
    unit_id bigint NOT NULL,
    involved_ids bigint[] NOT NULL,
    CONSTRAINT an_incident_ends_after_it_began CHECK (((ended_at IS NULL) OR (ended_at >= started_at))),
    CONSTRAINT nobody_approves_their_own_incident CHECK ((((approved_by)::text = ''::text) OR (NOT ((approved_by)::text = (decided_by)::text))))
);
ALTER TABLE public.incidents_incident ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.incidents_incident_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.incidents_incidentperson (
    id bigint NOT NULL,
    "row" integer,
    facts jsonb NOT NULL,
    state character varying(12) NOT NULL,
    reason character varying(20) NOT NULL,
    detail character varying(120) NOT NULL,
    reserve_minor bigint NOT NULL,
    case_id bigint,
    offer_id bigint,
    customer_id bigint,
    incident_id bigint NOT NULL,
    verdict_id bigint,
    held_at timestamp with time zone,
    held_by character varying(40) NOT NULL,
    CONSTRAINT kept_back_by_somebody CHECK (((NOT ((reason)::text = 'by_hand'::text)) OR ((NOT ((held_by)::text = ''::text)) AND (held_at IS NOT NULL))))
)
WITH (fillfactor='60');
ALTER TABLE public.incidents_incidentperson ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.incidents_incidentperson_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.incidents_incidentverdict (
    id bigint NOT NULL,
    facts jsonb NOT NULL,
    flags character varying(30)[] NOT NULL,
    severity smallint NOT NULL,
    band character varying(4) NOT NULL,
    reason character varying(20) NOT NULL,
    options jsonb NOT NULL,
    owed jsonb NOT NULL,
    face_minor bigint NOT NULL,
    reserve_minor bigint NOT NULL,
    owed_minor bigint NOT NULL,
    owed_currency character varying(3) NOT NULL,
    true_cost_minor bigint NOT NULL,
    needs_acceptance boolean NOT NULL,
    level smallint NOT NULL,
    people integer NOT NULL,
    frozen text NOT NULL,
    result text NOT NULL,
    envelope_digest character varying(64) NOT NULL,
    decision_id bigint,
    incident_id bigint NOT NULL
);
ALTER TABLE public.incidents_incidentverdict ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.incidents_incidentverdict_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.kernel_journalentry (
    id bigint NOT NULL,
    stream character varying(80) NOT NULL,
    seq bigint NOT NULL,
    event character varying(60) NOT NULL,
    at timestamp with time zone NOT NULL,
    actor character varying(40) NOT NULL,
    entrypoint character varying(20) NOT NULL,
    body text NOT NULL,
    key_id character varying(16) NOT NULL,
    mac character varying(64) NOT NULL
);
ALTER TABLE public.kernel_journalentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.kernel_journalentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.kernel_journalhead (
    stream character varying(80) NOT NULL,
    seq bigint NOT NULL,
    mac character varying(64) NOT NULL
);
CREATE TABLE public.kernel_rememberedanswer (
    id bigint NOT NULL,
    actor character varying(40) NOT NULL,
    key character varying(200) NOT NULL,
    command character varying(80) NOT NULL,
    arguments_digest character varying(64) NOT NULL,
    answer text NOT NULL,
    at timestamp with time zone NOT NULL
);
ALTER TABLE public.kernel_rememberedanswer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.kernel_rememberedanswer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.kernel_throttlewindow (
    subject character varying(80) NOT NULL,
    window_started_at timestamp with time zone NOT NULL,
    taken integer NOT NULL
);
CREATE TABLE public.kernel_workerbeat (
    worker character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE public.ledger_budget (
    id bigint NOT NULL,
    level character varying(10) NOT NULL,
    depth smallint NOT NULL,
    name character varying(120) NOT NULL,
    currency character varying(3) NOT NULL,
    period character varying(6) NOT NULL,
    timezone character varying(60) NOT NULL,
    cap_minor bigint NOT NULL,
    soft_percent smallint NOT NULL,
    carries_over boolean NOT NULL,
    closed_at timestamp with time zone,
    parent_id bigint,
    unit_id bigint NOT NULL,
    user_id bigint,
    CONSTRAINT a_cap_is_not_negative CHECK ((cap_minor >= 0))
);
ALTER TABLE public.ledger_budget ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_budget_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ledger_budgetperiod (
    id bigint NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone,
    currency character varying(3) NOT NULL,
    depth smallint NOT NULL,
    cap_minor bigint NOT NULL,
    reserved_minor bigint NOT NULL,
    issued_minor bigint NOT NULL,
    redeemed_minor bigint NOT NULL,
    expired_minor bigint NOT NULL,
    released_minor bigint NOT NULL,
    budget_id bigint NOT NULL,
    CONSTRAINT budget_columns_add_up CHECK (((expired_minor >= 0) AND (issued_minor >= (redeemed_minor + expired_minor)) AND (redeemed_minor >= 0) AND (released_minor >= 0) AND (reserved_minor >= 0))),
    CONSTRAINT budget_never_overspent CHECK ((cap_minor >= (reserved_minor + issued_minor)))
)
WITH (fillfactor='40');
ALTER TABLE public.ledger_budgetperiod ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_budgetperiod_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ledger_transfer (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    amount_minor bigint NOT NULL,
    currency character varying(3) NOT NULL,
    period_ids bigint[] NOT NULL,
    case_id bigint NOT NULL,
    offer_id bigint,
    voucher_id bigint,
    is_owed boolean NOT NULL,
    actor character varying(40) NOT NULL,
    at timestamp with time zone NOT NULL,
    reserves_id bigint,
    CONSTRAINT transfers_are_not_negative CHECK ((amount_minor >= 0))
);
ALTER TABLE public.ledger_transfer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_transfer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.links_link (
    id bigint NOT NULL,
    serial character varying(32) NOT NULL,
    key_id character varying(16) NOT NULL,
    token_hash character varying(64) NOT NULL,
    purpose character varying(16) NOT NULL,
    subject_id bigint,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    case_id bigint NOT NULL
);
ALTER TABLE public.links_link ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.links_link_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.mfa_authenticator (
    id bigint NOT NULL,
    type character varying(20) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);
ALTER TABLE public.mfa_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mfa_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.offers_fulfilment (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    amount_minor bigint NOT NULL,
    currency character varying(3) NOT NULL,
    is_owed boolean NOT NULL,
    voucher_id bigint,
    promise_id bigint,
    payment_ref character varying(80) NOT NULL,
    actual_cost_minor bigint,
    proven_at timestamp with time zone,
    failed_at timestamp with time zone,
    offer_id bigint NOT NULL,
    option_id bigint NOT NULL
);
ALTER TABLE public.offers_fulfilment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.offers_fulfilment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.offers_offer (
    id bigint NOT NULL,
    is_owed boolean NOT NULL,
    state character varying(20) NOT NULL,
    needs_acceptance boolean NOT NULL,
    arguments_digest character varying(64) NOT NULL,
    envelope_digest character varying(64) NOT NULL,
    override_reason character varying(300) NOT NULL,
    face_minor bigint NOT NULL,
    currency character varying(3) NOT NULL,
    answered_source character varying(10) NOT NULL,
    decline_words text NOT NULL,
    made_by character varying(40) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    reminded_at timestamp with time zone,
    answered_at timestamp with time zone,
    case_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    decision_id bigint NOT NULL,
    unit_id bigint NOT NULL,
    chosen_option_id bigint
);
ALTER TABLE public.offers_offer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.offers_offer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.offers_offeroption (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    gesture_code character varying(60) NOT NULL,
    name character varying(120) NOT NULL,
    form character varying(12) NOT NULL,
    face_minor bigint NOT NULL,
    true_cost_minor bigint NOT NULL,
    currency character varying(3) NOT NULL,
    percent numeric(6,3),
    quantity integer,
    terms jsonb NOT NULL,
    offer_id bigint NOT NULL,
    CONSTRAINT an_option_never_takes_money CHECK ((face_minor >= 0))
);
ALTER TABLE public.offers_offeroption ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.offers_offeroption_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.policies_decision (
    id bigint NOT NULL,
    frozen text NOT NULL,
    result text NOT NULL,
    envelope_digest character varying(64) NOT NULL,
    severity smallint NOT NULL,
    band character varying(4) NOT NULL,
    decided_by character varying(40) NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    case_id bigint,
    policy_version_id bigint NOT NULL
);
ALTER TABLE public.policies_decision ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.policies_decision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.policies_draftchange (
    id bigint NOT NULL,
    version integer NOT NULL,
    what text NOT NULL,
    why character varying(500) NOT NULL,
    made_by character varying(40) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    draft_id bigint NOT NULL
);
ALTER TABLE public.policies_draftchange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.policies_draftchange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.policies_draftreview (
    id bigint NOT NULL,
    digest character varying(64) NOT NULL,
    verdict character varying(12) NOT NULL,
    note character varying(500) NOT NULL,
    reviewed_by character varying(40) NOT NULL,
    reviewed_at timestamp with time zone NOT NULL,
    beside_id bigint,
    draft_id bigint NOT NULL
);
ALTER TABLE public.policies_draftreview ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.policies_draftreview_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.policies_policydraft (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    document text NOT NULL,
    digest character varying(64) NOT NULL,
    version integer NOT NULL,
    state character varying(12) NOT NULL,
    made_by character varying(40) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    changed_by character varying(40) NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    base_id bigint
);
ALTER TABLE public.policies_policydraft ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.policies_policydraft_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.policies_policyversion (
    id bigint NOT NULL,
    number integer NOT NULL,
    name character varying(120) NOT NULL,
    document text NOT NULL,
    digest character varying(64) NOT NULL,
    note character varying(500) NOT NULL,
    effective_from_at timestamp with time zone NOT NULL,
    published_by character varying(40) NOT NULL,
    published_at timestamp with time zone NOT NULL,
    restores_id bigint,
    draft_id bigint
);
ALTER TABLE public.policies_policyversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.policies_policyversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.procrastinate_events (
    id bigint NOT NULL,
    job_id bigint NOT NULL,
    type public.procrastinate_job_event_type,
    at timestamp with time zone DEFAULT now()
);
CREATE SEQUENCE public.procrastinate_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.procrastinate_events_id_seq OWNED BY public.procrastinate_events.id;
CREATE SEQUENCE public.procrastinate_jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.procrastinate_jobs_id_seq OWNED BY public.procrastinate_jobs.id;
CREATE TABLE public.procrastinate_periodic_defers (
    id bigint NOT NULL,
    task_name character varying(128) NOT NULL,
    defer_timestamp bigint,
    job_id bigint,
    periodic_id character varying(128) DEFAULT ''::character varying NOT NULL
);
CREATE SEQUENCE public.procrastinate_periodic_defers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.procrastinate_periodic_defers_id_seq OWNED BY public.procrastinate_periodic_defers.id;
CREATE TABLE public.procrastinate_workers (
    id bigint NOT NULL,
    last_heartbeat timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE public.procrastinate_workers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.procrastinate_workers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.promises_promise (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    what character varying(300) NOT NULL,
    made_by character varying(40) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    state character varying(10) NOT NULL,
    kept_at timestamp with time zone,
    kept_by character varying(40) NOT NULL,
    kept_note character varying(300) NOT NULL,
    reminded_at timestamp with time zone,
    broken_at timestamp with time zone,
    case_id bigint NOT NULL,
    offer_id bigint,
    owner_id bigint NOT NULL,
    unit_id bigint NOT NULL
);
ALTER TABLE public.promises_promise ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.promises_promise_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.signals_lookedthrough (
    id bigint NOT NULL,
    last_case_id bigint NOT NULL,
    last_evidence_id bigint NOT NULL
);
ALTER TABLE public.signals_lookedthrough ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.signals_lookedthrough_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.signals_signal (
    id bigint NOT NULL,
    kind character varying(30) NOT NULL,
    state character varying(10) NOT NULL,
    case_ids bigint[] NOT NULL,
    visits integer NOT NULL,
    days integer NOT NULL,
    occasions integer,
    raised_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    reviewed_by character varying(40) NOT NULL,
    reviewed_at timestamp with time zone,
    review_note character varying(500) NOT NULL,
    customer_id bigint NOT NULL,
    unit_id bigint NOT NULL
);
ALTER TABLE public.signals_signal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.signals_signal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_apitoken (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    role character varying(20) NOT NULL,
    scopes character varying(40)[] NOT NULL,
    grant_minor bigint,
    token_hash character varying(64) NOT NULL,
    key_id character varying(16) NOT NULL,
    last_four character varying(4) NOT NULL,
    made_by character varying(40) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    last_used_at timestamp with time zone,
    unit_id bigint NOT NULL
);
ALTER TABLE public.staff_apitoken ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_apitoken_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_placement (
    id bigint NOT NULL,
    role character varying(20) NOT NULL,
    since_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    unit_id bigint NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.staff_placement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_placement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_savedview (
    id bigint NOT NULL,
    screen character varying(40) NOT NULL,
    name character varying(80) NOT NULL,
    filters character varying(500) NOT NULL,
    "position" integer NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.staff_savedview ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_savedview_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.staff_user (
    id bigint NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    email character varying(254) NOT NULL,
    display_name character varying(120) NOT NULL,
    title character varying(120) NOT NULL,
    timezone character varying(60) NOT NULL,
    language character varying(12) NOT NULL,
    is_active boolean NOT NULL,
    sees_restricted boolean NOT NULL,
    joined_at timestamp with time zone NOT NULL
);
ALTER TABLE public.staff_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.tasks_closingtask (
    id bigint NOT NULL,
    due_at timestamp with time zone NOT NULL,
    root_cause character varying(60) NOT NULL,
    is_systemic boolean,
    action_note character varying(300) NOT NULL,
    was_authority_adequate boolean,
    colleague_note character varying(300) NOT NULL,
    done_by character varying(40) NOT NULL,
    done_at timestamp with time zone,
    case_id bigint NOT NULL,
    owner_id bigint
);
ALTER TABLE public.tasks_closingtask ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tasks_closingtask_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.units_place (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    short_code character varying(16) NOT NULL,
    is_open boolean NOT NULL,
    unit_id bigint NOT NULL
);
ALTER TABLE public.units_place ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.units_place_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.units_unit (
    id bigint NOT NULL,
    level character varying(20) NOT NULL,
    name character varying(120) NOT NULL,
    code character varying(60) NOT NULL,
    business character varying(20) NOT NULL,
    timezone character varying(60) NOT NULL,
    currency character varying(3) NOT NULL,
    language character varying(12) NOT NULL,
    jurisdiction character varying(20) NOT NULL,
    reply_address character varying(254) NOT NULL,
    phone character varying(40) NOT NULL,
    lineage bigint[] NOT NULL,
    parent_id bigint
);
ALTER TABLE public.units_unit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.units_unit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.vouchers_redemption (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    amount_minor bigint NOT NULL,
    currency character varying(3) NOT NULL,
    balance_after_minor bigint NOT NULL,
    till_ref character varying(80) NOT NULL,
    reason character varying(200) NOT NULL,
    actor character varying(40) NOT NULL,
    at timestamp with time zone NOT NULL,
    reverses_id bigint,
    unit_id bigint NOT NULL,
    voucher_id bigint NOT NULL
);
ALTER TABLE public.vouchers_redemption ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.vouchers_redemption_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.vouchers_voucher (
    id bigint NOT NULL,
    serial character varying(32) NOT NULL,
    key_id character varying(16) NOT NULL,
    code_hash character varying(64) NOT NULL,
    last_four character varying(4) NOT NULL,
    period_ids bigint[] NOT NULL,
    name character varying(120) NOT NULL,
    form character varying(12) NOT NULL,
    state character varying(10) NOT NULL,
    face_minor bigint NOT NULL,
    balance_minor bigint NOT NULL,
    currency character varying(3) NOT NULL,
    percent numeric(6,3),
    issued_at timestamp with time zone NOT NULL,
    delivered_at timestamp with time zone,
    handed_by character varying(40) NOT NULL,
    expires_at timestamp with time zone,
    ended_at timestamp with time zone,
    end_reason character varying(200) NOT NULL,
    case_id bigint NOT NULL,
    offer_id bigint NOT NULL,
    replaces_id bigint,
    unit_id bigint NOT NULL,
    CONSTRAINT a_voucher_is_never_overspent CHECK (((balance_minor >= 0) AND (balance_minor <= face_minor)))
);
ALTER TABLE public.vouchers_voucher ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.vouchers_voucher_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE ONLY public.procrastinate_events ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_events_id_seq'::regclass);
ALTER TABLE ONLY public.procrastinate_jobs ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_jobs_id_seq'::regclass);
ALTER TABLE ONLY public.procrastinate_periodic_defers ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_periodic_defers_id_seq'::regclass);
ALTER TABLE ONLY public.policies_draftchange
    ADD CONSTRAINT a_draft_changes_step_by_step UNIQUE (draft_id, version);
ALTER TABLE ONLY public.ledger_budgetperiod
    ADD CONSTRAINT a_period_begins_once UNIQUE (budget_id, starts_at);
ALTER TABLE ONLY public.approvals_substitution
    ADD CONSTRAINT a_substitute_is_named_once EXCLUDE USING gist (int8range(person_id, person_id, '[]'::text) WITH &&, int8range(substitute_id, substitute_id, '[]'::text) WITH &&, tstzrange(starts_at, ends_at) WITH &&);
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.fairness_groupattribute
    ADD CONSTRAINT an_attribute_has_one_value UNIQUE (customer_id, name);
ALTER TABLE ONLY public.events_receivedevent
    ADD CONSTRAINT an_event_comes_once UNIQUE (source_id, event_source, event_id);
ALTER TABLE ONLY public.approvals_approval
    ADD CONSTRAINT approvals_approval_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.approvals_approvalvoice
    ADD CONSTRAINT approvals_approvalvoice_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.approvals_involvement
    ADD CONSTRAINT approvals_involvement_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.approvals_substitution
    ADD CONSTRAINT approvals_substitution_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.backtests_backtest
    ADD CONSTRAINT backtests_backtest_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.backtests_backtestcase
    ADD CONSTRAINT backtests_backtestcase_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.backtests_backteststretch
    ADD CONSTRAINT backtests_backteststretch_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_case
    ADD CONSTRAINT cases_case_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_case
    ADD CONSTRAINT cases_case_ref_key UNIQUE (ref);
ALTER TABLE ONLY public.cases_evidence
    ADD CONSTRAINT cases_evidence_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_inforequest
    ADD CONSTRAINT cases_inforequest_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.clocks_deadline
    ADD CONSTRAINT clocks_deadline_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.conversations_message
    ADD CONSTRAINT conversations_message_message_id_key UNIQUE (message_id);
ALTER TABLE ONLY public.conversations_message
    ADD CONSTRAINT conversations_message_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.conversations_template
    ADD CONSTRAINT conversations_template_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers_customer
    ADD CONSTRAINT customers_customer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers_customer
    ADD CONSTRAINT customers_customer_ref_key UNIQUE (ref);
ALTER TABLE ONLY public.customers_personkey
    ADD CONSTRAINT customers_personkey_pkey PRIMARY KEY (customer_id);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);
ALTER TABLE ONLY public.events_eventsource
    ADD CONSTRAINT events_eventsource_name_key UNIQUE (name);
ALTER TABLE ONLY public.events_eventsource
    ADD CONSTRAINT events_eventsource_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.events_receivedevent
    ADD CONSTRAINT events_receivedevent_case_id_key UNIQUE (case_id);
ALTER TABLE ONLY public.events_receivedevent
    ADD CONSTRAINT events_receivedevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.events_triggerday
    ADD CONSTRAINT events_triggerday_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.failures_failuretype
    ADD CONSTRAINT failures_failuretype_code_key UNIQUE (code);
ALTER TABLE ONLY public.failures_failuretype
    ADD CONSTRAINT failures_failuretype_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.fairness_consistencyreport
    ADD CONSTRAINT fairness_consistencyreport_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.fairness_groupattribute
    ADD CONSTRAINT fairness_groupattribute_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.followups_answer
    ADD CONSTRAINT followups_answer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.followups_followup
    ADD CONSTRAINT followups_followup_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.incidents_incident
    ADD CONSTRAINT incidents_incident_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.incidents_incident
    ADD CONSTRAINT incidents_incident_ref_key UNIQUE (ref);
ALTER TABLE ONLY public.incidents_incidentperson
    ADD CONSTRAINT incidents_incidentperson_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.incidents_incidentverdict
    ADD CONSTRAINT incidents_incidentverdict_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.kernel_journalentry
    ADD CONSTRAINT journal_chain_has_no_forks UNIQUE (stream, seq);
ALTER TABLE ONLY public.kernel_journalentry
    ADD CONSTRAINT kernel_journalentry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.kernel_journalhead
    ADD CONSTRAINT kernel_journalhead_pkey PRIMARY KEY (stream);
ALTER TABLE ONLY public.kernel_rememberedanswer
    ADD CONSTRAINT kernel_rememberedanswer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.kernel_throttlewindow
    ADD CONSTRAINT kernel_throttlewindow_pkey PRIMARY KEY (subject);
ALTER TABLE ONLY public.kernel_workerbeat
    ADD CONSTRAINT kernel_workerbeat_pkey PRIMARY KEY (worker);
ALTER TABLE ONLY public.ledger_budget
    ADD CONSTRAINT ledger_budget_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ledger_budgetperiod
    ADD CONSTRAINT ledger_budgetperiod_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ledger_transfer
    ADD CONSTRAINT ledger_transfer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.links_link
    ADD CONSTRAINT links_link_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.links_link
    ADD CONSTRAINT links_link_serial_key UNIQUE (serial);
ALTER TABLE ONLY public.links_link
    ADD CONSTRAINT links_link_token_hash_key UNIQUE (token_hash);
ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.offers_fulfilment
    ADD CONSTRAINT offers_fulfilment_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.offers_offer
    ADD CONSTRAINT offers_offer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.offers_offeroption
    ADD CONSTRAINT offers_offeroption_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.incidents_incidentperson
    ADD CONSTRAINT once_in_an_incident UNIQUE (incident_id, customer_id);
ALTER TABLE ONLY public.kernel_rememberedanswer
    ADD CONSTRAINT one_answer_per_key UNIQUE (actor, key);
ALTER TABLE ONLY public.followups_followup
    ADD CONSTRAINT one_follow_up_per_round UNIQUE (case_id, round);
ALTER TABLE ONLY public.fairness_consistencyreport
    ADD CONSTRAINT one_report_per_unit_and_span UNIQUE (unit_id, since_date, until_date);
ALTER TABLE ONLY public.events_triggerday
    ADD CONSTRAINT one_row_per_trigger_and_day UNIQUE (trigger_code, day_date, currency);
ALTER TABLE ONLY public.approvals_approvalvoice
    ADD CONSTRAINT one_voice_per_seat UNIQUE (approval_id, step, role);
ALTER TABLE ONLY public.offers_offeroption
    ADD CONSTRAINT options_have_their_own_places UNIQUE (offer_id, "position");
ALTER TABLE ONLY public.units_place
    ADD CONSTRAINT places_are_named_once_per_unit UNIQUE (unit_id, name);
ALTER TABLE ONLY public.policies_decision
    ADD CONSTRAINT policies_decision_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.policies_draftchange
    ADD CONSTRAINT policies_draftchange_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.policies_draftreview
    ADD CONSTRAINT policies_draftreview_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.policies_policydraft
    ADD CONSTRAINT policies_policydraft_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.policies_policyversion
    ADD CONSTRAINT policies_policyversion_draft_id_key UNIQUE (draft_id);
ALTER TABLE ONLY public.policies_policyversion
    ADD CONSTRAINT policies_policyversion_number_key UNIQUE (number);
ALTER TABLE ONLY public.policies_policyversion
    ADD CONSTRAINT policies_policyversion_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_unique UNIQUE (task_name, periodic_id, defer_timestamp);
ALTER TABLE ONLY public.procrastinate_workers
    ADD CONSTRAINT procrastinate_workers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.promises_promise
    ADD CONSTRAINT promises_promise_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_savedview
    ADD CONSTRAINT saved_views_are_named_once UNIQUE (user_id, screen, name);
ALTER TABLE ONLY public.signals_lookedthrough
    ADD CONSTRAINT signals_lookedthrough_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.signals_signal
    ADD CONSTRAINT signals_signal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_apitoken
    ADD CONSTRAINT staff_apitoken_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_apitoken
    ADD CONSTRAINT staff_apitoken_token_hash_key UNIQUE (token_hash);
ALTER TABLE ONLY public.staff_placement
    ADD CONSTRAINT staff_placement_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_savedview
    ADD CONSTRAINT staff_savedview_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_user
    ADD CONSTRAINT staff_user_email_key UNIQUE (email);
ALTER TABLE ONLY public.staff_user
    ADD CONSTRAINT staff_user_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tasks_closingtask
    ADD CONSTRAINT tasks_closingtask_case_id_key UNIQUE (case_id);
ALTER TABLE ONLY public.tasks_closingtask
    ADD CONSTRAINT tasks_closingtask_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.conversations_template
    ADD CONSTRAINT templates_are_named_once UNIQUE (code, language, business);
ALTER TABLE ONLY public.units_place
    ADD CONSTRAINT units_place_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.units_place
    ADD CONSTRAINT units_place_short_code_key UNIQUE (short_code);
ALTER TABLE ONLY public.units_unit
    ADD CONSTRAINT units_unit_code_key UNIQUE (code);
ALTER TABLE ONLY public.units_unit
    ADD CONSTRAINT units_unit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.vouchers_redemption
    ADD CONSTRAINT vouchers_redemption_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.vouchers_voucher
    ADD CONSTRAINT vouchers_voucher_code_hash_key UNIQUE (code_hash);
ALTER TABLE ONLY public.vouchers_voucher
    ADD CONSTRAINT vouchers_voucher_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.vouchers_voucher
    ADD CONSTRAINT vouchers_voucher_serial_key UNIQUE (serial);
CREATE UNIQUE INDEX a_case_is_of_one_incident ON public.incidents_incidentperson USING btree (case_id) WHERE (case_id IS NOT NULL);
CREATE UNIQUE INDEX a_redemption_is_rolled_back_once ON public.vouchers_redemption USING btree (reverses_id) WHERE ((kind)::text = 'rollback'::text);
CREATE UNIQUE INDEX a_reservation_ends_once ON public.ledger_transfer USING btree (reserves_id) WHERE (kind IN ('post', 'void'));
CREATE UNIQUE INDEX a_till_reference_spends_once ON public.vouchers_redemption USING btree (unit_id, till_ref) WHERE ((kind)::text = 'redeem'::text);
CREATE INDEX account_emailaddress_email_03be32b2 ON public.account_emailaddress USING btree (email);
CREATE INDEX account_emailaddress_email_03be32b2_like ON public.account_emailaddress USING btree (email varchar_pattern_ops);
CREATE INDEX account_emailaddress_user_id_2c513194 ON public.account_emailaddress USING btree (user_id);
CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON public.account_emailconfirmation USING btree (email_address_id);
CREATE INDEX account_emailconfirmation_key_f43612bd_like ON public.account_emailconfirmation USING btree (key varchar_pattern_ops);
CREATE UNIQUE INDEX an_offer_holds_money_once ON public.ledger_transfer USING btree (offer_id) WHERE ((kind)::text = 'reserve'::text);
CREATE INDEX approvals_approval_case_id_50cddd5e ON public.approvals_approval USING btree (case_id);
CREATE INDEX approvals_approval_incident_id_92101292 ON public.approvals_approval USING btree (incident_id);
CREATE INDEX approvals_approval_offer_id_7dd2a530 ON public.approvals_approval USING btree (offer_id);
CREATE INDEX approvals_approval_owner_id_687cccf5 ON public.approvals_approval USING btree (owner_id);
CREATE INDEX approvals_approval_unit_id_d8fec083 ON public.approvals_approval USING btree (unit_id);
CREATE INDEX approvals_approvalvoice_approval_id_bf2992a4 ON public.approvals_approvalvoice USING btree (approval_id);
CREATE INDEX approvals_by_offer ON public.approvals_approval USING btree (offer_id);
CREATE INDEX approvals_involvement_case_id_c447284d ON public.approvals_involvement USING btree (case_id);
CREATE INDEX approvals_involvement_user_id_1d0f7479 ON public.approvals_involvement USING btree (user_id);
CREATE INDEX approvals_substitution_person_id_d363542f ON public.approvals_substitution USING btree (person_id);
CREATE INDEX approvals_substitution_substitute_id_9e50df62 ON public.approvals_substitution USING btree (substitute_id);
CREATE INDEX approvals_waiting ON public.approvals_approval USING btree (unit_id, due_at) WHERE ((state)::text = 'waiting'::text);
CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);
CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);
CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);
CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);
CREATE INDEX back_tests_to_run ON public.backtests_backtest USING btree (id) WHERE (state IN ('queued', 'running'));
CREATE INDEX backtests_backtestcase_back_test_id_3e228fcb ON public.backtests_backtestcase USING btree (back_test_id);
CREATE INDEX backtests_backteststretch_back_test_id_0399b553 ON public.backtests_backteststretch USING btree (back_test_id);
CREATE INDEX budgets_by_unit ON public.ledger_budget USING btree (unit_id, level);
CREATE INDEX cases_by_customer ON public.cases_case USING btree (customer_id, received_at DESC);
CREATE INDEX cases_by_flag ON public.cases_case USING gin (flags);
CREATE INDEX cases_by_receipt ON public.cases_case USING btree (received_at DESC, id DESC);
CREATE INDEX cases_by_unit_receipt ON public.cases_case USING btree (unit_id, received_at DESC);
CREATE INDEX cases_by_visit ON public.cases_case USING btree (visit_ref);
CREATE INDEX cases_by_words ON public.cases_case USING gin (to_tsvector('simple'::regconfig, COALESCE(words, ''::text)));
CREATE INDEX cases_case_continues_id_57e77ebd ON public.cases_case USING btree (continues_id);
CREATE INDEX cases_case_customer_id_3e0cf925 ON public.cases_case USING btree (customer_id);
CREATE INDEX cases_case_decided_by_id_d07f4a47 ON public.cases_case USING btree (decided_by_id);
CREATE INDEX cases_case_failure_type_id_226829ad ON public.cases_case USING btree (failure_type_id);
CREATE INDEX cases_case_merged_into_id_1b4320d8 ON public.cases_case USING btree (merged_into_id);
CREATE INDEX cases_case_owner_before_id_0b165416 ON public.cases_case USING btree (owner_before_id);
CREATE INDEX cases_case_owner_id_352cf2f7 ON public.cases_case USING btree (owner_id);
CREATE INDEX cases_case_place_id_bb1f10d2 ON public.cases_case USING btree (place_id);
CREATE INDEX cases_case_ref_4217fa88_like ON public.cases_case USING btree (ref varchar_pattern_ops);
CREATE INDEX cases_case_team_unit_id_a8a4b8d2 ON public.cases_case USING btree (team_unit_id);
CREATE INDEX cases_case_unit_id_f34fc706 ON public.cases_case USING btree (unit_id);
CREATE INDEX cases_evidence_case_id_afc863e7 ON public.cases_evidence USING btree (case_id);
CREATE INDEX cases_inforequest_case_id_6b1d9c6d ON public.cases_inforequest USING btree (case_id);
CREATE INDEX cases_of_a_back_test ON public.backtests_backtestcase USING btree (back_test_id, id);
CREATE INDEX clocks_deadline_case_id_6ee5c8f9 ON public.clocks_deadline USING btree (case_id);
CREATE INDEX closing_tasks_open ON public.tasks_closingtask USING btree (owner_id, due_at) WHERE (done_at IS NULL);
CREATE INDEX conversations_message_case_id_b5440358 ON public.conversations_message USING btree (case_id);
CREATE INDEX conversations_message_message_id_172e127c_like ON public.conversations_message USING btree (message_id varchar_pattern_ops);
CREATE INDEX conversations_template_code_67b329d0 ON public.conversations_template USING btree (code);
CREATE INDEX conversations_template_code_67b329d0_like ON public.conversations_template USING btree (code varchar_pattern_ops);
CREATE INDEX customer_by_email ON public.customers_customer USING btree (email_normalised);
CREATE INDEX customer_by_external_ref ON public.customers_customer USING btree (external_ref);
CREATE INDEX customer_by_phone ON public.customers_customer USING btree (phone);
CREATE INDEX customers_by_words ON public.customers_customer USING gin (to_tsvector('simple'::regconfig, COALESCE(search_text, ''::text)));
CREATE INDEX customers_customer_home_unit_id_01efd9de ON public.customers_customer USING btree (home_unit_id);
CREATE INDEX customers_customer_ref_fc263187_like ON public.customers_customer USING btree (ref varchar_pattern_ops);
CREATE INDEX deadlines_by_case ON public.clocks_deadline USING btree (case_id, kind);
CREATE INDEX deadlines_waiting ON public.clocks_deadline USING btree (due_at) WHERE ((cancelled_at IS NULL) AND (met_at IS NULL) AND (paused_left_seconds IS NULL) AND (rung_at IS NULL));
CREATE INDEX decisions_by_case ON public.policies_decision USING btree (case_id, id DESC);
CREATE INDEX decisions_in_time_order ON public.policies_decision USING btree (decided_at, id);
CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);
CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);
CREATE INDEX drafts_by_state ON public.policies_policydraft USING btree (state, changed_at DESC);
CREATE INDEX events_by_receipt ON public.events_receivedevent USING btree (received_at DESC, id DESC);
CREATE INDEX events_by_state ON public.events_receivedevent USING btree (state, received_at DESC);
CREATE INDEX events_eventsource_name_9a3462df_like ON public.events_eventsource USING btree (name varchar_pattern_ops);
CREATE INDEX events_eventsource_unit_id_886f9c8d ON public.events_eventsource USING btree (unit_id);
CREATE INDEX events_receivedevent_offer_id_5cb090bc ON public.events_receivedevent USING btree (offer_id);
CREATE INDEX events_receivedevent_source_id_e3675269 ON public.events_receivedevent USING btree (source_id);
CREATE INDEX events_that_wait ON public.events_receivedevent USING btree (id) WHERE ((state)::text = 'received'::text);
CREATE INDEX evidence_newest_first ON public.cases_evidence USING btree (case_id, name, id DESC);
CREATE INDEX failures_failuretype_code_f5250d1b_like ON public.failures_failuretype USING btree (code varchar_pattern_ops);
CREATE INDEX fairness_consistencyreport_unit_id_a4faefb1 ON public.fairness_consistencyreport USING btree (unit_id);
CREATE INDEX fairness_groupattribute_customer_id_34e832e9 ON public.fairness_groupattribute USING btree (customer_id);
CREATE INDEX followups_answer_follow_up_id_8ec0efe1 ON public.followups_answer USING btree (follow_up_id);
CREATE INDEX followups_due ON public.followups_followup USING btree (ask_at) WHERE (ended_at IS NULL);
CREATE INDEX followups_followup_case_id_502cbfd8 ON public.followups_followup USING btree (case_id);
CREATE INDEX fulfilment_by_promise ON public.offers_fulfilment USING btree (promise_id);
CREATE INDEX fulfilment_by_voucher ON public.offers_fulfilment USING btree (voucher_id);
CREATE INDEX fulfilments_by_offer ON public.offers_fulfilment USING btree (offer_id);
CREATE INDEX idx_procrastinate_jobs_worker_not_null ON public.procrastinate_jobs USING btree (worker_id) WHERE ((worker_id IS NOT NULL) AND (status = 'doing'::public.procrastinate_job_status));
CREATE INDEX idx_procrastinate_workers_last_heartbeat ON public.procrastinate_workers USING btree (last_heartbeat);
CREATE INDEX incidents_by_unit ON public.incidents_incident USING btree (unit_id, id DESC);
CREATE INDEX incidents_incident_failure_type_id_2893e30b ON public.incidents_incident USING btree (failure_type_id);
CREATE INDEX incidents_incident_owner_id_97ff23b2 ON public.incidents_incident USING btree (owner_id);
CREATE INDEX incidents_incident_policy_version_id_d03683df ON public.incidents_incident USING btree (policy_version_id);
CREATE INDEX incidents_incident_ref_eb185301_like ON public.incidents_incident USING btree (ref varchar_pattern_ops);
CREATE INDEX incidents_incident_unit_id_60f58d51 ON public.incidents_incident USING btree (unit_id);
CREATE INDEX incidents_incidentperson_customer_id_a21d681c ON public.incidents_incidentperson USING btree (customer_id);
CREATE INDEX incidents_incidentperson_incident_id_18f7416d ON public.incidents_incidentperson USING btree (incident_id);
CREATE INDEX incidents_incidentverdict_decision_id_0c65c5f3 ON public.incidents_incidentverdict USING btree (decision_id);
CREATE INDEX incidents_incidentverdict_incident_id_d3275ed7 ON public.incidents_incidentverdict USING btree (incident_id);
CREATE INDEX incidents_to_give ON public.incidents_incident USING btree (next_wave_at) WHERE ((state)::text = 'sending'::text);
CREATE INDEX kernel_journalhead_stream_a7d6c34c_like ON public.kernel_journalhead USING btree (stream varchar_pattern_ops);
CREATE INDEX kernel_throttlewindow_subject_bc15d1bb_like ON public.kernel_throttlewindow USING btree (subject varchar_pattern_ops);
CREATE INDEX kernel_workerbeat_worker_398b0ac0_like ON public.kernel_workerbeat USING btree (worker varchar_pattern_ops);
CREATE INDEX ledger_budget_parent_id_5fb3cca1 ON public.ledger_budget USING btree (parent_id);
CREATE INDEX ledger_budget_unit_id_6a7313e2 ON public.ledger_budget USING btree (unit_id);
CREATE INDEX ledger_budget_user_id_8d2d56c8 ON public.ledger_budget USING btree (user_id);
CREATE INDEX ledger_budgetperiod_budget_id_c4eff622 ON public.ledger_budgetperiod USING btree (budget_id);
CREATE INDEX ledger_transfer_reserves_id_730772f6 ON public.ledger_transfer USING btree (reserves_id);
CREATE INDEX links_by_case ON public.links_link USING btree (case_id, purpose);
CREATE INDEX links_link_case_id_dd6ed868 ON public.links_link USING btree (case_id);
CREATE INDEX links_link_serial_a73b669a_like ON public.links_link USING btree (serial varchar_pattern_ops);
CREATE INDEX links_link_token_hash_3722c639_like ON public.links_link USING btree (token_hash varchar_pattern_ops);
CREATE INDEX messages_by_case ON public.conversations_message USING btree (case_id, id);
CREATE INDEX messages_to_send ON public.conversations_message USING btree (send_after_at, id) WHERE (state IN ('queued', 'claimed'));
CREATE INDEX mfa_authenticator_user_id_0c3a50c0 ON public.mfa_authenticator USING btree (user_id);
CREATE UNIQUE INDEX named_once_per_case ON public.approvals_involvement USING btree (case_id, user_id) WHERE (ended_at IS NULL);
CREATE INDEX offers_by_case ON public.offers_offer USING btree (case_id, id DESC);
CREATE INDEX offers_by_customer ON public.offers_offer USING btree (customer_id, made_at DESC);
CREATE INDEX offers_fulfilment_offer_id_e46ce9ac ON public.offers_fulfilment USING btree (offer_id);
CREATE INDEX offers_fulfilment_option_id_50a5c5d9 ON public.offers_fulfilment USING btree (option_id);
CREATE INDEX offers_offer_case_id_4c231d98 ON public.offers_offer USING btree (case_id);
CREATE INDEX offers_offer_chosen_option_id_b01a8da4 ON public.offers_offer USING btree (chosen_option_id);
CREATE INDEX offers_offer_customer_id_15150239 ON public.offers_offer USING btree (customer_id);
CREATE INDEX offers_offer_decision_id_e7208fd6 ON public.offers_offer USING btree (decision_id);
CREATE INDEX offers_offer_unit_id_ce64cc25 ON public.offers_offer USING btree (unit_id);
CREATE INDEX offers_offeroption_offer_id_1e88d39c ON public.offers_offeroption USING btree (offer_id);
CREATE INDEX offers_running_out ON public.offers_offer USING btree (expires_at) WHERE ((state)::text = 'offered'::text);
CREATE UNIQUE INDEX one_budget_per_level_and_unit ON public.ledger_budget USING btree (unit_id, level) WHERE ((closed_at IS NULL) AND (level IN ('team', 'site', 'brand')));
CREATE UNIQUE INDEX one_budget_per_person_and_unit ON public.ledger_budget USING btree (unit_id, user_id) WHERE ((closed_at IS NULL) AND ((level)::text = 'person'::text));
CREATE UNIQUE INDEX one_open_question_per_case ON public.cases_inforequest USING btree (case_id) WHERE (answered_at IS NULL);
CREATE UNIQUE INDEX one_open_question_per_incident ON public.approvals_approval USING btree (incident_id) WHERE ((state)::text = 'waiting'::text);
CREATE UNIQUE INDEX one_open_question_per_offer ON public.approvals_approval USING btree (offer_id) WHERE ((state)::text = 'waiting'::text);
CREATE UNIQUE INDEX one_placement_per_role_and_unit ON public.staff_placement USING btree (user_id, unit_id, role) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX one_standing_signal_of_a_kind ON public.signals_signal USING btree (customer_id, kind) WHERE (state IN ('raised', 'upheld'));
CREATE UNIQUE INDEX one_voice_per_authority ON public.approvals_approvalvoice USING btree (approval_id, given_for) WHERE (NOT ((given_for)::text = 'system'::text));
CREATE UNIQUE INDEX one_voice_per_person ON public.approvals_approvalvoice USING btree (approval_id, given_by) WHERE (NOT ((given_by)::text = 'system'::text));
CREATE INDEX open_cases_by_due ON public.cases_case USING btree (wanted_by_at, id) WHERE (closed_at IS NULL);
CREATE INDEX open_cases_by_owner ON public.cases_case USING btree (owner_id, wanted_by_at) WHERE (closed_at IS NULL);
CREATE INDEX open_cases_by_unit ON public.cases_case USING btree (unit_id, wanted_by_at) WHERE (closed_at IS NULL);
CREATE INDEX payments_to_make ON public.offers_fulfilment USING btree (id) WHERE (((kind)::text = 'payment'::text) AND (proven_at IS NULL));
CREATE INDEX people_by_incident ON public.incidents_incidentperson USING btree (incident_id, id);
CREATE INDEX policies_decision_case_id_0ecb9c6e ON public.policies_decision USING btree (case_id);
CREATE INDEX policies_decision_policy_version_id_b7581953 ON public.policies_decision USING btree (policy_version_id);
CREATE INDEX policies_draftchange_draft_id_94ef36db ON public.policies_draftchange USING btree (draft_id);
CREATE INDEX policies_draftreview_beside_id_d52da4c5 ON public.policies_draftreview USING btree (beside_id);
CREATE INDEX policies_draftreview_draft_id_fe0222e1 ON public.policies_draftreview USING btree (draft_id);
CREATE INDEX policies_policydraft_base_id_bfcdc7a3 ON public.policies_policydraft USING btree (base_id);
CREATE INDEX policies_policyversion_restores_id_c2a8c16c ON public.policies_policyversion USING btree (restores_id);
CREATE INDEX policy_in_force ON public.policies_policyversion USING btree (effective_from_at DESC, number DESC);
CREATE INDEX procrastinate_events_job_id_fkey_v1 ON public.procrastinate_events USING btree (job_id);
CREATE INDEX procrastinate_jobs_id_lock_idx_v1 ON public.procrastinate_jobs USING btree (id, lock) WHERE (status = ANY (ARRAY['todo'::public.procrastinate_job_status, 'doing'::public.procrastinate_job_status]));
CREATE UNIQUE INDEX procrastinate_jobs_lock_idx_v1 ON public.procrastinate_jobs USING btree (lock) WHERE (status = 'doing'::public.procrastinate_job_status);
CREATE INDEX procrastinate_jobs_priority_idx_v1 ON public.procrastinate_jobs USING btree (priority DESC, id) WHERE (status = 'todo'::public.procrastinate_job_status);
CREATE INDEX procrastinate_jobs_queue_name_idx_v1 ON public.procrastinate_jobs USING btree (queue_name);
CREATE UNIQUE INDEX procrastinate_jobs_queueing_lock_idx_v1 ON public.procrastinate_jobs USING btree (queueing_lock) WHERE (status = 'todo'::public.procrastinate_job_status);
CREATE INDEX procrastinate_periodic_defers_job_id_fkey_v1 ON public.procrastinate_periodic_defers USING btree (job_id);
CREATE INDEX promises_by_case ON public.promises_promise USING btree (case_id);
CREATE INDEX promises_by_owner ON public.promises_promise USING btree (owner_id, due_at) WHERE (state IN ('open', 'broken'));
CREATE INDEX promises_open_by_due ON public.promises_promise USING btree (due_at) WHERE ((state)::text = 'open'::text);
CREATE INDEX promises_promise_case_id_0f297d20 ON public.promises_promise USING btree (case_id);
CREATE INDEX promises_promise_offer_id_c2f026d2 ON public.promises_promise USING btree (offer_id);
CREATE INDEX promises_promise_owner_id_9fd04f51 ON public.promises_promise USING btree (owner_id);
CREATE INDEX promises_promise_unit_id_f1c4b315 ON public.promises_promise USING btree (unit_id);
CREATE INDEX redemptions_by_unit ON public.vouchers_redemption USING btree (unit_id, id DESC);
CREATE INDEX redemptions_by_voucher ON public.vouchers_redemption USING btree (voucher_id, id);
CREATE INDEX remembered_by_age ON public.kernel_rememberedanswer USING btree (at);
CREATE INDEX reviews_by_answer ON public.approvals_approval USING btree (decided_at) WHERE ((decided_at IS NOT NULL) AND is_review);
CREATE INDEX reviews_by_case ON public.approvals_approval USING btree (case_id) WHERE is_review;
CREATE INDEX reviews_by_draft ON public.policies_draftreview USING btree (draft_id, id DESC);
CREATE INDEX reviews_by_owner ON public.approvals_approval USING btree (owner_id) WHERE (is_review AND ((state)::text = 'waiting'::text));
CREATE INDEX signals_by_customer ON public.signals_signal USING btree (customer_id, id DESC);
CREATE INDEX signals_running_out ON public.signals_signal USING btree (expires_at) WHERE (state IN ('raised', 'upheld'));
CREATE INDEX signals_signal_customer_id_91560bfd ON public.signals_signal USING btree (customer_id);
CREATE INDEX signals_signal_unit_id_daf45f45 ON public.signals_signal USING btree (unit_id);
CREATE INDEX staff_apitoken_token_hash_0039d032_like ON public.staff_apitoken USING btree (token_hash varchar_pattern_ops);
CREATE INDEX staff_apitoken_unit_id_75899288 ON public.staff_apitoken USING btree (unit_id);
CREATE INDEX staff_placement_unit_id_f3e42f58 ON public.staff_placement USING btree (unit_id);
CREATE INDEX staff_placement_user_id_618407ce ON public.staff_placement USING btree (user_id);
CREATE INDEX staff_savedview_user_id_9a49a00d ON public.staff_savedview USING btree (user_id);
CREATE INDEX staff_user_email_4627d055_like ON public.staff_user USING btree (email varchar_pattern_ops);
CREATE INDEX substitutions_by_person ON public.approvals_substitution USING btree (person_id, ends_at);
CREATE INDEX substitutions_by_substitute ON public.approvals_substitution USING btree (substitute_id, ends_at);
CREATE INDEX tasks_closingtask_owner_id_9e1e8e4b ON public.tasks_closingtask USING btree (owner_id);
CREATE INDEX transfers_by_case ON public.ledger_transfer USING btree (case_id);
CREATE INDEX transfers_by_period ON public.ledger_transfer USING gin (period_ids);
CREATE UNIQUE INDEX unique_authenticator_type ON public.mfa_authenticator USING btree (user_id, type) WHERE (type IN ('totp', 'recovery_codes'));
CREATE UNIQUE INDEX unique_primary_email ON public.account_emailaddress USING btree (user_id, "primary") WHERE "primary";
CREATE UNIQUE INDEX unique_verified_email ON public.account_emailaddress USING btree (email) WHERE verified;
CREATE INDEX units_place_short_code_39ea7450_like ON public.units_place USING btree (short_code varchar_pattern_ops);
CREATE INDEX units_place_unit_id_1c5c7c51 ON public.units_place USING btree (unit_id);
CREATE INDEX units_unit_code_edc843d3_like ON public.units_unit USING btree (code varchar_pattern_ops);
CREATE INDEX units_unit_parent_id_7bc80175 ON public.units_unit USING btree (parent_id);
CREATE INDEX verdicts_by_incident ON public.incidents_incidentverdict USING btree (incident_id, id);
CREATE INDEX voices_by_person ON public.approvals_approvalvoice USING btree (given_by, id DESC);
CREATE INDEX vouchers_by_case ON public.vouchers_voucher USING btree (case_id);
CREATE INDEX vouchers_redemption_reverses_id_f01b6e63 ON public.vouchers_redemption USING btree (reverses_id);
CREATE INDEX vouchers_redemption_unit_id_cc06e908 ON public.vouchers_redemption USING btree (unit_id);
CREATE INDEX vouchers_redemption_voucher_id_e9c1ce4f ON public.vouchers_redemption USING btree (voucher_id);
CREATE INDEX vouchers_running_out ON public.vouchers_voucher USING btree (expires_at) WHERE ((state)::text = 'issued'::text);
CREATE INDEX vouchers_voucher_case_id_83881e9e ON public.vouchers_voucher USING btree (case_id);
CREATE INDEX vouchers_voucher_code_hash_2eb000e7_like ON public.vouchers_voucher USING btree (code_hash varchar_pattern_ops);
CREATE INDEX vouchers_voucher_offer_id_115c088d ON public.vouchers_voucher USING btree (offer_id);
CREATE INDEX vouchers_voucher_replaces_id_d5988fb5 ON public.vouchers_voucher USING btree (replaces_id);
CREATE INDEX vouchers_voucher_serial_7083269e_like ON public.vouchers_voucher USING btree (serial varchar_pattern_ops);
CREATE INDEX vouchers_voucher_unit_id_4bd01bcc ON public.vouchers_voucher USING btree (unit_id);
CREATE TRIGGER a_second_person_reviews BEFORE INSERT ON public.policies_draftreview FOR EACH ROW EXECUTE FUNCTION public.amends_second_person();
CREATE TRIGGER approved_with_every_yes BEFORE INSERT OR UPDATE OF state ON public.approvals_approval FOR EACH ROW WHEN (((new.state)::text = 'approved'::text)) EXECUTE FUNCTION public.amends_refuse_early_approval();
CREATE TRIGGER decisions_are_append_only BEFORE DELETE OR UPDATE ON public.policies_decision FOR EACH ROW EXECUTE FUNCTION public.amends_refuse_change();
CREATE TRIGGER draft_changes_are_append_only BEFORE DELETE OR UPDATE ON public.policies_draftchange FOR EACH ROW EXECUTE FUNCTION public.amends_refuse_change();
CREATE TRIGGER draft_reviews_are_append_only BEFORE DELETE OR UPDATE ON public.policies_draftreview FOR EACH ROW EXECUTE FUNCTION public.amends_refuse_change();
CREATE TRIGGER drafts_stay BEFORE DELETE ON public.policies_policydraft FOR EACH ROW EXECUTE FUNCTION public.amends_refuse_change();
CREATE TRIGGER ended_drafts_stay_as_they_are BEFORE UPDATE ON public.policies_policydraft FOR EACH ROW WHEN ((old.state IN ('published', 'dropped'))) EXECUTE FUNCTION public.amends_refuse_change();
CREATE TRIGGER events_are_never_removed BEFORE DELETE ON public.events_receivedevent FOR EACH ROW EXECUTE FUNCTION public.amends_refuse_change();
CREATE TRIGGER events_stay_as_they_came BEFORE UPDATE ON public.events_receivedevent FOR EACH ROW WHEN (((((((((old.source_id IS DISTINCT FROM new.source_id) OR ((old.event_source)::text IS DISTINCT FROM (new.event_source)::text)) OR ((old.event_id)::text IS DISTINCT FROM (new.event_id)::text)) OR ((old.type)::text IS DISTINCT FROM (new.type)::text)) OR (old.happened_at IS DISTINCT FROM new.happened_at)) OR (old.received_at IS DISTINCT FROM new.received_at)) OR ((old.digest)::text IS DISTINCT FROM (new.digest)::text)) OR ((new.body <> old.body) AND (new.body <> ''::text)) OR (((new.subject)::text <> (old.subject)::text) AND ((new.subject)::text <> ''::text)) OR ((old.case_id IS NOT NULL) AND (new.case_id IS DISTINCT FROM old.case_id)))) EXECUTE FUNCTION public.amends_refuse_change();
CREATE TRIGGER group_attributes_end_with_the_person AFTER UPDATE OF erased_at ON public.customers_customer FOR EACH ROW WHEN ((new.erased_at IS NOT NULL)) EXECUTE FUNCTION public.fairness_forget();
CREATE TRIGGER journal_is_append_only BEFORE DELETE OR UPDATE ON public.kernel_journalentry FOR EACH ROW EXECUTE FUNCTION public.amends_refuse_change();
CREATE TRIGGER nobody_answers_where_they_have_a_part BEFORE INSERT ON public.approvals_approvalvoice FOR EACH ROW EXECUTE FUNCTION public.amends_refuse_partial_voice();
CREATE TRIGGER nobody_is_hit_twice AFTER UPDATE ON public.incidents_incidentperson REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION public.amends_nobody_is_hit_twice();
CREATE TRIGGER policies_are_append_only BEFORE DELETE OR UPDATE ON public.policies_policyversion FOR EACH ROW EXECUTE FUNCTION public.amends_refuse_change();
CREATE TRIGGER procrastinate_jobs_notify_queue_job_aborted_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN (((old.abort_requested = false) AND (new.abort_requested = true) AND (new.status = 'doing'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_notify_queue_abort_job_v1();
CREATE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_notify_queue_job_inserted_v1();
CREATE TRIGGER procrastinate_trigger_abort_requested_events_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.abort_requested = true)) EXECUTE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1();
CREATE TRIGGER procrastinate_trigger_delete_jobs_v1 BEFORE DELETE ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_unlink_periodic_defers_v1();
CREATE TRIGGER procrastinate_trigger_scheduled_events_v1 AFTER INSERT OR UPDATE ON public.procrastinate_jobs FOR EACH ROW WHEN (((new.scheduled_at IS NOT NULL) AND (new.status = 'todo'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1();
CREATE TRIGGER procrastinate_trigger_status_events_insert_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1();
CREATE TRIGGER procrastinate_trigger_status_events_update_v1 AFTER UPDATE OF status ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_update_v1();
CREATE TRIGGER redemptions_are_append_only BEFORE DELETE OR UPDATE ON public.vouchers_redemption FOR EACH ROW EXECUTE FUNCTION public.amends_refuse_change();
CREATE TRIGGER signals_end_with_the_person AFTER UPDATE OF erased_at ON public.customers_customer FOR EACH ROW WHEN ((new.erased_at IS NOT NULL)) EXECUTE FUNCTION public.signals_forget();
CREATE TRIGGER transfers_are_append_only BEFORE DELETE OR UPDATE ON public.ledger_transfer FOR EACH ROW EXECUTE FUNCTION public.amends_refuse_change();
CREATE TRIGGER voices_are_append_only BEFORE DELETE OR UPDATE OF approval_id, step, role, is_yes, given_by, given_for, given_at, waited_seconds ON public.approvals_approvalvoice FOR EACH ROW EXECUTE FUNCTION public.amends_refuse_change();
CREATE TRIGGER what_was_reviewed_is_published BEFORE INSERT ON public.policies_policyversion FOR EACH ROW WHEN ((new.draft_id IS NOT NULL)) EXECUTE FUNCTION public.amends_reviewed_text();
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_staff_user_id FOREIGN KEY (user_id) REFERENCES public.staff_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES public.account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.approvals_approval
    ADD CONSTRAINT approvals_approval_case_id_50cddd5e_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.approvals_approval
    ADD CONSTRAINT approvals_approval_incident_id_92101292_fk_incidents FOREIGN KEY (incident_id) REFERENCES public.incidents_incident(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.approvals_approval
    ADD CONSTRAINT approvals_approval_offer_id_7dd2a530_fk_offers_offer_id FOREIGN KEY (offer_id) REFERENCES public.offers_offer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.approvals_approval
    ADD CONSTRAINT approvals_approval_owner_id_687cccf5_fk_staff_user_id FOREIGN KEY (owner_id) REFERENCES public.staff_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.approvals_approval
    ADD CONSTRAINT approvals_approval_unit_id_d8fec083_fk_units_unit_id FOREIGN KEY (unit_id) REFERENCES public.units_unit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.approvals_approvalvoice
    ADD CONSTRAINT approvals_approvalvo_approval_id_bf2992a4_fk_approvals FOREIGN KEY (approval_id) REFERENCES public.approvals_approval(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.approvals_involvement
    ADD CONSTRAINT approvals_involvement_case_id_c447284d_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.approvals_involvement
    ADD CONSTRAINT approvals_involvement_user_id_1d0f7479_fk_staff_user_id FOREIGN KEY (user_id) REFERENCES public.staff_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.approvals_substitution
    ADD CONSTRAINT approvals_substitution_person_id_d363542f_fk_staff_user_id FOREIGN KEY (person_id) REFERENCES public.staff_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.approvals_substitution
    ADD CONSTRAINT approvals_substitution_substitute_id_9e50df62_fk_staff_user_id FOREIGN KEY (substitute_id) REFERENCES public.staff_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.backtests_backtestcase
    ADD CONSTRAINT backtests_backtestca_back_test_id_3e228fcb_fk_backtests FOREIGN KEY (back_test_id) REFERENCES public.backtests_backtest(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.backtests_backtestcase
    ADD CONSTRAINT backtests_backtestcase_case_id_edd14534_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.backtests_backteststretch
    ADD CONSTRAINT backtests_backtestst_back_test_id_0399b553_fk_backtests FOREIGN KEY (back_test_id) REFERENCES public.backtests_backtest(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_case
    ADD CONSTRAINT cases_case_continues_id_57e77ebd_fk_cases_case_id FOREIGN KEY (continues_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_case
    ADD CONSTRAINT cases_case_customer_id_3e0cf925_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_case
    ADD CONSTRAINT cases_case_decided_by_id_d07f4a47_fk_staff_user_id FOREIGN KEY (decided_by_id) REFERENCES public.staff_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_case
    ADD CONSTRAINT cases_case_failure_type_id_226829ad_fk_failures_failuretype_id FOREIGN KEY (failure_type_id) REFERENCES public.failures_failuretype(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_case
    ADD CONSTRAINT cases_case_merged_into_id_1b4320d8_fk_cases_case_id FOREIGN KEY (merged_into_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_case
    ADD CONSTRAINT cases_case_owner_before_id_0b165416_fk_staff_user_id FOREIGN KEY (owner_before_id) REFERENCES public.staff_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_case
    ADD CONSTRAINT cases_case_owner_id_352cf2f7_fk_staff_user_id FOREIGN KEY (owner_id) REFERENCES public.staff_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_case
    ADD CONSTRAINT cases_case_place_id_bb1f10d2_fk_units_place_id FOREIGN KEY (place_id) REFERENCES public.units_place(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_case
    ADD CONSTRAINT cases_case_team_unit_id_a8a4b8d2_fk_units_unit_id FOREIGN KEY (team_unit_id) REFERENCES public.units_unit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_case
    ADD CONSTRAINT cases_case_unit_id_f34fc706_fk_units_unit_id FOREIGN KEY (unit_id) REFERENCES public.units_unit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_evidence
    ADD CONSTRAINT cases_evidence_case_id_afc863e7_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_inforequest
    ADD CONSTRAINT cases_inforequest_case_id_6b1d9c6d_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.clocks_deadline
    ADD CONSTRAINT clocks_deadline_case_id_6ee5c8f9_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.conversations_message
    ADD CONSTRAINT conversations_message_case_id_b5440358_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_customer
    ADD CONSTRAINT customers_customer_home_unit_id_01efd9de_fk_units_unit_id FOREIGN KEY (home_unit_id) REFERENCES public.units_unit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_personkey
    ADD CONSTRAINT customers_personkey_customer_id_acca5c49_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.events_eventsource
    ADD CONSTRAINT events_eventsource_unit_id_886f9c8d_fk_units_unit_id FOREIGN KEY (unit_id) REFERENCES public.units_unit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.events_receivedevent
    ADD CONSTRAINT events_receivedevent_case_id_93d5ed65_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.events_receivedevent
    ADD CONSTRAINT events_receivedevent_offer_id_5cb090bc_fk_offers_offer_id FOREIGN KEY (offer_id) REFERENCES public.offers_offer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.events_receivedevent
    ADD CONSTRAINT events_receivedevent_source_id_e3675269_fk_events_ev FOREIGN KEY (source_id) REFERENCES public.events_eventsource(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.fairness_consistencyreport
    ADD CONSTRAINT fairness_consistencyreport_unit_id_a4faefb1_fk_units_unit_id FOREIGN KEY (unit_id) REFERENCES public.units_unit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.fairness_groupattribute
    ADD CONSTRAINT fairness_groupattrib_customer_id_34e832e9_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.followups_answer
    ADD CONSTRAINT followups_answer_follow_up_id_8ec0efe1_fk_followups_followup_id FOREIGN KEY (follow_up_id) REFERENCES public.followups_followup(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.followups_followup
    ADD CONSTRAINT followups_followup_case_id_502cbfd8_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.incidents_incident
    ADD CONSTRAINT incidents_incident_failure_type_id_2893e30b_fk_failures_ FOREIGN KEY (failure_type_id) REFERENCES public.failures_failuretype(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.incidents_incident
    ADD CONSTRAINT incidents_incident_owner_id_97ff23b2_fk_staff_user_id FOREIGN KEY (owner_id) REFERENCES public.staff_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.incidents_incident
    ADD CONSTRAINT incidents_incident_policy_version_id_d03683df_fk_policies_ FOREIGN KEY (policy_version_id) REFERENCES public.policies_policyversion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.incidents_incident
    ADD CONSTRAINT incidents_incident_unit_id_60f58d51_fk_units_unit_id FOREIGN KEY (unit_id) REFERENCES public.units_unit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.incidents_incidentperson
    ADD CONSTRAINT incidents_incidentpe_customer_id_a21d681c_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.incidents_incidentperson
    ADD CONSTRAINT incidents_incidentpe_incident_id_18f7416d_fk_incidents FOREIGN KEY (incident_id) REFERENCES public.incidents_incident(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.incidents_incidentperson
    ADD CONSTRAINT incidents_incidentpe_verdict_id_cf647f92_fk_incidents FOREIGN KEY (verdict_id) REFERENCES public.incidents_incidentverdict(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.incidents_incidentverdict
    ADD CONSTRAINT incidents_incidentve_decision_id_0c65c5f3_fk_policies_ FOREIGN KEY (decision_id) REFERENCES public.policies_decision(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.incidents_incidentverdict
    ADD CONSTRAINT incidents_incidentve_incident_id_d3275ed7_fk_incidents FOREIGN KEY (incident_id) REFERENCES public.incidents_incident(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ledger_budget
    ADD CONSTRAINT ledger_budget_parent_id_5fb3cca1_fk_ledger_budget_id FOREIGN KEY (parent_id) REFERENCES public.ledger_budget(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ledger_budget
    ADD CONSTRAINT ledger_budget_unit_id_6a7313e2_fk_units_unit_id FOREIGN KEY (unit_id) REFERENCES public.units_unit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ledger_budget
    ADD CONSTRAINT ledger_budget_user_id_8d2d56c8_fk_staff_user_id FOREIGN KEY (user_id) REFERENCES public.staff_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ledger_budgetperiod
    ADD CONSTRAINT ledger_budgetperiod_budget_id_c4eff622_fk_ledger_budget_id FOREIGN KEY (budget_id) REFERENCES public.ledger_budget(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ledger_transfer
    ADD CONSTRAINT ledger_transfer_reserves_id_730772f6_fk_ledger_transfer_id FOREIGN KEY (reserves_id) REFERENCES public.ledger_transfer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.links_link
    ADD CONSTRAINT links_link_case_id_dd6ed868_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_user_id_0c3a50c0_fk_staff_user_id FOREIGN KEY (user_id) REFERENCES public.staff_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.offers_fulfilment
    ADD CONSTRAINT offers_fulfilment_offer_id_e46ce9ac_fk_offers_offer_id FOREIGN KEY (offer_id) REFERENCES public.offers_offer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.offers_fulfilment
    ADD CONSTRAINT offers_fulfilment_option_id_50a5c5d9_fk_offers_offeroption_id FOREIGN KEY (option_id) REFERENCES public.offers_offeroption(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.offers_offer
    ADD CONSTRAINT offers_offer_case_id_4c231d98_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.offers_offer
    ADD CONSTRAINT offers_offer_chosen_option_id_b01a8da4_fk_offers_offeroption_id FOREIGN KEY (chosen_option_id) REFERENCES public.offers_offeroption(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.offers_offer
    ADD CONSTRAINT offers_offer_customer_id_15150239_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.offers_offer
    ADD CONSTRAINT offers_offer_decision_id_e7208fd6_fk_policies_decision_id FOREIGN KEY (decision_id) REFERENCES public.policies_decision(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.offers_offer
    ADD CONSTRAINT offers_offer_unit_id_ce64cc25_fk_units_unit_id FOREIGN KEY (unit_id) REFERENCES public.units_unit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.offers_offeroption
    ADD CONSTRAINT offers_offeroption_offer_id_1e88d39c_fk_offers_offer_id FOREIGN KEY (offer_id) REFERENCES public.offers_offer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.policies_decision
    ADD CONSTRAINT policies_decision_case_id_0ecb9c6e_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.policies_decision
    ADD CONSTRAINT policies_decision_policy_version_id_b7581953_fk_policies_ FOREIGN KEY (policy_version_id) REFERENCES public.policies_policyversion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.policies_draftchange
    ADD CONSTRAINT policies_draftchange_draft_id_94ef36db_fk_policies_ FOREIGN KEY (draft_id) REFERENCES public.policies_policydraft(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.policies_draftreview
    ADD CONSTRAINT policies_draftreview_beside_id_d52da4c5_fk_policies_ FOREIGN KEY (beside_id) REFERENCES public.policies_policyversion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.policies_draftreview
    ADD CONSTRAINT policies_draftreview_draft_id_fe0222e1_fk_policies_ FOREIGN KEY (draft_id) REFERENCES public.policies_policydraft(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.policies_policydraft
    ADD CONSTRAINT policies_policydraft_base_id_bfcdc7a3_fk_policies_ FOREIGN KEY (base_id) REFERENCES public.policies_policyversion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.policies_policyversion
    ADD CONSTRAINT policies_policyversi_draft_id_224687df_fk_policies_ FOREIGN KEY (draft_id) REFERENCES public.policies_policydraft(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.policies_policyversion
    ADD CONSTRAINT policies_policyversi_restores_id_c2a8c16c_fk_policies_ FOREIGN KEY (restores_id) REFERENCES public.policies_policyversion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_worker_id_fkey FOREIGN KEY (worker_id) REFERENCES public.procrastinate_workers(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id);
ALTER TABLE ONLY public.promises_promise
    ADD CONSTRAINT promises_promise_case_id_0f297d20_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.promises_promise
    ADD CONSTRAINT promises_promise_offer_id_c2f026d2_fk_offers_offer_id FOREIGN KEY (offer_id) REFERENCES public.offers_offer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.promises_promise
    ADD CONSTRAINT promises_promise_owner_id_9fd04f51_fk_staff_user_id FOREIGN KEY (owner_id) REFERENCES public.staff_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.promises_promise
    ADD CONSTRAINT promises_promise_unit_id_f1c4b315_fk_units_unit_id FOREIGN KEY (unit_id) REFERENCES public.units_unit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.signals_signal
    ADD CONSTRAINT signals_signal_customer_id_91560bfd_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.signals_signal
    ADD CONSTRAINT signals_signal_unit_id_daf45f45_fk_units_unit_id FOREIGN KEY (unit_id) REFERENCES public.units_unit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_apitoken
    ADD CONSTRAINT staff_apitoken_unit_id_75899288_fk_units_unit_id FOREIGN KEY (unit_id) REFERENCES public.units_unit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_placement
    ADD CONSTRAINT staff_placement_unit_id_f3e42f58_fk_units_unit_id FOREIGN KEY (unit_id) REFERENCES public.units_unit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_placement
    ADD CONSTRAINT staff_placement_user_id_618407ce_fk_staff_user_id FOREIGN KEY (user_id) REFERENCES public.staff_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.staff_savedview
    ADD CONSTRAINT staff_savedview_user_id_9a49a00d_fk_staff_user_id FOREIGN KEY (user_id) REFERENCES public.staff_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tasks_closingtask
    ADD CONSTRAINT tasks_closingtask_case_id_920460f4_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tasks_closingtask
    ADD CONSTRAINT tasks_closingtask_owner_id_9e1e8e4b_fk_staff_user_id FOREIGN KEY (owner_id) REFERENCES public.staff_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.units_place
    ADD CONSTRAINT units_place_unit_id_1c5c7c51_fk_units_unit_id FOREIGN KEY (unit_id) REFERENCES public.units_unit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.units_unit
    ADD CONSTRAINT units_unit_parent_id_7bc80175_fk_units_unit_id FOREIGN KEY (parent_id) REFERENCES public.units_unit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.vouchers_redemption
    ADD CONSTRAINT vouchers_redemption_reverses_id_f01b6e63_fk_vouchers_ FOREIGN KEY (reverses_id) REFERENCES public.vouchers_redemption(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.vouchers_redemption
    ADD CONSTRAINT vouchers_redemption_unit_id_cc06e908_fk_units_unit_id FOREIGN KEY (unit_id) REFERENCES public.units_unit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.vouchers_redemption
    ADD CONSTRAINT vouchers_redemption_voucher_id_e9c1ce4f_fk_vouchers_voucher_id FOREIGN KEY (voucher_id) REFERENCES public.vouchers_voucher(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.vouchers_voucher
    ADD CONSTRAINT vouchers_voucher_case_id_83881e9e_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.vouchers_voucher
    ADD CONSTRAINT vouchers_voucher_offer_id_115c088d_fk_offers_offer_id FOREIGN KEY (offer_id) REFERENCES public.offers_offer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.vouchers_voucher
    ADD CONSTRAINT vouchers_voucher_replaces_id_d5988fb5_fk_vouchers_voucher_id FOREIGN KEY (replaces_id) REFERENCES public.vouchers_voucher(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.vouchers_voucher
    ADD CONSTRAINT vouchers_voucher_unit_id_4bd01bcc_fk_units_unit_id FOREIGN KEY (unit_id) REFERENCES public.units_unit(id) DEFERRABLE INITIALLY DEFERRED;
INSERT INTO public.django_migrations (app, name, applied) VALUES
    ('units', '0001_initial', now()),
    ('staff', '0001_initial', now()),
    ('account', '0001_initial', now()),
    ('account', '0002_email_max_length', now()),
    ('account', '0003_alter_emailaddress_create_unique_verified_email', now()),
    ('account', '0004_alter_emailaddress_drop_unique_email', now()),
    ('account', '0005_emailaddress_idx_upper_email', now()),
    ('account', '0006_emailaddress_lower', now()),
    ('account', '0007_emailaddress_idx_email', now()),
    ('account', '0008_emailaddress_unique_primary_email_fixup', now()),
    ('account', '0009_emailaddress_unique_primary_email', now()),
    ('failures', '0001_initial', now()),
    ('customers', '0001_initial', now()),
    ('cases', '0001_initial', now()),
    ('policies', '0001_initial', now()),
    ('offers', '0001_initial', now()),
    ('kernel', '0001_initial', now()),
    ('kernel', '0002_append_only', now()),
    ('policies', '0002_append_only', now()),
    ('incidents', '0001_initial', now()),
    ('incidents', '0002_nobody_twice', now()),
    ('approvals', '0001_initial', now()),
    ('approvals', '0002_guards', now()),
    ('approvals', '0003_about_an_incident', now()),
    ('approvals', '0004_reviews', now()),
    ('approvals', '0005_named_once', now()),
    ('contenttypes', '0001_initial', now()),
    ('contenttypes', '0002_remove_content_type_name', now()),
    ('auth', '0001_initial', now()),
    ('auth', '0002_alter_permission_name_max_length', now()),
    ('auth', '0003_alter_user_email_max_length', now()),
    ('auth', '0004_alter_user_username_opts', now()),
    ('auth', '0005_alter_user_last_login_null', now()),
    ('auth', '0006_require_contenttypes_0002', now()),
    ('auth', '0007_alter_validators_add_error_messages', now()),
    ('auth', '0008_alter_user_username_max_length', now()),
    ('auth', '0009_alter_user_last_name_max_length', now()),
    ('auth', '0010_alter_group_name_max_length', now()),
    ('auth', '0011_update_proxy_permissions', now()),
    ('auth', '0012_alter_user_first_name_max_length', now()),
    ('backtests', '0001_initial', now()),
    ('backtests', '0002_reading_the_past', now()),
    ('backtests', '0003_checkpoints', now()),
    ('clocks', '0001_initial', now()),
    ('conversations', '0001_initial', now()),
    ('events', '0001_initial', now()),
    ('events', '0002_append_only', now()),
    ('fairness', '0001_initial', now()),
    ('fairness', '0002_ends_with_the_person', now()),
    ('followups', '0001_initial', now()),
    ('incidents', '0003_kept_back', now()),
    ('ledger', '0001_initial', now()),
    ('ledger', '0002_append_only', now()),
    ('links', '0001_initial', now()),
    ('mfa', '0001_initial', now()),
    ('mfa', '0002_authenticator_timestamps', now()),
    ('mfa', '0003_authenticator_type_uniq', now()),
    ('procrastinate', '0001_initial', now()),
    ('procrastinate', '0002_drop_started_at_column', now()),
    ('procrastinate', '0003_drop_started_at_column', now()),
    ('procrastinate', '0004_drop_procrastinate_version_table', now()),
    ('procrastinate', '0005_fix_procrastinate_fetch_job', now()),
    ('procrastinate', '0006_fix_trigger_status_events_insert', now()),
    ('procrastinate', '0007_add_queueing_lock_column', now()),
    ('procrastinate', '0008_close_fetch_job_race_condition', now()),
    ('procrastinate', '0009_add_defer_job_function', now()),
    ('procrastinate', '0010_add_procrastinate_periodic_defers', now()),
    ('procrastinate', '0011_add_foreign_key_index', now()),
    ('procrastinate', '0012_add_locks_to_periodic_defer', now()),
    ('procrastinate', '0013_fix_procrastinate_defer_periodic_job', now()),
    ('procrastinate', '0014_add_finish_job_and_retry_job_functions', now()),
    ('procrastinate', '0015_add_trigger_on_job_deletion', now()),
    ('procrastinate', '0016_delete_finished_jobs', now()),
    ('procrastinate', '0017_add_checks_to_finish_job', now()),
    ('procrastinate', '0018_add_checks_to_retry_job', now()),
    ('procrastinate', '0019_fix_finish_job_compat_issue', now()),
    ('procrastinate', '0020_add_index_on_procrastinate_jobs', now()),
    ('procrastinate', '0021_add_kwargs_to_defer_periodic_job', now()),
    ('procrastinate', '0022_null_locks_excluded', now()),
    ('procrastinate', '0023_remove_old_finish_job_function', now()),
    ('procrastinate', '0024_job_id_bigint', now()),
    ('procrastinate', '0025_add_models', now()),
    ('procrastinate', '0026_add_job_priority', now()),
    ('procrastinate', '0027_add_periodic_job_priority', now()),
    ('procrastinate', '0028_add_cancel_states', now()),
    ('procrastinate', '0029_add_additional_params_to_retry_job', now()),
    ('procrastinate', '0030_alter_procrastinateevent_options', now()),
    ('procrastinate', '0031_add_indexes_for_fetch_job', now()),
    ('procrastinate', '0032_pre_cancel_notification', now()),
    ('procrastinate', '0033_post_cancel_notification', now()),
    ('procrastinate', '0034_pre_add_heartbeat', now()),
    ('procrastinate', '0035_post_add_heartbeat', now()),
    ('procrastinate', '0036_add_worker_model', now()),
    ('procrastinate', '0037_pre_batch_defer_jobs', now()),
    ('procrastinate', '0038_post_batch_defer_jobs', now()),
    ('procrastinate', '0039_pre_priority_lock_fetch_job', now()),
    ('procrastinate', '0040_pre_retry_failed_job', now()),
    ('procrastinate', '0041_post_retry_failed_job', now()),
    ('promises', '0001_initial', now()),
    ('sessions', '0001_initial', now()),
    ('signals', '0001_initial', now()),
    ('signals', '0002_ends_with_the_person', now()),
    ('tasks', '0001_initial', now()),
    ('vouchers', '0001_initial', now()),
    ('vouchers', '0002_append_only', now());
