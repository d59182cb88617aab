package org.mcpcoordinator.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * WildFly of a product, run as {@code coordinator-wildfly.service} tells systemd to: the lines of the unit with this
 * product's folders filled in, in a session of its own, and in a control group of its own where this machine allows it.
 */
final class Unit implements AutoCloseable {
    private static final Path FOLDER = RunningProduct.ROOT.resolve("wildfly-config/systemd");

    private final RunningProduct product;
    private final Optional<ControlGroup> group =
            ControlGroup.make("coordinator-unit-it-" + ProcessHandle.current().pid());
    private final List<Process> started = new ArrayList<>();
    private final Map<String, String> environment;

    Unit(RunningProduct product) throws IOException {
        this.product = product;
        Path login = Files.writeString(
                product.data().resolve("management-login"),
                product.adminName() + "\n" + product.adminPassword() + "\n");
        this.environment = Map.of(
                "JBOSS_HOME", home().toString(),
                "JAVA_HOME", java(),
                "COORDINATOR_PROPERTIES", properties().toString(),
                "COORDINATOR_CONTROLLER", "127.0.0.1:" + product.managementPort(),
                "MANAGEMENT_LOGIN", login.toString(),
                // The unit's, and those of the other products of these tests.
                "PREPEND_JAVA_OPTS",
                        prepended() + " "
                                + Objects.requireNonNullElse(System.getenv("COORDINATOR_WILDFLY_OPTIONS"), ""));
    }

    Optional<ControlGroup> group() {
        return group;
    }

    /** Begins {@code ExecStart}. */
    Process start() {
        String command = line("ExecStart") + " -Djboss.server.base.dir="
                + product.data().resolve("node-1") + " -Djboss.server.log.dir="
                + product.data().resolve("logs");
        String join =
                group.map(joined -> "echo $$ > " + joined.members() + " && ").orElse("");
        return begin("unit.log", Map.of(), "setsid", "--wait", "sh", "-c", join + "exec " + command);
    }

    /** Begins {@code ExecStartPre} or {@code ExecStartPost}. */
    Process begin(String entry, Path output) {
        return begin(output.toString(), Commands.BRIEF_JVM, line(entry));
    }

    private Process begin(String output, Map<String, String> more, String... command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(
                            product.data().resolve("logs").resolve(output).toFile());
            builder.environment().putAll(environment);
            builder.environment().putAll(more);
            Process process = builder.start();
            started.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String prepended() throws IOException {
        String begin = "Environment=\"PREPEND_JAVA_OPTS=";
        return lines().filter(line -> line.startsWith(begin))
                .map(line -> line.substring(begin.length(), line.length() - 1))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<String> lines() throws IOException {
        return Files.readAllLines(FOLDER.resolve("coordinator-wildfly.service")).stream();
    }

    private String line(String entry) {
        try {
            return lines().filter(line -> line.startsWith(entry + "="))
                    .map(line -> line.substring(entry.length() + 1).replaceFirst("^-", ""))
                    .map(line -> line.replace("/opt/wildfly", home().toString())
                            .replace("/opt/coordinator/bin", FOLDER.toString())
                            .replace(
                                    "/etc/coordinator/coordinator.properties",
                                    properties().toString()))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path home() {
        return product.data().resolve("wildfly");
    }

    private Path properties() {
        return product.data().resolve("node-1/configuration/coordinator.properties");
    }

    private String java() throws IOException {
        return RunningProduct.json(Files.readString(product.data().resolve("up.json")))
                .path("java")
                .asText();
    }

    /** Kills all that was begun, as a session ends. */
    void end() {
        started.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
    }

    @Override
    public void close() {
        end();
        group.ifPresent(ControlGroup::close);
    }
}
