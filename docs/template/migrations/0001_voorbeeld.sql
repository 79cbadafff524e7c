-- clustered
CREATE TABLE voorbeeld_notitie (
    id text NOT NULL,
    oin text NOT NULL,
    tekst text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (id)
);
