-- The register engine's own tables. Both are sharded by root.
-- The head of every object: what is locked, and where its version (ETag, If-Match) stands.
-- clustered
CREATE TABLE register_head (
    root text NOT NULL,
    register text NOT NULL,
    objecttype text NOT NULL,
    ver bigint NOT NULL,
    registered_at bigint NOT NULL,
    PRIMARY KEY (root, register, objecttype)
);
-- Every event that changed an object: from these all rows of all object types can be made again.
-- clustered
CREATE TABLE register_event (
    root text NOT NULL,
    register text NOT NULL,
    objecttype text NOT NULL,
    ver bigint NOT NULL,
    id text NOT NULL,
    kind text NOT NULL,
    occurred text NOT NULL,
    registered_at bigint NOT NULL,
    holder_oin text NOT NULL,
    source_document jsonb NOT NULL,
    trace_id text NOT NULL,
    changes jsonb NOT NULL,
    PRIMARY KEY (root, register, objecttype, ver)
);
CREATE INDEX register_event_cursor ON register_event (register, registered_at, id);
