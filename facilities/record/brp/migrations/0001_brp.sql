-- The persoonslijsten: one row per occurrence (voorkomen) of a category, in the shape of the register engine.
-- part is the number of the category, with the stapel for categories that may occur more than once: 01, 04.01, 08.
-- clustered
CREATE TABLE brp_categorie (
    root text NOT NULL,
    part text NOT NULL,
    reg_to bigint NOT NULL,
    valid_from bigint NOT NULL,
    valid_to bigint NOT NULL,
    reg_from bigint NOT NULL,
    ver bigint NOT NULL,
    event text NOT NULL,
    onjuist bigint NOT NULL,
    a_nummer text,
    gemeente text,
    doc jsonb NOT NULL,
    PRIMARY KEY (root, part, reg_to, valid_from)
);
CREATE INDEX brp_categorie_a_nummer ON brp_categorie (a_nummer)
    WHERE a_nummer IS NOT NULL AND reg_to = 9223372036854775807;
CREATE INDEX brp_categorie_gemeente ON brp_categorie (gemeente)
    WHERE gemeente IS NOT NULL AND reg_to = 9223372036854775807;
-- Which lists carry a burgerservicenummer: usually one; more when somebody was registered twice.
-- clustered
CREATE TABLE brp_bsn (
    bsn text NOT NULL,
    root text NOT NULL,
    PRIMARY KEY (bsn, root)
);
