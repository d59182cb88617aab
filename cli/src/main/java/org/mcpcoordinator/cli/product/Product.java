package org.mcpcoordinator.cli.product;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.terminal.Printer;
import org.mcpcoordinator.cli.terminal.Refusal;

/** The way from nothing to a running product, and back; every step finds out for itself whether it was done already. */
public final class Product {
    private static final Duration BOOT_LIMIT = Duration.ofMinutes(8);
    private static final Duration LAST_LINE_LIMIT = Duration.ofSeconds(15);

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
     * @param wildflyOptions options of WildFly's JVM, after ours, so that they win; between them spaces
     */
    public record Wish(
            @Nullable Integer httpPort,
            @Nullable Integer managementPort,
            @Nullable Integer portBase,
            @Nullable String adminPassword,
            String wildflyOptions) {
        /** Nothing in particular. */
        public static final Wish NONE = new Wish(null, null, null, null, "");
    }

    /**
     * Starts what does not run yet; returns when the EAR is deployed and {@code ready} agrees.
     *
     * @param ready asks the product at its address
     */
    public UpFile up(Wish wish, Predicate<UpFile> ready) {
        WildFly wildfly = new WildFly(folder);
        if (wildfly.isRunning() && wildfly.lastDeploymentFailed()) {
            printer.step("WildFly        its last deployment failed; it is started afresh");
            wildfly.stop();
        }
        return wildfly.isRunning() ? upAgain(wish, ready) : start(wish, ready);
    }

    private UpFile start(Wish wish, Predicate<UpFile> ready) {
        Memory memory = Memory.ofThisMachine().enough();
        Path java = Path.of(System.getProperty("java.home"));
        UpFile file = PromisedPorts.ofThisMachine(printer)
                .choose(
                        folder,
                        taken -> new PortChoice(wish, UpFile.read(folder), taken)
                                .starting(Database.isRunning(folder), java.toString()));
        file.write(folder);
        return start(wish, file, memory, java, ready);
    }

    private UpFile start(Wish wish, UpFile file, Memory memory, Path java, Predicate<UpFile> ready) {
        Passwords passwords = passwords(wish);
        startBelow(file, passwords, java);
        printer.step("Configuration  " + folder.node());
        ServerHome.make(folder, installation);
        Node node = new Node(folder, installation);
        node.configure(java);
        node.writeManagementUser(passwords.admin(Optional.empty()));
        node.writeSettings(Settings.of(folder, file, passwords.database(), java));
        WildFly wildfly = new WildFly(folder);
        wildfly.deploy(installation.ear());
        printer.step("WildFly        " + file.url() + ", log: " + wildfly.log());
        wildfly.start(
                java,
                node.settings(),
                new JvmFlags(memory.bytes(), Runtime.version().feature(), wish.wildflyOptions()));
        wildfly.awaitDeployed(BOOT_LIMIT, () -> ready.test(file));
        wildfly.refuseErrors(LAST_LINE_LIMIT);
        return file;
    }

    private UpFile upAgain(Wish wish, Predicate<UpFile> ready) {
        UpFile file = new PortChoice(wish, UpFile.read(folder), Taken.NONE).running();
        startBelow(file, passwords(wish), Path.of(file.java()));
        WildFly wildfly = new WildFly(folder);
        boolean changed = wildfly.deploy(installation.ear());
        printer.step(
                "WildFly        " + file.url() + ", runs already" + (changed ? "; the EAR is deployed again" : ""));
        wildfly.awaitDeployed(BOOT_LIMIT, () -> ready.test(file));
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
        new Database(folder, installation, file.postgresPort(), passwords.database()).start();
        printer.step("Host agent     " + folder.agent());
        DrillProgram.tell(folder, installation, java);
        new HostAgent(folder).start(java, installation.serverHostJar());
    }

    /** Stops all that {@code up} started; false when nothing ran. */
    public boolean down(boolean keepServers) {
        boolean any = new WildFly(folder).stop();
        if (any) {
            printer.step("WildFly        stopped");
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
        return List.of(
                part(
                        "PostgreSQL",
                        Database.process(folder),
                        file.map(up -> "127.0.0.1:" + up.postgresPort()).orElse("-")),
                part(
                        "Host agent",
                        new HostAgent(folder).process(),
                        folder.agent().toString()),
                part(
                        "WildFly",
                        new WildFly(folder).process(),
                        file.map(up -> up.url() + ", management " + up.managementUrl())
                                .orElse("-")));
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
        Database database = new Database(folder, installation, file.postgresPort(), new Passwords(folder).database());
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
        Optional<ProcessHandle> wildfly = new WildFly(folder).process();
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
