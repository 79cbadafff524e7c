-- The store's own tables: the journal and its seals, subjects and their keys, counters, the queue, idempotency, blobs, lanes.
-- clustered
CREATE TABLE journal (
    lane bigint NOT NULL,
    seq bigint NOT NULL,
    at bigint NOT NULL,
    facility text NOT NULL,
    kind text NOT NULL,
    activity text NOT NULL,
    status text NOT NULL,
    subject text,
    subject_type text,
    actor_type text NOT NULL,
    actor text,
    connection text,
    purpose text,
    level bigint,
    channel text NOT NULL,
    trace_id text NOT NULL,
    span_id text NOT NULL,
    parent_span_id text,
    amount bigint NOT NULL,
    body text NOT NULL,
    sealed bytea,
    hash bytea NOT NULL,
    PRIMARY KEY (lane, seq)
);
CREATE INDEX journal_subject ON journal (subject, at) WHERE subject IS NOT NULL;
-- clustered
CREATE TABLE journal_seal (
    lane bigint NOT NULL,
    seq bigint NOT NULL,
    at bigint NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (lane, seq)
);
-- clustered
CREATE TABLE subject (
    lookup bytea NOT NULL,
    id text NOT NULL,
    key bytea NOT NULL,
    PRIMARY KEY (lookup)
);
-- clustered
CREATE TABLE indicator_count (
    indicator text NOT NULL,
    breakdown text NOT NULL,
    resolution text NOT NULL,
    bucket bigint NOT NULL,
    lane bigint NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (indicator, resolution, bucket, breakdown, lane)
);
CREATE TABLE queue (
    id text NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    due bigint NOT NULL,
    lease bigint NOT NULL,
    attempts bigint NOT NULL,
    state text NOT NULL,
    reason text,
    trace_id text NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX queue_due ON queue (topic, due) WHERE state = 'waiting';
-- clustered
CREATE TABLE idempotency (
    scope text NOT NULL,
    key text NOT NULL,
    hash text NOT NULL,
    reply text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_at ON idempotency (at);
CREATE TABLE blob (
    hash text NOT NULL,
    part bigint NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (hash, part)
);
CREATE TABLE lane (
    lane bigint NOT NULL,
    node text NOT NULL,
    lease bigint NOT NULL,
    PRIMARY KEY (lane)
);
