package org.mcpcoordinator.cli.product;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.mcpcoordinator.cli.terminal.Pause;
import org.mcpcoordinator.cli.terminal.Printer;
import org.mcpcoordinator.cli.terminal.Refusal;

/** One node of several at a time: nothing new comes to it, what it has begun ends, it is ended, or comes and takes part. */
final class Turns {
    /** A call under way gets so long before a node is ended, or taken for drained. */
    private static final Duration CALLS_LIMIT = Duration.ofSeconds(30);
    /** Until a node tells of itself, or no longer: it does so every 5 s, and is missed after 15 s. */
    private static final Duration TOLD_LIMIT = Duration.ofSeconds(60);

    private static final Duration STEP = Duration.ofMillis(200);

    private final DataFolder folder;
    private final Installation installation;
    private final Printer printer;

    Turns(DataFolder folder, Installation installation, Printer printer) {
        this.folder = folder;
        this.installation = installation;
        this.printer = printer;
    }

    /**
     * Gives each of these what is deployed and configured now. Stops at the first that does not come up: the others serve on.
     * Takes back first what an earlier replacing, broken off, has left drained; whom somebody drained stays drained.
     */
    void replace(Nodes.Start start, List<UpNode> nodes) {
        takeBack(start, nodes);
        for (UpNode node : inOrder(nodes)) {
            boolean meantToStay = isDrainedBySomebody(start.file(), node, start.desk());
            if (!meantToStay) {
                folder.turn(node.number()).raise();
            }
            drain(start.file(), node, start.desk());
            stop(node);
            try {
                new Nodes(folder, installation, printer).start(start, List.of(node));
                takesPart(start.file(), node, start.desk());
            } catch (Refusal refusal) {
                throw Refusal.failed(
                        node.name() + " did not come back, and is drained; the other nodes serve on as they"
                                + " are. Mend what is wrong and say nodes upgrade again. " + refusal.getMessage());
            }
            if (meantToStay) {
                printer.step(line(node, "is replaced, and stays drained as it was"));
            } else {
                undrain(start.file(), node, start.desk());
                printer.step(line(node, "takes part again"));
            }
        }
    }

    private void takeBack(Nodes.Start start, List<UpNode> wanted) {
        start.file().nodes().stream()
                .filter(node -> !wanted.contains(node) && runs(node))
                .filter(node -> folder.turn(node.number()).stands())
                .forEach(node -> {
                    if (start.file().nodes().stream().anyMatch(each -> !each.equals(node) && runs(each))) {
                        takesPart(start.file(), node, start.desk());
                    }
                    undrain(start.file(), node, start.desk());
                    printer.step(line(node, "takes part again; its replacing was broken off"));
                });
    }

    /** Those first that do not serve anyway: with them back there are others when the rest is drained. */
    private List<UpNode> inOrder(List<UpNode> nodes) {
        return nodes.stream()
                .sorted(Comparator.comparing(this::runs)
                        .thenComparing(node -> !folder.turn(node.number()).stands()))
                .toList();
    }

    private boolean isDrainedBySomebody(UpFile file, UpNode node, NodeDesk desk) {
        return !folder.turn(node.number()).stands()
                && named(desk.nodes(other(file, node, desk).url()), node)
                        .filter(NodeDesk.Seen::drained)
                        .isPresent();
    }

    private boolean runs(UpNode node) {
        return Nodes.process(folder, node.number()).isPresent();
    }

    /** Returns when nothing new comes to it and its calls are over, or have had their time. */
    void drain(UpFile file, UpNode node, NodeDesk desk) {
        String url = other(file, node, desk).url();
        if (named(desk.nodes(url), node).isEmpty()) {
            printer.step(line(node, "never took part"));
            return;
        }
        desk.drain(url, node.name());
        if (!file.balanced()) {
            printer.step(line(
                    node, "is drained; there is no HAProxy, so whoever knows " + node.url() + " goes on asking it"));
        } else if (Balancer.process(folder).isEmpty()) {
            printer.step(line(node, "is drained; HAProxy does not run"));
        } else {
            new Balancer(folder, installation).await(node.name(), false);
            printer.step(line(node, "is drained"));
        }
        if (missed(CALLS_LIMIT, () -> desk.callsUnderWay(node.url()) == 0).isPresent()) {
            printer.step(line(
                    node,
                    desk.callsUnderWay(node.url()) + " calls or streams are still under way after "
                            + CALLS_LIMIT.toSeconds() + " s"));
        }
    }

    /** Returns when it gets calls again. It is asked itself where it runs: there may be no other. */
    void undrain(UpFile file, UpNode node, NodeDesk desk) {
        desk.undrain((runs(node) ? node : other(file, node, desk)).url(), node.name());
        folder.turn(node.number()).lower();
        if (missed(TOLD_LIMIT, () -> desk.ready(node.url())).isPresent()) {
            throw Refusal.failed(node.name() + " is not drained any more, but not ready either; " + node.url()
                    + "/health/ready says why");
        }
        if (file.balanced() && Balancer.process(folder).isPresent()) {
            new Balancer(folder, installation).await(node.name(), true);
        }
    }

    /** Ends its WildFly in order. */
    void stop(UpNode node) {
        if (new WildFly(folder, node.number()).stop()) {
            printer.step(line(node, "stopped"));
        }
    }

    /** Returns when the others hear of the node as it runs now, and it sees the fleet as they do. */
    void takesPart(UpFile file, UpNode node, NodeDesk desk) {
        UpNode other = other(file, node, desk);
        long pid = Nodes.process(folder, node.number())
                .map(ProcessHandle::pid)
                .orElseThrow(() -> Refusal.failed(node.name() + " has ended; see " + folder.logs(node.number())));
        missed(TOLD_LIMIT, () -> agree(desk.nodes(other.url()), node, pid, other))
                .ifPresent(said -> {
                    throw Refusal.failed(node.name() + " does not see the fleet as " + other.name() + " does after "
                            + TOLD_LIMIT.toSeconds() + " s; coordinator nodes shows both" + said);
                });
    }

    private static boolean agree(List<NodeDesk.Seen> nodes, UpNode node, long pid, UpNode other) {
        Optional<NodeDesk.Seen> itself = named(nodes, node).filter(seen -> seen.lives() && seen.pid() == pid);
        return itself.isPresent()
                && named(nodes, other)
                        .filter(seen -> seen.sees().equals(itself.get().sees()))
                        .isPresent();
    }

    /** Returns when it is on no list any more. */
    void forget(UpFile file, UpNode node, NodeDesk desk) {
        String url = other(file, node, desk).url();
        missed(
                        TOLD_LIMIT,
                        () -> named(desk.nodes(url), node)
                                .filter(NodeDesk.Seen::lives)
                                .isEmpty())
                .ifPresent(said -> {
                    throw Refusal.failed(node.name() + " was ended and still counts as alive; try again" + said);
                });
        if (named(desk.nodes(url), node).isPresent()) {
            desk.forget(url, node.name());
        }
    }

    private static Optional<NodeDesk.Seen> named(List<NodeDesk.Seen> nodes, UpNode node) {
        return nodes.stream().filter(seen -> seen.name().equals(node.name())).findFirst();
    }

    /** One that runs beside it, and does its work if any does: the node itself may be asked for nothing now. */
    private UpNode other(UpFile file, UpNode node, NodeDesk desk) {
        List<UpNode> others = file.nodes().stream()
                .filter(each -> each.number() != node.number() && runs(each))
                .toList();
        return others.stream()
                .filter(each -> desk.well(each.url()))
                .findFirst()
                .or(() -> others.stream().findFirst())
                .orElseThrow(() -> Refusal.refused("no other node than " + node.name()
                        + " runs, and somebody has to serve meanwhile; add one first"));
    }

    /** Empty as soon as it holds; else, the limit being over, what the last refusal said, if that was why. */
    private static Optional<String> missed(Duration limit, BooleanSupplier holds) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            String said = "";
            try {
                if (holds.getAsBoolean()) {
                    return Optional.empty();
                }
            } catch (Refusal notYet) {
                said = ". " + notYet.getMessage();
            }
            if (System.nanoTime() > deadline) {
                return Optional.of(said);
            }
            Pause.of(STEP);
        }
    }

    static String line(UpNode node, String what) {
        return String.format("%-14s %s", node.name(), what);
    }
}
