-- Published editions: read-only history, loaded from a document or from data; never mixed with what is counted here.
-- The whole edition as data is in `content`; series and observations repeat what is searched.
-- clustered
CREATE TABLE monitor_edition (
    edition bigint NOT NULL,
    version text NOT NULL,
    title text NOT NULL,
    published text,
    reference_date text,
    content_hash text NOT NULL,
    content text NOT NULL,
    -- `publicatie`: read from a document; `meting`: counted here. The two are never mixed.
    family text NOT NULL,
    -- `gepubliceerd`, or `gecorrigeerd` when a later version took its place.
    status text NOT NULL,
    published_at bigint NOT NULL,
    scale text,
    country_seed text,
    -- What was made of it, once and for all; empty until then. Canonical JSON, its detached signature, and two blobs: the data package with
    -- the charts, and the report.
    manifest text NOT NULL,
    signature text NOT NULL,
    package text NOT NULL,
    report text NOT NULL,
    -- Blob of the document that it was read from; empty when it came as data.
    document text NOT NULL,
    facilities bigint NOT NULL,
    series bigint NOT NULL,
    observations bigint NOT NULL,
    imported bigint NOT NULL,
    PRIMARY KEY (edition, version)
);
-- clustered
CREATE TABLE monitor_series (
    edition bigint NOT NULL,
    version text NOT NULL,
    indicator text NOT NULL,
    chapter text NOT NULL,
    facility text NOT NULL,
    label text NOT NULL,
    column_group text NOT NULL,
    part text,
    line bigint NOT NULL,
    PRIMARY KEY (edition, version, indicator)
);
-- Values are exact decimals and so text: a float would change them.
-- clustered
CREATE TABLE monitor_observation (
    edition bigint NOT NULL,
    version text NOT NULL,
    indicator text NOT NULL,
    period bigint NOT NULL,
    value text,
    lower_bound text,
    upper_bound text,
    unit text,
    words text,
    status text NOT NULL,
    print text NOT NULL,
    change text,
    change_print text,
    line bigint NOT NULL,
    PRIMARY KEY (edition, version, indicator, period)
);
-- What this installation is a picture of: one row, written when its country was made.
CREATE TABLE monitor_installation (
    id bigint NOT NULL,
    people bigint NOT NULL,
    seed text NOT NULL,
    made text NOT NULL,
    PRIMARY KEY (id)
);
-- An edition that is being made: figures counted here, from the first day of the year that it describes until it is published.
-- clustered
CREATE TABLE monitor_draft (
    edition bigint NOT NULL,
    version text NOT NULL,
    status text NOT NULL,
    cutoff bigint NOT NULL,
    publish_at bigint NOT NULL,
    -- The counts are those of this moment; 0 while they still grow.
    computed bigint NOT NULL,
    PRIMARY KEY (edition)
);
-- Both paths of each figure of a draft, as they were when it became a concept.
-- clustered
CREATE TABLE monitor_count (
    edition bigint NOT NULL,
    indicator text NOT NULL,
    counted bigint NOT NULL,
    recounted bigint NOT NULL,
    -- Twelve numbers with commas between them.
    months text NOT NULL,
    digest text NOT NULL,
    PRIMARY KEY (edition, indicator)
);
-- Two people of the owner approve a value by its hash; another value is another hash.
-- clustered
CREATE TABLE monitor_approval (
    edition bigint NOT NULL,
    indicator text NOT NULL,
    value_hash text NOT NULL,
    first_by text NOT NULL,
    first_at bigint NOT NULL,
    second_by text,
    second_at bigint,
    PRIMARY KEY (edition, indicator)
);
-- Explanations beside figures: written by one, reviewed by another.
-- clustered
CREATE TABLE monitor_explanation (
    edition bigint NOT NULL,
    id text NOT NULL,
    facility text NOT NULL,
    -- Empty for the facility as a whole.
    indicator text NOT NULL,
    -- 0 for all years.
    period bigint NOT NULL,
    words text NOT NULL,
    author text NOT NULL,
    written_at bigint NOT NULL,
    reviewer text,
    reviewed_at bigint,
    PRIMARY KEY (edition, id)
);
-- Findings that the chief lets pass, by name and with a reason.
-- clustered
CREATE TABLE monitor_waiver (
    edition bigint NOT NULL,
    finding text NOT NULL,
    rule text NOT NULL,
    given_by text NOT NULL,
    reason text NOT NULL,
    until text NOT NULL,
    given_at bigint NOT NULL,
    PRIMARY KEY (edition, finding)
);
-- clustered
CREATE TABLE monitor_break (
    edition bigint NOT NULL,
    version text NOT NULL,
    indicator text NOT NULL,
    first_period bigint NOT NULL,
    kind text NOT NULL,
    words text NOT NULL,
    overlap text,
    PRIMARY KEY (edition, version, indicator, first_period)
);
-- clustered
CREATE TABLE monitor_restatement (
    edition bigint NOT NULL,
    version text NOT NULL,
    indicator text NOT NULL,
    period bigint NOT NULL,
    old_value text,
    new_value text,
    old_edition text NOT NULL,
    reason text NOT NULL,
    words text NOT NULL,
    decided_by text NOT NULL,
    day text NOT NULL,
    PRIMARY KEY (edition, version, indicator, period)
);
-- Every step in the life of an edition.
-- clustered
CREATE TABLE monitor_transition (
    edition bigint NOT NULL,
    number bigint NOT NULL,
    version text NOT NULL,
    from_status text NOT NULL,
    to_status text NOT NULL,
    taken_by text NOT NULL,
    taken_at bigint NOT NULL,
    note text NOT NULL,
    PRIMARY KEY (edition, number)
);
-- The hash of each version of each definition, from the first time that it was seen: a definition is never changed in place.
-- clustered
CREATE TABLE monitor_definition (
    measure text NOT NULL,
    version bigint NOT NULL,
    hash text NOT NULL,
    seen bigint NOT NULL,
    PRIMARY KEY (measure, version)
);
