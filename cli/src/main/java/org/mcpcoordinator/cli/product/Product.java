package org.mcpcoordinator.cli.product;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.Printer;
import org.mcpcoordinator.cli.Refusal;

/** The way from nothing to a running product, and back; every step finds out for itself whether it was done already. */
public final class Product {
    private static final long NEEDED_MEMORY = 1536L << 20;
    private static final Duration BOOT_LIMIT = Duration.ofMinutes(4);

    private final DataFolder folder;
    private final Installation installation;
    private final Printer printer;

    public Product(DataFolder folder, Installation installation, Printer printer) {
        this.folder = folder;
        this.installation = installation;
        this.printer = printer;
    }

    /** What {@code up} was asked for; null where nothing was named. */
    public record Wish(
            @Nullable Integer httpPort,
            @Nullable Integer managementPort,
            @Nullable Integer portBase,
            @Nullable String adminPassword) {}

    /** Starts what does not run yet; returns when the EAR answers. */
    public UpFile up(Wish wish) {
        WildFly wildfly = new WildFly(folder);
        boolean running = wildfly.isRunning();
        Path java = Path.of(System.getProperty("java.home"));
        UpFile file = choose(wish, running, java);
        if (!running) {
            checkMemory();
        }
        file.write(folder);
        Passwords passwords = new Passwords(folder);
        String admin = passwords.admin(Optional.ofNullable(wish.adminPassword()));
        passwords.secretKey();
        Database.Passwords roles = passwords.database();

        printer.step("PostgreSQL    127.0.0.1:" + file.postgresPort());
        new Database(folder, installation, file.postgresPort(), roles).start();
        new HostAgent(folder, installation, printer).start(java);
        if (!running) {
            printer.step("Configuration " + folder.node());
            ServerHome.make(folder, installation);
            Node node = new Node(folder, installation);
            node.configure(java);
            node.writeManagementUser(admin);
            node.writeSettings(settings(file, roles, java));
        }
        boolean changed = wildfly.deploy(installation.ear());
        if (!running) {
            printer.step("WildFly       " + file.url() + "  (log: " + wildfly.log() + ")");
            wildfly.start(
                    java,
                    new Node(folder, installation).settings(),
                    new JvmFlags(memory(), Runtime.version().feature()));
        } else {
            printer.step("WildFly       runs already" + (changed ? "; the EAR changed and is deployed again" : ""));
        }
        wildfly.awaitDeployed(BOOT_LIMIT, () -> true);
        return file;
    }

    /** Stops all that {@code up} started; false when nothing ran. */
    public boolean down(boolean keepServers) {
        boolean any = new WildFly(folder).stop();
        if (any) {
            printer.step("WildFly       stopped");
        }
        if (!keepServers && new HostAgent(folder, installation, printer).stop()) {
            printer.step("Host agent    stopped, and its servers");
            any = true;
        }
        if (Database.stop(folder)) {
            printer.step("PostgreSQL    stopped");
            any = true;
        }
        return any;
    }

    private UpFile choose(Wish wish, boolean running, Path java) {
        Optional<UpFile> kept = UpFile.read(folder);
        if (running && kept.isPresent()) {
            UpFile file = kept.get();
            refuseOther(wish.httpPort(), file.httpPort(), "--http-port");
            refuseOther(wish.managementPort(), file.managementPort(), "--management-port");
            refuseOther(wish.portBase(), file.portBase(), "--port-base");
            return file;
        }
        Ports ports = new Ports();
        int http = wish.httpPort() != null
                ? ports.exactly(wish.httpPort(), "HTTP", "--http-port")
                : kept.map(file -> ports.exactly(file.httpPort(), "HTTP, kept from the first start", "--http-port"))
                        .orElseGet(() -> ports.near(8480));
        int management = wish.managementPort() != null
                ? ports.exactly(wish.managementPort(), "management", "--management-port")
                : kept.map(file -> ports.exactly(
                                file.managementPort(), "management, kept from the first start", "--management-port"))
                        .orElseGet(() -> ports.near(9990));
        int postgres = Database.isRunning(folder) && kept.isPresent()
                ? kept.get().postgresPort()
                : ports.near(kept.map(UpFile::postgresPort).orElse(5480));
        int portBase = wish.portBase() != null
                ? wish.portBase()
                : kept.map(UpFile::portBase).orElse(3100);
        return new UpFile(
                http,
                management,
                postgres,
                ports.near(kept.map(UpFile::serverHttpPort).orElse(8580)),
                ports.near(kept.map(UpFile::serverHttpsPort).orElse(8680)),
                portBase,
                java.toString());
    }

    private static void refuseOther(@Nullable Integer wished, int running, String option) {
        if (wished != null && wished != running) {
            throw Refusal.refused(
                    "it runs with " + option + " " + running + "; say down first to move it to " + wished);
        }
    }

    private Map<String, String> settings(UpFile file, Database.Passwords roles, Path java) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("jboss.bind.address", "127.0.0.1");
        settings.put("jboss.bind.address.management", "127.0.0.1");
        settings.put("jboss.http.port", Integer.toString(file.serverHttpPort()));
        settings.put("jboss.https.port", Integer.toString(file.serverHttpsPort()));
        settings.put("jboss.management.http.port", Integer.toString(file.managementPort()));
        settings.put("jboss.node.name", "node-1");
        settings.put("coordinator.server.http-port", Integer.toString(file.httpPort()));
        settings.put("coordinator.database.url", Database.url(file.postgresPort()));
        settings.put("coordinator.database.app-password", roles.app());
        settings.put("coordinator.database.owner-password", roles.owner());
        settings.put(
                "coordinator.access.admin-password-file", folder.adminPassword().toString());
        settings.put("coordinator.access.secret-key-file", folder.secretKey().toString());
        settings.put("coordinator.access.public-url", file.url());
        settings.put("coordinator.catalog.port-base", Integer.toString(file.portBase()));
        settings.put("coordinator.cluster.node-name", "node-1");
        settings.put("coordinator.runtime.agent-directory", folder.agent().toString());
        settings.put("coordinator.runtime.java", java.resolve("bin/java").toString());
        return settings;
    }

    private static void checkMemory() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        if (system.getTotalMemorySize() < NEEDED_MEMORY) {
            throw Refusal.refused(
                    "this machine has " + (system.getTotalMemorySize() >> 20) + " MiB of memory; at least "
                            + (NEEDED_MEMORY >> 20) + " MiB are needed for PostgreSQL, WildFly and 100 servers");
        }
    }

    private static long memory() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
    }
}
