package org.mcpcoordinator.fleet;

import java.time.Instant;

/**
 * The one place where what is seen moves an instance. What is seen of another generation changes nothing; what is
 * wished decides whether a start or an end was meant.
 */
final class StateMachine {
    private StateMachine() {}

    /** Applies one observation to the row; the caller compares before and after. */
    static void see(InstanceRow row, Observation seen, Instant now) {
        if (seen.generation() != row.generation) {
            return;
        }
        if (row.desired != Desired.RUNNING) {
            if (seen instanceof Observation.Gone) {
                row.forgetProcess();
                row.move(InstanceState.STOPPED, Reason.OPERATOR, "", now);
            }
            return;
        }
        if (seen instanceof Observation.Started started) {
            started(row, started, now);
        } else if (seen instanceof Observation.Answers) {
            answers(row, now);
        } else if (seen instanceof Observation.Fails fails) {
            fails(row, fails, now);
        } else if (seen instanceof Observation.Exited exited) {
            exited(row, exited, now);
        } else if (seen instanceof Observation.Retrying retrying) {
            row.retries.keep(retrying.tries());
        } else if (seen instanceof Observation.GivenUp givenUp) {
            givenUp(row, givenUp, now);
        }
    }

    /**
     * A process runs. The same attempt seen again (an adoption, a repeated report) only completes what is known; the
     * process of before a restart, still reported while the restart is on its way, does not end the wait for the new.
     */
    private static void started(InstanceRow row, Observation.Started seen, Instant now) {
        boolean news = seen.attempt() != row.attempt || (row.state == InstanceState.PLANNED && seen.pid() != row.pid);
        switch (row.state) {
            // What is still seen of its process is on its way out.
            case SLEEPING -> {
                return;
            }
            case HEALTHY, UNHEALTHY, FAILED, PLANNED, STARTING, STOPPING, STOPPED -> {
                if (news) {
                    row.move(InstanceState.STARTING, Reason.AWAITING_FIRST_ANSWER, "", now);
                }
            }
            case QUARANTINED -> {}
        }
        row.attempt = seen.attempt();
        row.pid = seen.pid();
    }

    /** An answer counts for what is known to run. A late one forgives a missed deadline, and nothing else. */
    private static void answers(InstanceRow row, Instant now) {
        switch (row.state) {
            case STARTING, UNHEALTHY -> row.move(InstanceState.HEALTHY, Reason.ANSWERS, "", now);
            case FAILED -> {
                if (row.reason == Reason.DEADLINE) {
                    row.move(InstanceState.HEALTHY, Reason.ANSWERS, "", now);
                }
            }
            case PLANNED, HEALTHY, SLEEPING, QUARANTINED, STOPPING, STOPPED -> {}
        }
    }

    /** A missed answer never hides that the process has ended: that says more. */
    private static void fails(InstanceRow row, Observation.Fails seen, Instant now) {
        switch (row.state) {
            case HEALTHY -> row.move(InstanceState.UNHEALTHY, seen.reason(), seen.detail(), now);
            case STARTING, UNHEALTHY -> {
                if (!row.reason.isEnd() && row.reason != seen.reason()) {
                    row.move(row.state, seen.reason(), seen.detail(), now);
                }
            }
            case PLANNED, SLEEPING, QUARANTINED, STOPPING, STOPPED, FAILED -> {}
        }
    }

    private static void exited(InstanceRow row, Observation.Exited seen, Instant now) {
        boolean old =
                seen.attempt() < row.attempt || (row.state == InstanceState.PLANNED && seen.attempt() == row.attempt);
        if (old) {
            return;
        }
        boolean limit = seen.why() != Reason.EXITED;
        String sentence = limit ? seen.detail() : "its process ended with exit code " + seen.exitCode();
        Reason reason = limit ? seen.why() : seen.again() ? Reason.RESTARTING : Reason.EXITED;
        InstanceState ended = seen.again() ? InstanceState.UNHEALTHY : InstanceState.FAILED;
        switch (row.state) {
            // It has never answered: a rollout is to know at once, although it may be tried again.
            case PLANNED, STARTING -> row.move(InstanceState.FAILED, seen.why(), sentence, now);
            case HEALTHY, UNHEALTHY -> row.move(ended, reason, sentence, now);
            case QUARANTINED -> row.move(InstanceState.QUARANTINED, row.reason, sentence, now);
            case SLEEPING, STOPPING, STOPPED, FAILED -> {
                return;
            }
        }
        row.attempt = seen.attempt();
        row.pid = 0;
    }

    /** A missed deadline is about starting; whoever answered in the meantime keeps its state. */
    private static void givenUp(InstanceRow row, Observation.GivenUp seen, Instant now) {
        boolean late = seen.reason() == Reason.DEADLINE && row.state != InstanceState.STARTING;
        switch (row.state) {
            case PLANNED, STARTING, HEALTHY, UNHEALTHY, QUARANTINED, FAILED -> {
                if (!late) {
                    row.move(InstanceState.FAILED, seen.reason(), seen.detail(), now);
                }
            }
            case SLEEPING, STOPPING, STOPPED -> {}
        }
    }
}
