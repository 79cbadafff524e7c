-- Accounts, failed attempts, the service catalogue, OpenID Connect clients and what they were given.
CREATE TABLE login_account (
    id text NOT NULL,
    issuer text NOT NULL,
    bsn text NOT NULL,
    username text NOT NULL,
    username_key text NOT NULL,
    password text NOT NULL,
    level bigint NOT NULL,
    status text NOT NULL,
    status_reason text,
    email text,
    phone text,
    created bigint NOT NULL,
    activated bigint,
    last_login bigint,
    changed bigint NOT NULL,
    ver bigint NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX login_account_username ON login_account (issuer, username_key) WHERE status <> 'removed';
CREATE UNIQUE INDEX login_account_active ON login_account (issuer, bsn) WHERE status = 'active';
CREATE INDEX login_account_bsn ON login_account (issuer, bsn);
-- Keyed by a keyed hash of the lower-cased username: names that do not exist are counted too, and no name can be read here.
-- clustered
CREATE TABLE login_attempt (
    name bytea NOT NULL,
    failures text NOT NULL,
    blocked_until bigint,
    at bigint NOT NULL,
    PRIMARY KEY (name)
);
CREATE INDEX login_attempt_at ON login_attempt (at);
CREATE TABLE login_service (
    id text NOT NULL,
    name text NOT NULL,
    oin text NOT NULL,
    level bigint NOT NULL,
    identifier text NOT NULL,
    legal_basis text NOT NULL,
    active_from bigint NOT NULL,
    active_until bigint,
    ver bigint NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE login_client (
    client_id text NOT NULL,
    name text NOT NULL,
    oin text NOT NULL,
    service text NOT NULL,
    redirect_uris text NOT NULL,
    jwks text NOT NULL,
    auth_method text NOT NULL,
    subject_type text NOT NULL,
    legal_basis text,
    signing_alg text NOT NULL,
    encryption_alg text,
    encryption_enc text,
    level bigint NOT NULL,
    active boolean NOT NULL,
    ver bigint NOT NULL,
    PRIMARY KEY (client_id)
);
-- One row for one request to log in, from the browser's first visit until the code is redeemed. Secrets are kept as hashes.
CREATE TABLE login_authorization (
    id text NOT NULL,
    secret bytea NOT NULL,
    client_id text NOT NULL,
    redirect_uri text NOT NULL,
    scope text NOT NULL,
    state text NOT NULL,
    nonce text NOT NULL,
    challenge text NOT NULL,
    level bigint NOT NULL,
    prompt text NOT NULL,
    max_age bigint,
    created bigint NOT NULL,
    expires bigint NOT NULL,
    stage text NOT NULL,
    account text,
    reached bigint,
    means text,
    authenticated bigint,
    session text,
    code bytea,
    code_expires bigint,
    PRIMARY KEY (id)
);
CREATE INDEX login_authorization_expires ON login_authorization (expires);
CREATE TABLE login_token (
    id text NOT NULL,
    authorization_id text NOT NULL,
    secret bytea NOT NULL,
    client_id text NOT NULL,
    account text NOT NULL,
    scope text NOT NULL,
    level bigint NOT NULL,
    authenticated bigint NOT NULL,
    issued bigint NOT NULL,
    expires bigint NOT NULL,
    revoked bigint,
    PRIMARY KEY (id)
);
CREATE INDEX login_token_authorization ON login_token (authorization_id);
CREATE INDEX login_token_expires ON login_token (expires);
-- Client assertions that were used, until they expire: each works once.
-- clustered
CREATE TABLE login_assertion (
    client_id text NOT NULL,
    jti text NOT NULL,
    expires bigint NOT NULL,
    PRIMARY KEY (client_id, jti)
);
CREATE INDEX login_assertion_expires ON login_assertion (expires);
-- The facts that the Monitor counts: one row for each identity that was handed to a service, whatever the protocol.
CREATE TABLE login_authentication (
    id text NOT NULL,
    at bigint NOT NULL,
    protocol text NOT NULL,
    account text NOT NULL,
    client_id text NOT NULL,
    service text NOT NULL,
    level bigint NOT NULL,
    means text NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX login_authentication_at ON login_authentication (at);
CREATE INDEX login_authentication_account ON login_authentication (account, at);
