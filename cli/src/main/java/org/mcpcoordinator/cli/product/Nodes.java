package org.mcpcoordinator.cli.product;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mcpcoordinator.cli.terminal.Printer;

/** The WildFlys of the product, one or several: configured, started, given the EAR, waited for, stopped. */
final class Nodes {
    private static final Duration BOOT_LIMIT = Duration.ofMinutes(8);
    private static final Duration LAST_LINE_LIMIT = Duration.ofSeconds(15);

    private final DataFolder folder;
    private final Installation installation;
    private final Printer printer;

    Nodes(DataFolder folder, Installation installation, Printer printer) {
        this.folder = folder;
        this.installation = installation;
        this.printer = printer;
    }

    /**
     * How nodes are started.
     *
     * @param flags what is not the user's own is ours
     */
    record Start(UpFile file, Path java, JvmFlags flags, Passwords passwords, NodeDesk desk) {
        static Start of(DataFolder folder, UpFile file, String wildflyOptions, NodeDesk desk) {
            return new Start(
                    file,
                    Path.of(file.java()),
                    new JvmFlags(
                            Memory.ofThisMachine().bytes(), Runtime.version().feature(), wildflyOptions),
                    new Passwords(folder),
                    desk);
        }
    }

    /** A WildFly that was given what it needs, and now comes up. */
    private record Coming(UpNode node, WildFly wildfly, boolean started) {}

    static Optional<ProcessHandle> process(DataFolder folder, int number) {
        return new WildFly(folder, number).process();
    }

    static boolean anyRuns(DataFolder folder) {
        return folder.nodeNumbers().stream()
                .anyMatch(number -> process(folder, number).isPresent());
    }

    /** Ends those whose EAR could not be deployed: they are started afresh. */
    void stopFailed() {
        for (int number : folder.nodeNumbers()) {
            WildFly wildfly = new WildFly(folder, number);
            if (wildfly.isRunning() && wildfly.lastDeploymentFailed()) {
                printer.step("WildFly        its last deployment failed; it is started afresh");
                wildfly.stop();
            }
        }
    }

    /**
     * Starts what does not run. Of those, the first one comes alone where there is no other: it makes the tables and the cluster.
     * One that is alone and runs takes a changed EAR at once.
     *
     * @return those of several that run with something else than what would be deployed and configured now
     */
    List<UpNode> bring(Start start) {
        List<UpNode> missing = new ArrayList<>();
        List<UpNode> outdated = new ArrayList<>();
        boolean alone = start.file().nodes().size() == 1;
        for (UpNode node : start.file().nodes()) {
            WildFly wildfly = new WildFly(folder, node.number());
            if (!wildfly.isRunning()) {
                missing.add(node);
            } else if (!alone && isOutdated(node)) {
                outdated.add(node);
            } else {
                await(start, redeployed(node, wildfly, start.file()));
            }
        }
        if (missing.size() == start.file().nodes().size()) {
            await(start, started(start, missing.remove(0)));
        }
        start(start, missing);
        return outdated;
    }

    /** Whether it has another EAR or another configuration than it would be given now, or none that works. */
    boolean isOutdated(UpNode node) {
        WildFly wildfly = new WildFly(folder, node.number());
        return !wildfly.has(installation.ear())
                || wildfly.lastDeploymentFailed()
                || !new Node(folder, installation, node).isConfigured();
    }

    /** Starts these, all at once, and returns when each can do its work. */
    void start(Start start, List<UpNode> nodes) {
        List<Coming> coming = nodes.stream().map(node -> started(start, node)).toList();
        coming.forEach(node -> await(start, node));
    }

    private Coming redeployed(UpNode node, WildFly wildfly, UpFile file) {
        boolean changed = wildfly.deploy(installation.ear());
        printer.step("WildFly        " + called(node, file) + node.url() + ", runs already"
                + (changed ? "; the EAR is deployed again" : ""));
        return new Coming(node, wildfly, false);
    }

    private Coming started(Start start, UpNode node) {
        printer.step("Configuration  " + folder.node(node.number()));
        ServerHome.make(folder, installation);
        Node configured = new Node(folder, installation, node);
        configured.configure(start.java());
        if (node.clustered()) {
            new ClusterKey(folder).copyTo(configured.clusterKey(), start.java());
        }
        configured.writeManagementUser(start.passwords().admin(Optional.empty()));
        configured.writeSettings(settings(start, node));
        WildFly wildfly = new WildFly(folder, node.number());
        wildfly.deploy(installation.ear());
        printer.step("WildFly        " + called(node, start.file()) + node.url() + ", log: " + wildfly.log());
        wildfly.start(start.java(), configured.settings(), start.flags());
        return new Coming(node, wildfly, true);
    }

    private Map<String, String> settings(Start start, UpNode node) {
        return Settings.of(
                folder,
                start.file(),
                node,
                start.passwords().database(),
                node.clustered() ? start.passwords().cluster() : "",
                start.java());
    }

    private void await(Start start, Coming coming) {
        coming.wildfly()
                .awaitDeployed(BOOT_LIMIT, () -> start.desk().well(coming.node().url()));
        if (coming.started()) {
            coming.wildfly().refuseErrors(LAST_LINE_LIMIT);
        }
    }

    private static String called(UpNode node, UpFile file) {
        return file.cluster().isEmpty() ? "" : node.name() + " ";
    }

    /** Ends all there are, together; false when none ran. */
    boolean stop() {
        List<WildFly> running = folder.nodeNumbers().stream()
                .map(number -> new WildFly(folder, number))
                .filter(WildFly::isRunning)
                .toList();
        running.forEach(wildfly -> wildfly.process().ifPresent(ProcessHandle::destroy));
        running.forEach(WildFly::stop);
        return !running.isEmpty();
    }
}
