-- What a standing figure has counted already: each account list, service or organisation once, also when it is offered again at a restart.
CREATE TABLE digid_counted (
    figure text NOT NULL,
    id text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (figure, id)
);
