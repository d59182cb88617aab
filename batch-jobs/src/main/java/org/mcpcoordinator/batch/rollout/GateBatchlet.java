package org.mcpcoordinator.batch.rollout;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.Batchlet;
import jakarta.ejb.EJBException;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.rollout.GateAnswer;
import org.mcpcoordinator.rollout.RolloutSteps;
import org.mcpcoordinator.rollout.Ticket;

/**
 * Waits at the gate of one phase, woken by what happens to the fleet. It looks at the rollout's own state each time,
 * because a stop asked for on another node never reaches a batchlet.
 */
@Named
@Dependent
public class GateBatchlet implements Batchlet {
    private static final Logger LOG = Logger.getLogger(GateBatchlet.class);

    /** So long the database may be away before the execution gives up; the rollout is then taken up again by itself. */
    private static final int LOOKS_IN_VAIN = 150;

    private static final Duration AWAY = Duration.ofSeconds(2);

    @Inject
    @BatchProperty
    String phase;

    @Inject
    Tickets tickets;

    @Inject
    RolloutSteps steps;

    @Inject
    RolloutBell bell;

    private volatile boolean stop;

    @Override
    public String process() throws InterruptedException {
        Ticket ticket = tickets.current();
        int gate = tickets.phase(phase);
        int inVain = 0;
        while (!stop) {
            long heard = bell.heard();
            Duration patience;
            try {
                GateAnswer answer = steps.look(ticket, gate);
                if (answer.kind() != GateAnswer.Kind.WAIT) {
                    return answer.kind().name();
                }
                inVain = 0;
                patience = answer.patience();
            } catch (ProblemException refused) {
                if (refused.code() != ProblemCode.ROLLOUT_FENCED) {
                    throw refused;
                }
                LOG.warnf("Rollout %d: %s", ticket.rolloutId(), refused.detail());
                return "FENCED";
            } catch (EJBException away) {
                if (++inVain > LOOKS_IN_VAIN) {
                    throw away;
                }
                LOG.warnf("Rollout %d cannot be looked at now: %s", ticket.rolloutId(), away.getMessage());
                patience = AWAY;
            }
            bell.await(heard, patience);
        }
        steps.stopped(ticket);
        return "STOPPED";
    }

    @Override
    public void stop() {
        stop = true;
        bell.ring();
    }
}
