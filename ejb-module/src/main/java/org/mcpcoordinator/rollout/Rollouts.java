package org.mcpcoordinator.rollout;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import java.util.List;
import java.util.Optional;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.catalog.FleetFile;

/** The desk of rollouts: plans, requests and commands of people. */
@Stateless
@PermitAll
public class Rollouts {
    /** Compares the file with what is wished and running now, and keeps the answer as a plan. */
    public Plan plan(FleetFile file, Caller caller) {
        throw new UnsupportedOperationException();
    }

    /**
     * Accepts the plan's revision and starts its rollout.
     *
     * @throws org.mcpcoordinator.problem.ProblemException PLAN_NOT_FOUND, PLAN_STALE, ROLLOUT_ACTIVE, PHASES_INVALID,
     *     REMOVAL_TOO_LARGE
     */
    public Rollout request(RolloutRequest request, Caller caller) {
        throw new UnsupportedOperationException();
    }

    /** One rollout with its phases and newest verdicts. */
    public Optional<Rollout> find(long id) {
        throw new UnsupportedOperationException();
    }

    /** The newest rollouts first, at most 100. */
    public List<Rollout> list() {
        throw new UnsupportedOperationException();
    }

    /**
     * Carries out {@code pause}, {@code resume}, {@code promote}, {@code abort} or {@code recover}.
     *
     * @throws org.mcpcoordinator.problem.ProblemException ROLLOUT_NOT_FOUND, ACTION_UNKNOWN, ROLLOUT_STATE
     */
    public Rollout act(long id, String action, Caller caller) {
        throw new UnsupportedOperationException();
    }
}
