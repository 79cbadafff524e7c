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
