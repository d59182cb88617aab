package org.mcpcoordinator.fleet;

/** Why an instance is in its state, for people and scripts; stable names. "No data" is never "healthy". */
public enum Reason {
    /** Wished by a rollout, not yet taken up by the reconciler. */
    WISHED,
    /** Started, no probe has succeeded yet. */
    AWAITING_FIRST_ANSWER,
    /** The last probe succeeded. */
    ANSWERS,
    /** Accepts, but answers after its time limit or not at all. */
    SLOW,
    /** Was connected, then the connection was reset or closed in the middle. */
    CUT,
    /** Nobody listens on its port. */
    REFUSED,
    /** Answers, but not MCP or with an error. */
    WRONG_ANSWER,
    /** Its process has ended; the detail has the exit code. */
    EXITED,
    /** It took more memory than its definition allows, and was ended for it, or ended when it was refused more. */
    OUT_OF_MEMORY,
    /** It filled all places for processes and threads that its definition allows, and was ended for it. */
    TOO_MANY_PROCESSES,
    /** Ended and is being started again by the restart policy. */
    RESTARTING,
    /** Nobody has evidence now, for example because the agent is away. */
    UNKNOWN,
    /** Could not be launched: missing program, wrong configuration. */
    LAUNCH_FAILED,
    /** Its definition keeps it from the network, and its host cannot: it is not started. */
    NETWORK_OPEN,
    /** Listens on an address that is not loopback, and its definition does not allow that. */
    EXPOSED,
    /** A program that is none of ours holds its port; it gets another one. */
    PORT_TAKEN,
    /** No free port in its category nor in the reserve. */
    PORT_EXHAUSTED,
    /** Never answered within its healthy deadline. */
    DEADLINE,
    /** Asked for by a person. */
    OPERATOR,
    /** A secret it needs is not set. */
    SECRET_MISSING,
    /** It runs on demand, and nobody has called it for its idle time, or another one needed its place. */
    IDLE,
    /** It slept and is called. */
    CALLED;

    /** True if it tells how a process ended: nothing that is seen of its port says more. */
    public boolean isEnd() {
        return this == EXITED || this == RESTARTING || this == OUT_OF_MEMORY || this == TOO_MANY_PROCESSES;
    }
}
