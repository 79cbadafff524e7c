-- Browser sessions: one row for each login at a portal; only a hash of the cookie is kept.
CREATE TABLE web_session (
    id text NOT NULL,
    portal text NOT NULL,
    bsn text,
    name text NOT NULL,
    level bigint,
    csrf text NOT NULL,
    created bigint NOT NULL,
    seen bigint NOT NULL,
    ended bigint,
    data jsonb NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX web_session_bsn ON web_session (bsn) WHERE ended IS NULL;
CREATE INDEX web_session_seen ON web_session (seen);
-- What this installation is: its country, and that it was filled.
CREATE TABLE house_state (
    key text NOT NULL,
    value jsonb NOT NULL,
    PRIMARY KEY (key)
);
