package org.mcpcoordinator.insight;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.Revision;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.rollout.Remains;
import org.mcpcoordinator.rollout.Remnant;
import org.mcpcoordinator.rollout.ReportText;
import org.mcpcoordinator.rollout.Reports;
import org.mcpcoordinator.rollout.Rollout;
import org.mcpcoordinator.rollout.RolloutEvent;
import org.mcpcoordinator.rollout.RolloutReport;
import org.mcpcoordinator.rollout.Rollouts;

/** The story of one rollout: what its gates said and on which evidence, who failed with which last words, what came last. */
@Dependent
class RolloutStory {
    private static final int TOLD = 3;
    private static final int NAMED = 10;
    private static final int LINES = 3;
    private static final int EVENTS = 5;
    private static final String PASS = "PASS";

    private final Rollouts rollouts;
    private final Reports reports;
    private final Remains remains;
    private final Fleet fleet;
    private final Catalog catalog;
    private final Copies copies;

    @Inject
    RolloutStory(Rollouts rollouts, Reports reports, Remains remains, Fleet fleet, Catalog catalog, Copies copies) {
        this.rollouts = rollouts;
        this.reports = reports;
        this.remains = remains;
        this.fleet = fleet;
        this.catalog = catalog;
        this.copies = copies;
    }

    Explanation of(long id) {
        Rollout rollout = rollouts.find(id)
                .orElseThrow(
                        () -> new ProblemException(ProblemCode.ROLLOUT_NOT_FOUND, "There is no rollout " + id + "."));
        List<Explanation.Copy> failed = failed(rollout);
        return new Explanation(
                "rollout " + id,
                sentence(rollout),
                "revision " + rollout.revision() + hash(rollout.revision()) + ", " + rollout.planned()
                        + (rollout.planned() == 1 ? " server, profile " : " servers, profile ") + rollout.profile()
                        + ", asked for by " + rollout.startedBy(),
                failed.stream().limit(TOLD).toList(),
                failed.stream()
                        .skip(TOLD)
                        .limit(NAMED)
                        .map(copy -> copy.name() + " " + copy.state() + " " + copy.reason())
                        .toList(),
                checks(rollout),
                happened(rollouts.events(id)),
                advice(rollout, failed));
    }

    private static String sentence(Rollout rollout) {
        int healthy =
                rollout.phases().stream().mapToInt(Rollout.Phase::healthy).max().orElse(0);
        return "rollout " + rollout.id() + " of fleet " + rollout.fleet() + " is " + rollout.state()
                + (rollout.reason().isEmpty() ? "" : ": " + rollout.reason())
                + (rollout.detail().isEmpty() ? "" : ", " + rollout.detail()) + "; " + healthy + " of "
                + rollout.planned() + " healthy, " + rollout.failed() + " failed"
                + (rollout.unacknowledged() ? "; nobody has acknowledged it" : "");
    }

    /** Many have the same time: the order they come in counts. */
    private static List<Explanation.Happened> happened(List<RolloutEvent> events) {
        List<Explanation.Happened> newest = new ArrayList<>();
        for (int i = events.size() - 1; i >= 0 && newest.size() < EVENTS; i--) {
            RolloutEvent event = events.get(i);
            newest.add(new Explanation.Happened(event.at(), sentence(event)));
        }
        return newest;
    }

    private static String sentence(RolloutEvent event) {
        return event.what() + (event.detail().isEmpty() ? "" : ", " + event.detail());
    }

    /** Those it failed of, as they were then; while it is open, those that are FAILED now. */
    private List<Explanation.Copy> failed(Rollout rollout) {
        List<Remnant> kept =
                rollout.state().open() && rollout.rollbackRevision() == 0 ? List.of() : remains.ofRollout(rollout.id());
        if (!kept.isEmpty()) {
            return kept.stream()
                    .limit(TOLD + NAMED)
                    .map(remnant -> Copies.of(remnant, LINES))
                    .toList();
        }
        List<Explanation.Copy> now = new ArrayList<>();
        for (RolloutReport.Failure failure : reports.failures(rollout.id(), TOLD + NAMED)) {
            fleet.find(new InstanceKey(failure.server(), failure.replica()))
                    .map(RolloutStory::failing)
                    .map(instance -> copies.of(instance, 1, LINES))
                    .ifPresent(now::add);
        }
        return now;
    }

    /** Of two generations the one that is meant. */
    private static Instance failing(Instance instance) {
        return instance.next()
                .filter(next -> next.state() == InstanceState.FAILED)
                .orElse(instance);
    }

    /** What did not pass, and what the phase it has come to was asked. */
    private static List<Explanation.Check> checks(Rollout rollout) {
        Optional<Rollout.Phase> here = rollout.phases().stream()
                .filter(phase -> !phase.gates().isEmpty())
                .reduce((before, after) -> after);
        return rollout.phases().stream()
                .flatMap(phase -> phase.gates().stream()
                        .filter(gate -> !gate.verdict().equals(PASS) || here.equals(Optional.of(phase)))
                        .sorted(Comparator.comparing(gate -> gate.verdict().equals(PASS)))
                        .map(gate -> check(phase.name(), gate)))
                .toList();
    }

    /** What did not pass. */
    static List<Explanation.Check> objections(Rollout rollout) {
        return rollout.phases().stream()
                .flatMap(phase -> phase.gates().stream()
                        .filter(gate -> !gate.verdict().equals(PASS))
                        .map(gate -> check(phase.name(), gate)))
                .toList();
    }

    private static Explanation.Check check(String phase, Rollout.Gate gate) {
        boolean measured = !Double.isNaN(gate.value());
        String figures = measured
                ? gate.name() + " is " + ReportText.figure(gate.value()) + ", limit " + ReportText.figure(gate.limit())
                : gate.name() + " could not be measured";
        return new Explanation.Check(
                phase,
                gate.name(),
                gate.verdict(),
                measured ? gate.value() : null,
                gate.limit(),
                gate.evidence(),
                phase + ": " + gate.verdict() + ", " + figures
                        + (gate.evidence().isEmpty() ? "" : "; " + gate.evidence()));
    }

    private static Advice advice(Rollout rollout, List<Explanation.Copy> failed) {
        String it = "coordinator rollouts " + rollout.id();
        return switch (rollout.state()) {
            case PENDING, RUNNING, ROLLING_BACK, ABORTING ->
                failed.isEmpty()
                        ? new Advice("it is under way; follow it", it + " --watch")
                        : new Advice("it is under way, and servers fail; look at the first", explain(failed));
            case PAUSED ->
                rollout.reason().equals("OPERATOR")
                        ? new Advice("it waits for a person; let it go on", it + " resume")
                        : new Advice(
                                "it waits for a person; promote lets it pass, resume measures again", it + " resume");
            case AWAITING_PROMOTION -> new Advice("its gate waits for a person; let it pass", it + " promote");
            case FAILED ->
                failed.isEmpty()
                        ? new Advice("what failed is well again; let it go on", it + " recover")
                        : new Advice(
                                "mend the first that failed, then recover the rollout: "
                                        + failed.get(0).advice().sentence(),
                                explain(failed));
            case ROLLED_BACK ->
                rollout.unacknowledged()
                        ? new Advice("its servers are back; say that you have seen it", it + " acknowledge")
                        : new Advice("it is over; its receipt tells all", it + " report");
            case SUCCEEDED, CANCELLED -> new Advice("it is over; its receipt tells all", it + " report");
        };
    }

    private static String explain(List<Explanation.Copy> failed) {
        return "coordinator explain " + failed.get(0).name().replaceAll("[#/,].*", "");
    }

    private String hash(long revision) {
        return catalog.find(revision)
                .map(Revision::hash)
                .map(RolloutStory::shortened)
                .orElse("");
    }

    /** As much of a hash as people compare. */
    static String shortened(String hash) {
        return hash.length() <= 12 ? "" : " (" + hash.substring(0, 12) + ")";
    }
}
