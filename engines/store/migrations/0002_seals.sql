-- Seals over all chains at once, signed with the installation's key.
CREATE TABLE journal_cross_seal (
    number bigint NOT NULL,
    at bigint NOT NULL,
    content text NOT NULL,
    signed text NOT NULL,
    PRIMARY KEY (number)
);
-- Subjects whose key was destroyed: what the journal holds about them can never be read again.
CREATE TABLE journal_destroyed_key (
    id text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (id)
);
