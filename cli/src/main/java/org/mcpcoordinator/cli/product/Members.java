package org.mcpcoordinator.cli.product;

import java.util.List;
import java.util.Optional;
import org.mcpcoordinator.cli.terminal.Printer;
import org.mcpcoordinator.cli.terminal.Refusal;

/** The nodes of a cluster that runs: one more, one less, one out of use for a while, all of them replaced. */
public final class Members {
    private final DataFolder folder;
    private final Installation installation;
    private final Printer printer;
    private final NodeDesk desk;
    private final Turns turns;

    public Members(DataFolder folder, Installation installation, Printer printer, NodeDesk desk) {
        this.folder = folder;
        this.installation = installation;
        this.printer = printer;
        this.desk = desk;
        this.turns = new Turns(folder, installation, printer);
    }

    /**
     * Starts so many nodes more; returns when each sees what the others see and gets calls.
     *
     * @param wildflyOptions options of their JVMs, after ours
     */
    public void add(int more, String wildflyOptions) {
        UpFile file = running();
        if (!file.nodes().get(0).clustered()) {
            throw Refusal.refused(
                    "it was started as one node that shares nothing; say down, then up --nodes " + (1 + more));
        }
        checkBalancer(file);
        int all = file.nodes().size() + more;
        if (more < 1 || all > Product.MOST_NODES) {
            throw Refusal.refused("there are " + file.nodes().size() + " nodes, and " + Product.MOST_NODES
                    + " at most on one machine; " + more + " more cannot be added");
        }
        Memory.ofThisMachine().more(more);
        UpFile grown = PromisedPorts.ofThisMachine(printer)
                .choose(folder, taken -> new PortChoice(Product.Wish.NONE, Optional.of(file), taken).grown(more));
        // From here on an up brings them too, should this command be broken off.
        grown.write(folder);
        List<UpNode> fresh = grown.nodes().stream()
                .filter(node -> !file.nodes().contains(node))
                .toList();
        new Nodes(folder, installation, printer).start(Nodes.Start.of(folder, grown, wildflyOptions, desk), fresh);
        fresh.forEach(node -> turns.takesPart(grown, node, desk));
        balance(grown);
        fresh.forEach(node -> tellOfNew(grown, node));
    }

    private void tellOfNew(UpFile file, UpNode node) {
        if (file.balanced()) {
            new Balancer(folder, installation).await(node.name(), true);
        }
        printer.step(Turns.line(
                node,
                "takes part"
                        + (file.balanced()
                                ? ""
                                : "; there is no HAProxy, so only who knows " + node.url() + " asks it")));
    }

    /** Has it take nothing new; it runs on. */
    public void drain(String name) {
        UpFile file = running();
        UpNode node = file.node(name);
        turns.drain(file, node, desk);
        // From now on somebody wants it so, whatever it was drained for before.
        folder.turn(node.number()).lower();
    }

    /** Lets it take part again. */
    public void undrain(String name) {
        UpFile file = running();
        UpNode node = file.node(name);
        turns.undrain(file, node, desk);
        printer.step(Turns.line(node, "takes part again"));
    }

    /** Drains it, ends it, and takes it off every list; its logs stay. */
    public void remove(String name) {
        UpFile file = running();
        UpNode node = file.node(name);
        if (node.number() == file.nodes().get(0).number()) {
            throw Refusal.refused(
                    name + " is the first node and stays: backups of all lie in its folder, and where there is"
                            + " no HAProxy its address is that of all. nodes drain " + name
                            + " takes it out of use, nodes remove takes another one away");
        }
        checkBalancer(file);
        if (Nodes.process(folder, node.number()).isPresent()) {
            turns.drain(file, node, desk);
            turns.stop(node);
        }
        turns.forget(file, node, desk);
        UpFile left = file.with(file.nodes().stream()
                .filter(each -> each.number() != node.number())
                .toList());
        left.write(folder);
        balance(left);
        folder.deleteNode(node.number());
        folder.turn(node.number()).lower();
        printer.step(Turns.line(node, "is gone; its logs stay in " + folder.logs(node.number())));
    }

    /**
     * Gives each node in turn what is built now, while the others serve.
     *
     * @param all those too that have it already
     * @return how many were replaced
     */
    public int upgrade(boolean all, String wildflyOptions) {
        UpFile file = running();
        if (file.nodes().size() == 1) {
            throw Refusal.refused("one node alone cannot be replaced while it serves; up deploys what is new to it");
        }
        Nodes nodes = new Nodes(folder, installation, printer);
        List<UpNode> wanted = file.nodes().stream()
                .filter(node -> all
                        || nodes.isOutdated(node)
                        || Nodes.process(folder, node.number()).isEmpty())
                .toList();
        turns.replace(Nodes.Start.of(folder, file, wildflyOptions, desk), wanted);
        return wanted.size();
    }

    /** Refuses before anything is done where HAProxy, which has to be told, is gone. */
    private static void checkBalancer(UpFile file) {
        if (file.balanced()) {
            Balancer.programFor(file);
        }
    }

    private void balance(UpFile file) {
        if (file.balanced()) {
            new Balancer(folder, installation).bring(file, desk::ready);
        }
    }

    private UpFile running() {
        UpFile file = UpFile.read(folder)
                .orElseThrow(
                        () -> Refusal.refused("nothing was started in " + folder.root() + "; run ./coordinator up"));
        if (!Nodes.anyRuns(folder)) {
            throw Refusal.refused("no node of " + folder.root() + " runs; run ./coordinator up");
        }
        return file;
    }
}
