package org.mcpcoordinator.problem;

/**
 * The catalogue of everything that can go wrong where a user can see it. The code is stable and goes out as the member
 * {@code code} of RFC 9457 problems, in logs and in the command line's messages; numbers run in thousands per package.
 */
public enum ProblemCode {
    NOT_AUTHENTICATED(1001, 401, "Sign in first"),
    FORBIDDEN(1002, 403, "Your role does not allow this"),
    FOREIGN_HOST(1003, 403, "This Host is not served here"),
    FOREIGN_ORIGIN(1004, 403, "This Origin is not allowed here"),
    TOO_MANY_TRIES(1005, 429, "Too many wrong tries"),
    TOKEN_NOT_FOUND(1006, 404, "No such token"),
    USER_NOT_FOUND(1007, 404, "No such user"),
    SECRET_NOT_FOUND(1008, 404, "No such secret"),
    NAME_TAKEN(1009, 409, "The name is taken"),
    LAST_ADMIN(1010, 409, "The last administrator stays"),
    CONFIRMATION_NEEDED(1020, 403, "A person has to agree first"),
    NOT_CONFIRMED(1021, 403, "The person who was asked did not agree"),
    DATABASE_AWAY(2001, 503, "The database does not answer"),
    HOST_NOT_FOUND(2003, 404, "No such host"),
    LEASE_LOST(2002, 409, "Another node has taken over"),
    NODE_NOT_FOUND(2010, 404, "No such node"),
    NODE_LAST(2011, 409, "The last node that serves stays"),
    NODE_LIVES(2012, 409, "The node is still alive"),
    FLEET_FILE_INVALID(3001, 422, "The fleet file has mistakes"),
    FLEET_NOT_FOUND(3002, 404, "No such fleet"),
    REVISION_NOT_FOUND(3003, 404, "No such revision"),
    COMMAND_NOT_ALLOWED(3004, 403, "This program may not be brought in"),
    ADDRESS_REFUSED(3005, 422, "This address is not called"),
    IMPORT_INVALID(3010, 422, "The file cannot be imported"),
    IMPORT_UNKNOWN(3011, 422, "This kind of file is not known"),
    IMPORT_EMPTY(3012, 409, "Nothing of the file can come in"),
    REGISTRY_UNSET(3020, 404, "No registry is named here"),
    REGISTRY_AWAY(3021, 502, "The registry does not answer"),
    REGISTRY_UNFIT(3022, 502, "This is no registry of MCP servers"),
    SERVER_NOT_FOUND(4001, 404, "No such server"),
    ACTION_UNKNOWN(4002, 404, "No such action"),
    TOOL_NOT_HELD(4010, 404, "No such tool is held"),
    TOOL_NOT_FOUND(4011, 404, "No such tool"),
    SEARCHES_BUSY(4012, 503, "Too many searches are under way"),
    MOVE_FORBIDDEN(4003, 409, "The server cannot do this now"),
    PORT_EXHAUSTED(4004, 409, "No free port is left"),
    PLAN_NOT_FOUND(5001, 404, "No such plan"),
    PLAN_STALE(5002, 409, "The fleet changed since the plan was made"),
    ROLLOUT_NOT_FOUND(5003, 404, "No such rollout"),
    ROLLOUT_ACTIVE(5004, 409, "Another rollout of this fleet is under way"),
    ROLLOUT_FENCED(5005, 409, "This execution no longer owns the rollout"),
    ROLLOUT_STATE(5006, 409, "The rollout cannot do this now"),
    PHASES_INVALID(5007, 422, "The phases do not fit"),
    REMOVAL_TOO_LARGE(5008, 409, "Too many servers would be removed"),
    TERMS_INVALID(5020, 422, "The terms do not fit"),
    ROLLBACK_NOOP(5021, 409, "Going back would change nothing"),
    NO_STABLE_VERSION(5022, 409, "There is nothing to go back to"),
    MEMORY_BUDGET(5023, 409, "The memory budget would not suffice"),
    HOSTS_FULL(5025, 409, "No host has room for all of it"),
    CHUNK_TIMEOUT(5024, 503, "A chunk took longer than its transaction may"),
    SERVER_REFUSED(7005, 502, "The server refused this"),
    AGENT_AWAY(6001, 503, "The host's agent does not answer"),
    DRILLS_ELSEWHERE(6002, 409, "Drills are for a fleet that up started"),
    DRILL_UNDER_WAY(6003, 409, "Another drill is under way"),
    PACKAGE_MANAGER_MISSING(6004, 409, "The host has no such package manager"),
    PACKAGE_UNAVAILABLE(6005, 422, "A package cannot be had"),
    PACKAGES_ON_THE_WAY(6006, 503, "Packages are still being installed"),
    AGENT_REFUSED(6007, 503, "The host's agent could not do it"),
    TRIALS_BUSY(6008, 409, "Other programs are being tried"),
    TRIAL_UNFIT(6009, 422, "This cannot be tried"),
    NO_FLEET(5009, 409, "No fleet has been imported yet"),
    SERVER_AWAY(7001, 503, "The server does not serve now"),
    SERVER_SILENT(7002, 504, "The server did not answer in time"),
    SERVER_CUT(7003, 502, "The server broke off before it had answered"),
    TOOL_HELD(7010, 403, "The tool is held until it is approved"),
    SESSION_ENDED(7004, 404, "This session has ended or is not yours"),
    TOO_MANY_CALLS(7006, 429, "Too many calls"),
    SERVER_STALLED(7020, 503, "The server has stopped answering and is not called for a while"),
    SERVER_BUSY(7021, 503, "Too many calls wait for the server"),
    SERVER_DRAINED(7022, 503, "The server was drained before it had answered"),
    RUN_NOT_FOUND(8001, 404, "No such backup or restore"),
    ARCHIVE_INVALID(8002, 422, "This is no usable archive"),
    ARCHIVE_TOO_NEW(8003, 422, "A newer product wrote this archive"),
    PASSPHRASE_WRONG(8004, 422, "The passphrase does not fit"),
    NOT_EMPTY(8005, 409, "There is a fleet here already"),
    UPKEEP_BUSY(8006, 409, "Another backup or restore is under way"),
    ARCHIVE_ELSEWHERE(8007, 409, "Another place is wanted for this archive"),
    BACKUP_FAILED(8008, 500, "The backup failed"),
    RESTORE_FAILED(8009, 500, "The restore failed"),
    REQUEST_INVALID(9001, 400, "The request does not fit"),
    NOT_FOUND(9002, 404, "Nothing is here"),
    METHOD_NOT_ALLOWED(9003, 405, "This method is not for here"),
    BODY_TOO_LARGE(9004, 413, "The body is too large"),
    BODY_TOO_SLOW(9007, 408, "The body came too slowly"),
    IDEMPOTENCY_KEY_REUSED(9005, 422, "This Idempotency-Key belongs to another request"),
    IDEMPOTENCY_IN_PROGRESS(9006, 409, "The first request with this Idempotency-Key is still at work"),
    INTERNAL(9999, 500, "Something broke on our side");

    private final int number;
    private final int status;
    private final String title;

    ProblemCode(int number, int status, String title) {
        this.number = number;
        this.status = status;
        this.title = title;
    }

    /** Stable number, thousands by package. */
    public int number() {
        return number;
    }

    /** HTTP status this problem is answered with, 400 to 599. */
    public int status() {
        return status;
    }

    /** One short sentence for people, the same for every occurrence (RFC 9457, section 3.1.3). */
    public String title() {
        return title;
    }
}
