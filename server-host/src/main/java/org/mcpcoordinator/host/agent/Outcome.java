package org.mcpcoordinator.host.agent;

import org.jspecify.annotations.Nullable;

/** What a runner has to say; may be called from any thread. */
interface Outcome {
    /** It runs, and {@code starts.log} has its line. */
    void started(ServerKey key, long token, Start start);

    /** It could not be started; {@code again} if that may change by itself. */
    void refused(ServerKey key, long token, Desired.Verdict why, boolean again);

    /**
     * It ran, and has ended by itself.
     *
     * @param exitCode null if nobody can know it: the process was not this agent's child
     * @param how why, as far as it is known: {@code EXITED}, or the limit it broke
     * @param atOnce the runner sees to the pause before the next start
     */
    void ended(ServerKey key, long token, @Nullable Integer exitCode, Desired.Verdict how, boolean atOnce);

    /** It runs against a rule: to be stopped and given up on. */
    void broke(ServerKey key, long token, Desired.Verdict rule);

    /** Nothing is left of it, as asked. */
    void stopped(ServerKey key, long token);
}
