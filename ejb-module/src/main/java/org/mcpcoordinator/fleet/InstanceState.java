package org.mcpcoordinator.fleet;

/** The life of an instance, in the order it is lived. Draining is a flag beside it, not a state. */
public enum InstanceState {
    /** Wished for; its port is reserved; nothing has been started. */
    PLANNED,
    /** The host's agent has been told; the first good probe is awaited. */
    STARTING,
    /** Answers probes: routed. */
    HEALTHY,
    /** Ran, and misses probes. */
    UNHEALTHY,
    /** On demand, and not running now. */
    SLEEPING,
    /** Kept out of traffic by a person or a rule; may still run. */
    QUARANTINED,
    /** Told to stop; not gone yet. */
    STOPPING,
    /** Not wished to run, and gone. */
    STOPPED,
    /** Wished to run, and given up on; the reason says why. */
    FAILED
}
