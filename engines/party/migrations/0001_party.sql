-- Organisations, what each may do at which facility, and the certificates by which they are known.
CREATE TABLE organisation (
    oin text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    gemeente_code text,
    kvk text,
    created bigint NOT NULL,
    PRIMARY KEY (oin)
);
CREATE TABLE connection (
    id text NOT NULL,
    oin text NOT NULL,
    facility text NOT NULL,
    purpose text NOT NULL,
    legal_basis text NOT NULL,
    attributes jsonb NOT NULL,
    active_from bigint NOT NULL,
    active_until bigint NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX connection_oin ON connection (oin, facility);
CREATE TABLE certificate (
    serial text NOT NULL,
    oin text,
    profile text NOT NULL,
    subject text NOT NULL,
    not_before bigint NOT NULL,
    not_after bigint NOT NULL,
    der bytea NOT NULL,
    issued bigint NOT NULL,
    revoked bigint,
    reason bigint,
    PRIMARY KEY (serial)
);
CREATE INDEX certificate_oin ON certificate (oin);
CREATE TABLE party_version (
    id bigint NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (id)
);
