package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.RealmCallback;
import org.jboss.arquillian.container.test.api.Config;
import org.jboss.arquillian.container.test.api.ContainerController;
import org.jboss.as.controller.client.ModelControllerClient;
import org.jboss.dmr.ModelNode;

/**
 * A WildFly and a PostgreSQL as an administrator has them: unpacked, untouched, run with ports of their own. What is done
 * to them here is what the README tells to do, with the same files.
 */
final class OwnWildFly implements AutoCloseable {
    static final String QUALIFIER = "own";
    static final String ADMIN_PASSWORD = "correct horse battery";
    private static final String CLUSTER_SECRET = "a-secret-of-nodes";
    private static final String STATE = ":read-attribute(name=server-state)";
    private static final int USUAL_MANAGEMENT_PORT = 9990;
    private static final int USUAL_HTTP_PORT = 8080;
    private static final int USUAL_HTTPS_PORT = 8443;
    private static final int COORDINATOR_PORT = 8480;
    private static final int CLUSTER_PORT = 7600;

    /** What tokens of others call it; nobody asks there. */
    static final String PUBLIC_URL = "https://mcp.example.test";

    private final ContainerController controller;
    private final Path home = RunningProduct.ROOT.resolve("acceptance/target/own-wildfly");
    private final int offset = freeOffset();
    private final int coordinatorPort = COORDINATOR_PORT + offset;
    private final int portBase = FreePorts.layoutBase();
    /** Not below the build's folder, whose path may be too long for a socket. */
    private final Path agent = Files.createTempDirectory("own-agent");

    private final EmbeddedPostgres postgres;

    /** Name and password of the management user, once there is one. */
    private List<String> login = List.of();

    OwnWildFly(ContainerController controller) throws IOException, SQLException {
        this.controller = controller;
        Path built = RunningProduct.ROOT.resolve("wildfly-config/target/wildfly-39.0.1.Final");
        run(List.of("rm", "-rf", home.toString()));
        run(List.of("cp", "-r", built.toString(), home.toString()));
        this.postgres = EmbeddedPostgres.builder().start();
        prepareDatabase();
    }

    private void prepareDatabase() throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE coordinator");
        }
        String url = "postgresql://postgres@127.0.0.1:" + postgres.getPort() + "/coordinator";
        run(List.of(
                Requirement.program("psql").toString(),
                "-v",
                "ON_ERROR_STOP=1",
                "-v",
                "owner_password=own-owner",
                "-v",
                "app_password=own-app",
                "-f",
                RunningProduct.ROOT.resolve("wildfly-config/sql/database.sql").toString(),
                url));
    }

    void start(String issuer) throws IOException {
        Path password = Files.writeString(home.resolve("standalone/admin-password"), ADMIN_PASSWORD);
        List<String> flags = List.of(
                "-Xmx512m",
                "-Djboss.socket.binding.port-offset=" + offset,
                "-Dcoordinator.server.http-port=" + COORDINATOR_PORT,
                "-Dcoordinator.database.url=jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/coordinator",
                "-Dcoordinator.database.app-password=own-app",
                "-Dcoordinator.database.owner-password=own-owner",
                "-Dcoordinator.cluster.secret=" + CLUSTER_SECRET,
                "-Dcoordinator.access.public-url=" + PUBLIC_URL,
                "-Dcoordinator.oauth.issuers=" + issuer,
                "-Dcoordinator.ldap.password=" + Directory.SEARCHER_PASSWORD,
                "-Dcoordinator.access.admin-password-file=" + password,
                "-Dcoordinator.runtime.agent-directory=" + agent,
                "-Dcoordinator.catalog.port-base=" + portBase,
                // As the other products of these tests.
                Objects.requireNonNullElse(System.getenv("COORDINATOR_WILDFLY_OPTIONS"), ""));
        controller.start(
                QUALIFIER,
                new Config()
                        .add("jbossHome", home.toString())
                        .add("managementPort", Integer.toString(managementPort()))
                        .add("javaVmArguments", String.join(" ", flags))
                        .map());
    }

    /** Runs one of the scripts of wildfly-config against the running server and reloads it. */
    void script(String name) throws IOException {
        lines(text(name));
    }

    /** The lines of one of the scripts. */
    static String text(String name) throws IOException {
        return Files.readString(
                        RunningProduct.ROOT.resolve("wildfly-config/scripts").resolve(name))
                + "\n";
    }

    /** Makes the key of a cluster by the documented command, where the server looks for it. */
    void makeClusterKey(String command) throws IOException {
        Path configuration = home.resolve("standalone/configuration");
        Files.writeString(configuration.resolve("cluster-secret"), CLUSTER_SECRET + "\n");
        List<String> argv = new ArrayList<>(List.of(command.split(" ", -1)));
        argv.set(0, Path.of(System.getProperty("java.home"), "bin", argv.get(0)).toString());
        Commands.Outcome made = Commands.run(argv, configuration, Map.of());
        assertThat(made.exitCode()).as(made.output()).isZero();
    }

    /** Runs lines of jboss-cli against the running server and reloads it, all in one jboss-cli. */
    void lines(String lines) throws IOException {
        cli("--file=" + Files.writeString(home.resolve("standalone/tmp/lines.cli"), lines + "\nreload\n"));
        Await.until(
                "WildFly is back after a reload",
                Duration.ofSeconds(60),
                () -> ask("read-attribute", "name", "server-state").equals("running"));
    }

    /** Installs PostgreSQL's driver as the module the scripts name. */
    void installDriver() {
        Path driver = Path.of(Objects.requireNonNull(org.postgresql.Driver.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath()));
        cli("--command=module add --name=org.postgresql --resources=" + driver
                + " --dependencies=java.se,jakarta.transaction.api");
    }

    /** The configuration as WildFly itself tells it. */
    String configuration() {
        return ask("read-config-as-xml");
    }

    /**
     * What WildFly's management answers to an operation with at most one parameter. Asked from here: each jboss-cli is a JVM that
     * reads thousands of classes first.
     */
    private String ask(String operation, String... parameter) {
        ModelNode asked = new ModelNode();
        asked.get("operation").set(operation);
        if (parameter.length == 2) {
            asked.get(parameter[0]).set(parameter[1]);
        }
        try (ModelControllerClient client = login.isEmpty()
                ? ModelControllerClient.Factory.create("127.0.0.1", managementPort())
                : ModelControllerClient.Factory.create("127.0.0.1", managementPort(), this::answer)) {
            ModelNode answer = client.execute(asked);
            if (!answer.get("outcome").asString().equals("success")) {
                throw new IllegalStateException(answer.toString());
            }
            return answer.get("result").asString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What WildFly wants to know of who asks. */
    private void answer(Callback... questions) {
        for (Callback question : questions) {
            if (question instanceof NameCallback name) {
                name.setName(login.get(0));
            } else if (question instanceof PasswordCallback password) {
                password.setPassword(login.get(1).toCharArray());
            } else if (question instanceof RealmCallback realm) {
                realm.setText(realm.getDefaultText());
            }
        }
    }

    String cli(String argument) {
        List<String> argv = new ArrayList<>(List.of(
                home.resolve("bin/jboss-cli.sh").toString(),
                "--connect",
                "--controller=127.0.0.1:" + managementPort(),
                "--timeout=60000",
                argument));
        if (!login.isEmpty()) {
            argv.addAll(List.of("--user=" + login.get(0), "--password=" + login.get(1)));
        }
        return run(argv).output();
    }

    /** A management user, as bin/add-user.sh makes one. */
    void addUser(String name, String password, String group) {
        run(List.of(home.resolve("bin/add-user.sh").toString(), "-u", name, "-p", password, "-g", group, "-s"));
        login = List.of(name, password);
    }

    /** How jboss-cli fares without a login. */
    Commands.Outcome cliOfNobody() {
        return tried(List.of(
                home.resolve("bin/jboss-cli.sh").toString(),
                "--connect",
                "--controller=127.0.0.1:" + managementPort(),
                "--timeout=60000",
                "--command=" + STATE));
    }

    /** A command of the product's own program against this server. */
    Commands.Outcome coordinator(String token, String... arguments) {
        List<String> argv = new ArrayList<>(
                List.of(RunningProduct.ROOT.resolve("coordinator").toString()));
        argv.addAll(List.of(arguments));
        return Commands.run(
                argv,
                RunningProduct.ROOT,
                Map.of(
                        "COORDINATOR_URL",
                        "http://127.0.0.1:" + coordinatorPort,
                        "COORDINATOR_TOKEN",
                        token,
                        "COORDINATOR_BUILD",
                        "never"));
    }

    private Commands.Outcome run(List<String> argv) {
        Commands.Outcome outcome = tried(argv);
        assertThat(outcome.exitCode()).as(argv + "\n" + outcome.output()).isZero();
        return outcome;
    }

    private Commands.Outcome tried(List<String> argv) {
        Map<String, String> environment = new HashMap<>(Commands.BRIEF_JVM);
        environment.put("JBOSS_HOME", home.toString());
        return Commands.run(argv, RunningProduct.ROOT, environment);
    }

    int managementPort() {
        return USUAL_MANAGEMENT_PORT + offset;
    }

    /** Port of the server's usual web server, where its other applications are. */
    int usualPort() {
        return USUAL_HTTP_PORT + offset;
    }

    int coordinatorPort() {
        return coordinatorPort;
    }

    Path agent() {
        return agent;
    }

    /** Where all of the usual ports are free, and beyond the ports of any fleet of these tests. */
    private static int freeOffset() {
        int offset;
        do {
            offset = FreePorts.one() - USUAL_MANAGEMENT_PORT;
        } while (!FreePorts.free(USUAL_HTTP_PORT + offset)
                || !FreePorts.free(USUAL_HTTPS_PORT + offset)
                || !FreePorts.free(COORDINATOR_PORT + offset)
                || !FreePorts.free(CLUSTER_PORT + offset));
        return offset;
    }

    /** The agent outlives WildFly on purpose, so it is ended last. */
    @Override
    public void close() throws IOException {
        try {
            if (controller.isStarted(QUALIFIER)) {
                controller.stop(QUALIFIER);
            }
        } finally {
            if (Files.exists(agent.resolve("agent.sock"))) {
                new AgentSocket(agent).shutdown();
            }
            postgres.close();
        }
    }
}
