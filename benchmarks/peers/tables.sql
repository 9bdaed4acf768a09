-- The peers' tables: the same people, days and amount of text as the service's own, two rows a write.
CREATE TABLE cadre (
    id serial PRIMARY KEY, code varchar(20) NOT NULL UNIQUE, name varchar(50) NOT NULL, supervisor_id integer NOT NULL
);
CREATE INDEX ON cadre (supervisor_id);
CREATE TABLE work_record (
    id serial PRIMARY KEY,
    cadre_id integer NOT NULL REFERENCES cadre,
    work_date date NOT NULL,
    category varchar(20) NOT NULL,
    hours double precision NOT NULL,
    place varchar(100) NOT NULL,
    content varchar(4000) NOT NULL,
    problems varchar(2000) NOT NULL,
    plan varchar(2000) NOT NULL,
    status varchar(12) NOT NULL,
    allowance_cents integer NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (cadre_id, work_date)
);
CREATE INDEX ON work_record (status, work_date);
CREATE TABLE audit_log (
    id serial PRIMARY KEY,
    actor_id integer NOT NULL,
    action varchar(30) NOT NULL,
    entity varchar(30) NOT NULL,
    entity_id integer NOT NULL,
    at timestamptz NOT NULL,
    detail varchar(2000) NOT NULL
);
