package org.mcpcoordinator.management;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.Revision;
import org.mcpcoordinator.insight.FleetMirror;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.rollout.Rollout;
import org.mcpcoordinator.rollout.RolloutState;
import org.mcpcoordinator.rollout.Rollouts;

/** Rollouts for JMX. */
@ApplicationScoped
class RolloutsOverJmx implements RolloutsMXBean {
    @Inject
    FleetMirror mirror;

    @Inject
    Rollouts rollouts;

    @Inject
    Catalog catalog;

    @Inject
    AuditedAction action;

    @Override
    public long getActiveId() {
        return open().map(Rollout::id).orElse(0L);
    }

    @Override
    public String getPhase() {
        return open().filter(rollout -> rollout.phase() < rollout.phases().size())
                .map(rollout -> rollout.phases().get(rollout.phase()).name())
                .orElse("");
    }

    @Override
    public String getState() {
        return mirror.newest().map(rollout -> rollout.state().name()).orElse("");
    }

    @Override
    public long start(String fleet, String phases) {
        return action.carryOut("rollout.start", "fleet " + fleet, () -> {
            String wanted = fleet.isBlank()
                    ? catalog.newestOfAll()
                            .map(Revision::fleet)
                            .orElseThrow(() -> new ProblemException(ProblemCode.NO_FLEET, "Import a fleet file first."))
                    : fleet.trim();
            return rollouts.requestNewest(wanted, targets(phases), "careful", AuditedAction.JMX)
                    .id();
        });
    }

    @Override
    public void pause() {
        act("pause");
    }

    @Override
    public void resume() {
        act("resume");
    }

    @Override
    public void abort() {
        act("abort");
    }

    @Override
    public void promote() {
        act("promote");
    }

    @Override
    public void rollback() {
        act("rollback");
    }

    @Override
    public void recover(String reason) {
        act(
                "recover",
                reason,
                rollout -> rollout.state().open() || rollout.state() == RolloutState.FAILED,
                "No rollout is open or has failed.");
    }

    @Override
    public void acknowledge(String reason) {
        act("acknowledge", reason, Rollout::unacknowledged, "No rollout has failed unseen.");
    }

    private void act(String verb) {
        act(verb, "", rollout -> rollout.state().open(), "No rollout is open.");
    }

    private void act(String verb, String reason, Predicate<Rollout> meant, String otherwise) {
        // The mirror may be a moment behind; what is meant is asked where it is kept.
        action.carryOut("rollout." + verb, reason, done -> "rollout " + done.id(), "the newest rollout", () -> {
            long id = rollouts.list().stream()
                    .filter(meant)
                    .map(Rollout::id)
                    .findFirst()
                    .orElseThrow(() -> new ProblemException(ProblemCode.ROLLOUT_NOT_FOUND, otherwise));
            return rollouts.act(id, verb, reason, AuditedAction.JMX);
        });
    }

    private Optional<Rollout> open() {
        return mirror.newest().filter(rollout -> rollout.state().open());
    }

    static List<Integer> targets(String phases) {
        if (phases.isBlank()) {
            return List.of();
        }
        try {
            return Stream.of(phases.split(",", -1))
                    .map(text -> Integer.valueOf(text.trim()))
                    .toList();
        } catch (NumberFormatException notANumber) {
            throw new ProblemException(
                    ProblemCode.PHASES_INVALID,
                    "Phases are whole numbers with commas between them, for example 100,500,1000.",
                    List.of(new Mistake("phases", "a whole number is wanted")),
                    notANumber);
        }
    }
}
