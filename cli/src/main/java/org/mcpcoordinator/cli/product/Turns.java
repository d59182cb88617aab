package org.mcpcoordinator.cli.product;

import java.time.Duration;
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
     */
    void replace(Nodes.Start start, List<UpNode> nodes) {
        for (UpNode node : nodes) {
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
            undrain(start.file(), node, start.desk());
            printer.step(line(node, "takes part again"));
        }
    }

    /** Returns when nothing new comes to it and its calls are over, or have had their time. */
    void drain(UpFile file, UpNode node, NodeDesk desk) {
        if (named(desk.nodes(other(file, node).url()), node).isEmpty()) {
            printer.step(line(node, "never took part"));
            return;
        }
        desk.drain(other(file, node).url(), node.name());
        if (!file.balanced()) {
            printer.step(line(
                    node, "is drained; there is no HAProxy, so whoever knows " + node.url() + " goes on asking it"));
        } else if (Balancer.process(folder).isEmpty()) {
            printer.step(line(node, "is drained; HAProxy does not run"));
        } else {
            new Balancer(folder, installation).await(node.name(), false);
            printer.step(line(node, "is drained"));
        }
        if (!within(CALLS_LIMIT, () -> desk.callsUnderWay(node.url()) == 0)) {
            printer.step(line(
                    node,
                    desk.callsUnderWay(node.url()) + " calls or streams are still under way after "
                            + CALLS_LIMIT.toSeconds() + " s"));
        }
    }

    /** Returns when it gets calls again. */
    void undrain(UpFile file, UpNode node, NodeDesk desk) {
        desk.undrain(other(file, node).url(), node.name());
        if (!within(TOLD_LIMIT, () -> desk.ready(node.url()))) {
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
        UpNode other = other(file, node);
        long pid = Nodes.process(folder, node.number())
                .map(ProcessHandle::pid)
                .orElseThrow(() -> Refusal.failed(node.name() + " has ended; see " + folder.logs(node.number())));
        if (!within(TOLD_LIMIT, () -> agree(desk.nodes(other.url()), node, pid, other))) {
            throw Refusal.failed(node.name() + " does not see the fleet as " + other.name() + " does after "
                    + TOLD_LIMIT.toSeconds() + " s; coordinator nodes shows both");
        }
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
        String url = other(file, node).url();
        if (!within(
                TOLD_LIMIT,
                () -> named(desk.nodes(url), node).filter(NodeDesk.Seen::lives).isEmpty())) {
            throw Refusal.failed(node.name() + " was ended and still counts as alive; try again");
        }
        if (named(desk.nodes(url), node).isPresent()) {
            desk.forget(url, node.name());
        }
    }

    private static Optional<NodeDesk.Seen> named(List<NodeDesk.Seen> nodes, UpNode node) {
        return nodes.stream().filter(seen -> seen.name().equals(node.name())).findFirst();
    }

    /** One that runs beside it: the node itself may be asked for nothing now. */
    private UpNode other(UpFile file, UpNode node) {
        return file.nodes().stream()
                .filter(each -> each.number() != node.number()
                        && Nodes.process(folder, each.number()).isPresent())
                .findFirst()
                .orElseThrow(() -> Refusal.refused("no other node than " + node.name()
                        + " runs, and somebody has to serve meanwhile; add one first"));
    }

    private static boolean within(Duration limit, BooleanSupplier holds) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Pause.of(STEP);
        }
        return true;
    }

    static String line(UpNode node, String what) {
        return String.format("%-14s %s", node.name(), what);
    }
}
