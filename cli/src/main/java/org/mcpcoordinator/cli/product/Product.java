package org.mcpcoordinator.cli.product;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.terminal.Printer;
import org.mcpcoordinator.cli.terminal.Refusal;

/** The way from nothing to a running product, and back; every step finds out for itself whether it was done already. */
public final class Product {
    /** As many WildFlys as the pools of connections, the memory of a large machine, and the sense of one machine allow. */
    public static final int MOST_NODES = 6;

    private final DataFolder folder;
    private final Installation installation;
    private final Printer printer;

    public Product(DataFolder folder, Installation installation, Printer printer) {
        this.folder = folder;
        this.installation = installation;
        this.printer = printer;
    }

    /**
     * What {@code up} was asked for; null where nothing was named.
     *
     * @param nodes how many WildFlys
     * @param wildflyOptions options of WildFly's JVM, after ours, so that they win; between them spaces
     */
    public record Wish(
            @Nullable Integer httpPort,
            @Nullable Integer managementPort,
            @Nullable Integer portBase,
            @Nullable Integer nodes,
            @Nullable String adminPassword,
            String wildflyOptions) {
        /** Nothing in particular. */
        public static final Wish NONE = new Wish(null, null, null, null, null, "");
    }

    /**
     * Starts what does not run yet, and replaces nodes in turn that run with something older; returns when all can do their
     * work.
     */
    public UpFile up(Wish wish, NodeDesk desk) {
        Nodes nodes = new Nodes(folder, installation, printer);
        nodes.stopFailed();
        boolean runs = Nodes.anyRuns(folder);
        UpFile file = runs ? new PortChoice(wish, UpFile.read(folder), Taken.NONE).running() : chosen(wish);
        Path java = Path.of(file.java());
        Passwords passwords = passwords(wish);
        startBelow(file, passwords, java);
        Nodes.Start start = Nodes.Start.of(folder, file, wish.wildflyOptions(), desk);
        List<UpNode> outdated = nodes.bring(start);
        Turns turns = new Turns(folder, installation, printer);
        UpNode first = file.nodes().get(0);
        if (file.nodes().size() == 1 && !desk.ready(first.url()) && desk.well(first.url())) {
            // Drained while there were others: now there is nobody else.
            turns.undrain(file, first, desk);
        }
        if (file.balanced()) {
            printer.step("HAProxy        " + file.url());
            new Balancer(folder, installation).bring(file, desk::ready);
        }
        turns.replace(start, outdated);
        return file;
    }

    /** Where everything of a product will be that is about to start. */
    private UpFile chosen(Wish wish) {
        // One that has outlived its nodes would hold the port that is asked for.
        Balancer.stop(folder);
        Optional<UpFile> kept = UpFile.read(folder);
        int nodes = Optional.ofNullable(wish.nodes())
                .or(() -> kept.map(file -> file.nodes().size()))
                .orElse(1);
        Memory.ofThisMachine().enough(nodes);
        UpFile file = PromisedPorts.ofThisMachine(printer)
                .choose(
                        folder,
                        taken -> new PortChoice(wish, kept, taken)
                                .starting(
                                        Database.isRunning(folder),
                                        Balancer.program().isPresent(),
                                        System.getProperty("java.home")));
        file.write(folder);
        return file;
    }

    private Passwords passwords(Wish wish) {
        Passwords passwords = new Passwords(folder);
        passwords.admin(Optional.ofNullable(wish.adminPassword()));
        passwords.secretKey();
        return passwords;
    }

    /** What WildFly stands on: PostgreSQL and the host agent. */
    private void startBelow(UpFile file, Passwords passwords, Path java) {
        printer.step("PostgreSQL     127.0.0.1:" + file.postgresPort());
        new Database(folder, installation, file, passwords.database()).start();
        printer.step("Host agent     " + folder.agent());
        DrillProgram.tell(folder, installation, java);
        new HostAgent(folder).start(java, installation.serverHostJar());
    }

    /** Stops all that {@code up} started; false when nothing ran. */
    public boolean down(boolean keepServers) {
        boolean any = Balancer.stop(folder);
        if (any) {
            printer.step("HAProxy        stopped");
        }
        if (new Nodes(folder, installation, printer).stop()) {
            printer.step("WildFly        stopped");
            any = true;
        }
        if (!keepServers && new HostAgent(folder).stop()) {
            printer.step("Host agent     stopped, and its servers");
            any = true;
        }
        if (Database.stop(folder)) {
            printer.step("PostgreSQL     stopped");
            any = true;
        }
        return any;
    }

    /** The processes of the product, running or not. */
    public static List<Part> parts(DataFolder folder) {
        Optional<UpFile> file = UpFile.read(folder);
        List<Part> parts = new ArrayList<>();
        parts.add(part(
                "PostgreSQL",
                Database.process(folder),
                file.map(up -> "127.0.0.1:" + up.postgresPort()).orElse("-")));
        parts.add(part(
                "Host agent", new HostAgent(folder).process(), folder.agent().toString()));
        if (file.isEmpty()) {
            parts.add(part("WildFly", Optional.empty(), "-"));
        }
        for (UpNode node : file.map(UpFile::nodes).orElse(List.of())) {
            parts.add(part(
                    node.clustered() ? "WildFly " + node.name() : "WildFly",
                    Nodes.process(folder, node.number()),
                    node.url() + ", management http://127.0.0.1:" + node.managementPort()));
        }
        file.filter(UpFile::balanced).ifPresent(up -> parts.add(part("HAProxy", Balancer.process(folder), up.url())));
        return parts;
    }

    private static Part part(String name, Optional<ProcessHandle> process, String where) {
        return new Part(
                name, process.isPresent(), process.map(ProcessHandle::pid).orElse(0L), where);
    }

    /** Process id of the host agent that answers; 0 while none does. */
    public static long agentPid(DataFolder folder) {
        return new AgentSocket(folder.agent()).pid().orElse(0L);
    }

    /** Stops PostgreSQL, does the work, and starts it again, even if the work or this command is broken off. */
    public void withoutDatabase(Runnable work) {
        UpFile file = UpFile.read(folder).orElseThrow(() -> Refusal.refused("nothing was started in " + folder.root()));
        Database database = new Database(folder, installation, file, new Passwords(folder).database());
        Thread brokenOff = new Thread(database::start);
        folder.locked(() -> {
            Runtime.getRuntime().addShutdownHook(brokenOff);
            try {
                Database.stop(folder);
                work.run();
            } finally {
                database.start();
                Runtime.getRuntime().removeShutdownHook(brokenOff);
            }
            return file;
        });
    }

    /** Whether the host agent runs, and whether it would outlive WildFly. */
    public static AgentState agent(DataFolder folder) {
        if (!Files.isDirectory(folder.root())) {
            return AgentState.DOWN;
        }
        Optional<ProcessHandle> agent = new HostAgent(folder).process();
        Optional<ProcessHandle> wildfly = folder.nodeNumbers().stream()
                .flatMap(number -> Nodes.process(folder, number).stream())
                .findFirst();
        if (agent.isEmpty()) {
            return wildfly.isPresent() ? AgentState.MISSING : AgentState.DOWN;
        }
        return wildfly.filter(server -> ControlGroup.sharedUnit(
                                server.pid(), agent.get().pid()))
                        .isPresent()
                ? AgentState.INSIDE_UNIT
                : AgentState.RUNS;
    }
}
