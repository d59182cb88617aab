package org.mcpcoordinator.management;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
    /** As over REST. */
    private static final int LONGEST_REASON = 500;

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
        pause("");
    }

    @Override
    public void pause(String reason) {
        act("pause", reason);
    }

    @Override
    public void resume() {
        resume("");
    }

    @Override
    public void resume(String reason) {
        act("resume", reason);
    }

    @Override
    public void abort() {
        abort("");
    }

    @Override
    public void abort(String reason) {
        act("abort", reason);
    }

    @Override
    public void promote() {
        promote("");
    }

    @Override
    public void promote(String reason) {
        act("promote", reason);
    }

    @Override
    public void rollback() {
        rollback("");
    }

    @Override
    public void rollback(String reason) {
        act("rollback", reason);
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

    private void act(String verb, String reason) {
        act(verb, reason, rollout -> rollout.state().open(), "No rollout is open.");
    }

    private void act(String verb, @Nullable String reason, Predicate<Rollout> meant, String otherwise) {
        String why = Objects.requireNonNullElse(reason, "");
        // The mirror may be a moment behind; what is meant is asked where it is kept.
        action.carryOut("rollout." + verb, why, done -> "rollout " + done.id(), "the newest rollout", () -> {
            if (why.length() > LONGEST_REASON) {
                String sentence = "a reason has at most " + LONGEST_REASON + " characters, not " + why.length();
                throw new ProblemException(
                        ProblemCode.REQUEST_INVALID, sentence, List.of(new Mistake("/reason", sentence)));
            }
            long id = rollouts.list().stream()
                    .filter(meant)
                    .map(Rollout::id)
                    .findFirst()
                    .orElseThrow(() -> new ProblemException(ProblemCode.ROLLOUT_NOT_FOUND, otherwise));
            return rollouts.act(id, verb, why, AuditedAction.JMX);
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
