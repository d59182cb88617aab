package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.function.Supplier;
import org.mcpcoordinator.access.Audit;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.problem.ProblemException;

/**
 * The audit trail of what people do to the job itself, in WildFly's admin console or with jboss-cli. A job is not told who
 * that was, so the trail names WildFly; the person is in WildFly's own audit log.
 */
@Dependent
class JobTrail {
    /** Who started a rollout that began with its job. WildFly has asked for management rights before. */
    static final Caller WILDFLY = new Caller("wildfly", Role.OPERATOR, "batch");

    private final Audit audit;

    @Inject
    JobTrail(Audit audit) {
        this.audit = audit;
    }

    /** Makes the rollout of a job that was started without one; a refusal is kept too. */
    Rollout started(Supplier<Rollout> work) {
        try {
            Rollout rollout = work.get();
            String detail = "fleet " + rollout.fleet() + ", revision " + rollout.revision();
            audit.record(WILDFLY, "rollout.start", "rollout " + rollout.id(), "ok", detail);
            return rollout;
        } catch (ProblemException refused) {
            audit.record(
                    WILDFLY, "rollout.start", "newest fleet", refused.code().name(), refused.detail());
            throw refused;
        }
    }

    /** The job was started again after its rollout had stood in that state. */
    void startedAgain(long rollout, RolloutState before, boolean back) {
        if (back) {
            if (before != RolloutState.ROLLING_BACK) {
                audit.record(WILDFLY, "rollout.rollback", "rollout " + rollout, "ok", "the job rollback was started");
            }
        } else if (before == RolloutState.FAILED) {
            audit.record(WILDFLY, "rollout.recover", "rollout " + rollout, "ok", "its job was restarted");
        } else if (before == RolloutState.AWAITING_PROMOTION) {
            audit.record(WILDFLY, "rollout.promote", "rollout " + rollout, "ok", "its job was restarted");
        } else if (before == RolloutState.PAUSED) {
            audit.record(WILDFLY, "rollout.resume", "rollout " + rollout, "ok", "its job was restarted");
        }
    }

    /** The job was stopped, and with it the rollout. */
    void stopped(long rollout) {
        audit.record(WILDFLY, "rollout.pause", "rollout " + rollout, "ok", "its job was stopped");
    }
}
