package org.mcpcoordinator.upkeep;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.cluster.Node;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** What is known of each backup and restore; every change is a transaction of its own. */
@Stateless
@PermitAll
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class Runs {
    /** A job that could not begin says nothing; it must not stand in everybody's way for ever. */
    private static final Duration LONGEST = Duration.ofHours(6);

    @Inject
    RunStore store;

    @Inject
    Cluster cluster;

    @Inject
    Clock clock;

    /** Begins one; refuses a second at the same time, unless the node of the first is gone. */
    public Run begin(Run.Kind kind, boolean replaces, Caller who) {
        Set<String> living = cluster.nodes().stream()
                .filter(node -> node.state().lives())
                .map(Node::name)
                .collect(Collectors.toSet());
        for (RunRow running : store.running()) {
            boolean alive = living.contains(running.node);
            if (alive && running.startedAt.plus(LONGEST).isAfter(now())) {
                throw busy(running);
            }
            running.end(
                    Run.State.FAILED,
                    "",
                    alive ? "it never ended" : "node " + running.node + " went away meanwhile",
                    now());
        }
        RunRow row = RunRow.begin(kind, cluster.localNode(), replaces, who, now());
        store.add(row);
        return row.toRun();
    }

    private static ProblemException busy(RunRow running) {
        return new ProblemException(
                ProblemCode.UPKEEP_BUSY,
                running.kind.name().toLowerCase(Locale.ROOT) + " " + running.id + " is under way on node "
                        + running.node + "; try again when it is over");
    }

    /** Tells where its archive lies. */
    public Run lies(long id, String file) {
        RunRow row = row(id);
        row.file = file;
        return row.toRun();
    }

    /** Tells what is in its archive. */
    public void holds(long id, Archive archive) {
        row(id).holds(archive);
    }

    /** Ends it, unless it is over. */
    public Run end(long id, Run.State state, String code, String detail) {
        RunRow row = row(id);
        if (row.state == Run.State.RUNNING) {
            row.end(state, code, detail, now());
        }
        return row.toRun();
    }

    /** Ends what an earlier life of this node has left running. */
    public void endOfEarlierLife() {
        store.running().stream()
                .filter(row -> row.node.equals(cluster.localNode()))
                .forEach(row -> row.end(Run.State.FAILED, "", "WildFly ended meanwhile; nothing was changed", now()));
    }

    /** One of them. */
    public Optional<Run> find(Run.Kind kind, long id) {
        return store.find(kind, id).map(RunRow::toRun);
    }

    /** The newest of them. */
    public List<Run> list(Run.Kind kind) {
        return store.list(kind).stream().map(RunRow::toRun).toList();
    }

    private RunRow row(long id) {
        return store.find(id)
                .orElseThrow(() -> new ProblemException(ProblemCode.RUN_NOT_FOUND, "there is no run " + id));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
