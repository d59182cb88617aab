package org.mcpcoordinator.cli.product;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.wildfly.core.launcher.CliCommandBuilder;

/**
 * A node's folder ({@code jboss.server.base.dir}): a copy of WildFly's configuration, changed by the CLI scripts of
 * wildfly-config and nothing else; settings and passwords lie beside it in {@code coordinator.properties} (0600).
 */
final class Node {
    private static final System.Logger LOG = System.getLogger(Node.class.getName());
    private static final List<String> ALONE = List.of("coordinator.cli", "harden.cli", "up.cli");
    private static final List<String> CLUSTERED = List.of("coordinator.cli", "cluster.cli", "harden.cli", "up.cli");
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final DataFolder folder;
    private final Installation installation;
    private final UpNode node;

    Node(DataFolder folder, Installation installation, UpNode node) {
        this.folder = folder;
        this.installation = installation;
        this.node = node;
    }

    Path configuration() {
        return home().resolve("configuration");
    }

    /** Where {@code cluster.cli} looks for the key of the cluster. */
    Path clusterKey() {
        return configuration().resolve("coordinator-cluster.p12");
    }

    private Path home() {
        return folder.node(node.number());
    }

    Path settings() {
        return configuration().resolve("coordinator.properties");
    }

    /**
     * Configures when the scripts are not those the node was configured by; the former file stays beside it. The same scripts
     * give the same file, whatever the product, so that only the first product of an installation waits for them.
     */
    void configure(Path java) {
        Path mark = mark();
        Path result = configuration().resolve("standalone.xml");
        if (isConfigured()) {
            return;
        }
        try {
            String wanted = fingerprint();
            // Whoever is broken off from here on leaves a bare configuration, which must not be taken for the one
            // before.
            Files.deleteIfExists(mark);
            copyTemplate();
            Path kept = installation.configured(wanted);
            if (Files.exists(kept)) {
                Files.copy(kept, result, StandardCopyOption.REPLACE_EXISTING);
            } else {
                Path script = home().resolve("configure.cli");
                Files.writeString(script, script());
                runEmbedded(java, script);
                keep(result, kept);
            }
            Files.writeString(mark, wanted);
        } catch (IOException e) {
            throw Refusal.failed("cannot configure WildFly in " + home(), e);
        }
    }

    /** Whether it was configured by the scripts as they are now. */
    boolean isConfigured() {
        try {
            return Files.exists(mark()) && Files.readString(mark()).equals(fingerprint());
        } catch (IOException e) {
            throw Refusal.failed("cannot read what WildFly in " + home() + " was configured by", e);
        }
    }

    private Path mark() {
        return configuration().resolve("scripts.sha256");
    }

    private static void keep(Path result, Path kept) {
        try {
            Path shelf = Files.createDirectories(Objects.requireNonNull(kept.getParent()));
            Path draft = Files.createTempFile(shelf, "draft", ".xml");
            Files.copy(result, draft, StandardCopyOption.REPLACE_EXISTING);
            Files.move(draft, kept, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException somebodyElsesInstallation) {
            LOG.log(System.Logger.Level.DEBUG, "the next product runs the scripts itself", somebodyElsesInstallation);
        }
    }

    private void copyTemplate() throws IOException {
        Files.createDirectories(configuration());
        // While the scripts run nobody knows its password.
        Files.deleteIfExists(clusterKey());
        Path kept = configuration().resolve("standalone.xml");
        if (Files.exists(kept)) {
            Files.move(kept, kept.resolveSibling("standalone.xml.before"), StandardCopyOption.REPLACE_EXISTING);
        }
        try (Stream<Path> files = Files.list(installation.serverHome().resolve("standalone/configuration"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(
                        file,
                        configuration().resolve(file.getFileName().toString()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private void runEmbedded(Path java, Path script) {
        List<String> command = CliCommandBuilder.asModularLauncher(folder.serverHome())
                .setJavaHome(java)
                .addJavaOption("-Djboss.server.base.dir=" + home())
                .addJavaOption("-Dlogging.configuration=file:"
                        + folder.serverHome().resolve("bin/jboss-cli-logging.properties"))
                .setScriptFile(script)
                .build();
        ToolRun.run(
                "Configuring WildFly",
                command,
                Map.of("JBOSS_HOME", folder.serverHome().toString()),
                folder.logs().resolve("configure.log"),
                LIMIT);
    }

    private String script() throws IOException {
        StringBuilder all = new StringBuilder("embed-server --server-config=standalone.xml\n");
        for (String name : node.clustered() ? CLUSTERED : ALONE) {
            all.append(Files.readString(installation.script(name))).append('\n');
        }
        return all.append("stop-embedded-server\n").toString();
    }

    String fingerprint() throws IOException {
        return HexFormat.of().formatHex(digest("SHA-256", Installation.SERVER + script()));
    }

    /** The admin of console, CLI and JMX: the product's own admin password, role SuperUser by the group {@code admin}. */
    void writeManagementUser(String password) {
        String hash = HexFormat.of().formatHex(digest("MD5", "admin:ManagementRealm:" + password));
        DataFolder.writePrivate(
                configuration().resolve("mgmt-users.properties"),
                "#$REALM_NAME=ManagementRealm$ This line is used by the add-user utility.\nadmin=" + hash + "\n");
        DataFolder.writePrivate(configuration().resolve("mgmt-groups.properties"), "admin=admin\n");
    }

    void writeSettings(Map<String, String> settings) {
        Properties properties = new Properties();
        properties.putAll(settings);
        StringWriter text = new StringWriter();
        try {
            properties.store(text, "Written by every up; system properties of WildFly.");
        } catch (IOException e) {
            throw Refusal.failed("cannot write the settings", e);
        }
        DataFolder.writePrivate(settings(), text.toString());
    }

    private static byte[] digest(String algorithm, String text) {
        try {
            return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
