-- What PostgreSQL must hold before WildFly starts: two roles, the schema, and the tables WildFly itself asks for.
-- Run it in the coordinator's database as a role that may create roles; running it again changes nothing but passwords.
--
--   psql -v ON_ERROR_STOP=1 -v owner_password=... -v app_password=... -f database.sql coordinator
--
-- coordinator_owner owns all tables and migrates them; coordinator_app, which the product runs as, may not create any.

SELECT set_config('coordinator.owner_password', :'owner_password', false),
       set_config('coordinator.app_password', :'app_password', false);

DO $roles$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'coordinator_owner') THEN
        CREATE ROLE coordinator_owner NOSUPERUSER NOCREATEDB NOCREATEROLE LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'coordinator_app') THEN
        CREATE ROLE coordinator_app NOSUPERUSER NOCREATEDB NOCREATEROLE LOGIN;
    END IF;
    EXECUTE format('ALTER ROLE coordinator_owner PASSWORD %L', current_setting('coordinator.owner_password'));
    EXECUTE format('ALTER ROLE coordinator_app PASSWORD %L', current_setting('coordinator.app_password'));
    EXECUTE format('GRANT coordinator_owner TO %I', current_user);
EXCEPTION
    WHEN SQLSTATE '0LP01' THEN
        RAISE NOTICE 'the role running this script already is a member of coordinator_owner';
END
$roles$;

SELECT set_config('coordinator.owner_password', '', false), set_config('coordinator.app_password', '', false);

ALTER ROLE coordinator_owner SET search_path = coordinator, public;
ALTER ROLE coordinator_app SET search_path = coordinator, public;
-- Its statements are short: compiling one costs more than it can save.
ALTER ROLE coordinator_app SET jit = off;

-- Nobody else has anything to do here; who is to look in, or to dump it, is granted CONNECT by name. Without TEMPORARY the
-- product cannot put a table of its own in front of one of ours either.
DO $database$
BEGIN
    EXECUTE format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO coordinator_owner, coordinator_app', current_database());
END
$database$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
CREATE SCHEMA IF NOT EXISTS coordinator AUTHORIZATION coordinator_owner;
GRANT USAGE ON SCHEMA coordinator TO coordinator_app;
GRANT USAGE ON SCHEMA public TO coordinator_owner, coordinator_app;

-- The job repository of JBeret 3.1.0 (WildFly 39). WildFly opens it while it boots, before any deployment could
-- migrate it, and would otherwise try to create these tables itself as a role that may not.
CREATE TABLE IF NOT EXISTS public.job_instance (
    jobinstanceid   bigserial PRIMARY KEY,
    version         integer,
    jobname         varchar(512),
    applicationname varchar(512)
);
CREATE TABLE IF NOT EXISTS public.job_execution (
    jobexecutionid  bigserial PRIMARY KEY,
    jobinstanceid   bigint NOT NULL REFERENCES public.job_instance ON DELETE CASCADE,
    version         integer,
    createtime      timestamptz,
    starttime       timestamptz,
    endtime         timestamptz,
    lastupdatedtime timestamptz,
    batchstatus     varchar(30),
    exitstatus      varchar(512),
    jobparameters   varchar(3000),
    restartposition varchar(255)
);
CREATE TABLE IF NOT EXISTS public.step_execution (
    stepexecutionid      bigserial PRIMARY KEY,
    jobexecutionid       bigint NOT NULL REFERENCES public.job_execution ON DELETE CASCADE,
    version              integer,
    stepname             varchar(255),
    starttime            timestamptz,
    endtime              timestamptz,
    batchstatus          varchar(30),
    exitstatus           varchar(512),
    executionexception   varchar(2048),
    persistentuserdata   bytea,
    readcount            integer,
    writecount           integer,
    commitcount          integer,
    rollbackcount        integer,
    readskipcount        integer,
    processskipcount     integer,
    filtercount          integer,
    writeskipcount       integer,
    readercheckpointinfo bytea,
    writercheckpointinfo bytea
);
CREATE TABLE IF NOT EXISTS public.partition_execution (
    partitionexecutionid integer NOT NULL,
    stepexecutionid      bigint NOT NULL REFERENCES public.step_execution ON DELETE CASCADE,
    version              integer,
    batchstatus          varchar(30),
    exitstatus           varchar(512),
    executionexception   varchar(2048),
    persistentuserdata   bytea,
    readercheckpointinfo bytea,
    writercheckpointinfo bytea,
    PRIMARY KEY (partitionexecutionid, stepexecutionid)
);
-- JBeret looks executions up by these and brings no index of its own.
CREATE INDEX IF NOT EXISTS job_instance_by_name ON public.job_instance (jobname);
CREATE INDEX IF NOT EXISTS job_execution_by_instance ON public.job_execution (jobinstanceid);
CREATE INDEX IF NOT EXISTS step_execution_by_execution ON public.step_execution (jobexecutionid);
CREATE INDEX IF NOT EXISTS partition_execution_by_step ON public.partition_execution (stepexecutionid);

-- Discovery of cluster members through the database (JGroups JDBC_PING); its own DDL does not fit PostgreSQL.
CREATE TABLE IF NOT EXISTS public.jgroupsping (
    own_addr     varchar(200) NOT NULL,
    cluster_name varchar(200) NOT NULL,
    ping_data    bytea,
    PRIMARY KEY (own_addr, cluster_name)
);

ALTER TABLE public.job_instance OWNER TO coordinator_owner;
ALTER TABLE public.job_execution OWNER TO coordinator_owner;
ALTER TABLE public.step_execution OWNER TO coordinator_owner;
ALTER TABLE public.partition_execution OWNER TO coordinator_owner;
ALTER TABLE public.jgroupsping OWNER TO coordinator_owner;

GRANT SELECT, INSERT, UPDATE, DELETE
    ON public.job_instance, public.job_execution, public.step_execution, public.partition_execution, public.jgroupsping
    TO coordinator_app;
GRANT USAGE
    ON SEQUENCE public.job_instance_jobinstanceid_seq, public.job_execution_jobexecutionid_seq,
        public.step_execution_stepexecutionid_seq
    TO coordinator_app;
