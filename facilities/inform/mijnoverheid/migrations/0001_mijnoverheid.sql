-- Accounts of citizens, their logins, and the letters in their boxes.
CREATE TABLE mijnoverheid_account (
    bsn text NOT NULL,
    state text NOT NULL,
    created bigint NOT NULL,
    activated_at bigint,
    closed_at bigint,
    first_login bigint,
    last_login bigint,
    last_means text,
    language text NOT NULL,
    email text,
    email_verified_at bigint,
    notify_new boolean NOT NULL,
    PRIMARY KEY (bsn)
);
CREATE INDEX mijnoverheid_account_active ON mijnoverheid_account (activated_at, closed_at) WHERE activated_at IS NOT NULL;
CREATE TABLE mijnoverheid_login_event (
    id text NOT NULL,
    bsn text NOT NULL,
    at bigint NOT NULL,
    means text NOT NULL,
    level bigint NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX mijnoverheid_login_event_at ON mijnoverheid_login_event (at);
CREATE INDEX mijnoverheid_login_event_bsn ON mijnoverheid_login_event (bsn, at);
-- A login that was begun: from the redirect to DigiD until the browser comes back, at most a quarter of an hour.
CREATE TABLE mijnoverheid_login_request (
    id text NOT NULL,
    state text NOT NULL,
    nonce text NOT NULL,
    verifier text NOT NULL,
    origin text NOT NULL,
    expires bigint NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX mijnoverheid_login_request_expires ON mijnoverheid_login_request (expires);
-- Every letter that was offered, with what became of it; of a refused one neither subject nor text is kept.
CREATE TABLE mijnoverheid_letter (
    id text NOT NULL,
    sender text NOT NULL,
    recipient_type text NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    attachments bigint NOT NULL,
    received bigint NOT NULL,
    publish_at bigint NOT NULL,
    state text NOT NULL,
    result_code text NOT NULL,
    unactivated boolean NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX mijnoverheid_letter_accepted ON mijnoverheid_letter (received) WHERE result_code = 'Verwerkt';
-- clustered
CREATE TABLE mijnoverheid_attachment (
    letter_id text NOT NULL,
    place bigint NOT NULL,
    name text NOT NULL,
    mime text NOT NULL,
    bytes bigint NOT NULL,
    blob text NOT NULL,
    PRIMARY KEY (letter_id, place)
);
-- A letter in a box: where it lies and whether it was opened. The row stays when the citizen deletes the letter.
-- clustered
CREATE TABLE mijnoverheid_copy (
    bsn text NOT NULL,
    letter_id text NOT NULL,
    folder text NOT NULL,
    publish_at bigint NOT NULL,
    first_opened_at bigint,
    opened_by text,
    opened_channel text,
    deleted_at bigint,
    PRIMARY KEY (bsn, letter_id)
);
CREATE INDEX mijnoverheid_copy_folder ON mijnoverheid_copy (bsn, folder, publish_at, letter_id);
CREATE INDEX mijnoverheid_copy_opened ON mijnoverheid_copy (first_opened_at) WHERE first_opened_at IS NOT NULL;
