package org.mcpcoordinator.cli.product;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mcpcoordinator.cli.terminal.Refusal;

/** Where the built product lies: the folder of the script {@code coordinator}. */
public record Installation(Path root) {
    static final String SERVER = "wildfly-39.0.1.Final";

    /** The folder named by the script, or the one whose {@code cli/target} this jar lies in. */
    public static Installation find() {
        String named = System.getProperty("coordinator.cli.home");
        Path root = Optional.ofNullable(named).map(Path::of).orElseGet(Installation::aboveThisJar);
        return new Installation(root.toAbsolutePath().normalize());
    }

    private static Path aboveThisJar() {
        String jar = System.getProperty("java.class.path", "").split(System.getProperty("path.separator"), -1)[0];
        Path folder = Path.of(jar).toAbsolutePath().getParent();
        return folder == null ? Path.of("") : folder.resolve("../..");
    }

    Path ear() {
        return root.resolve("ear/target/coordinator.ear");
    }

    Path serverHome() {
        return root.resolve("wildfly-config/target").resolve(SERVER);
    }

    /** WildFly's configuration as the scripts of that fingerprint make it, once some product has run them. */
    Path configured(String fingerprint) {
        return root.resolve("wildfly-config/target/configured").resolve(fingerprint + ".xml");
    }

    Path script(String name) {
        return root.resolve("wildfly-config/scripts").resolve(name);
    }

    Path balancerTemplate() {
        return root.resolve("wildfly-config/haproxy/haproxy.cfg");
    }

    Path databaseScript() {
        return root.resolve("wildfly-config/sql/database.sql");
    }

    Path serverHostJar() {
        return root.resolve("server-host/target/carrier/server-host.jar");
    }

    /** This program. */
    Path program() {
        return root.resolve("cli/target/coordinator-cli.jar");
    }

    Path driver() {
        return root.resolve("cli/target/driver/postgresql.jar");
    }

    /** Refuses with a sentence when something was not built. */
    public void check() {
        for (Path needed : List.of(
                ear(), serverHome().resolve("jboss-modules.jar"), databaseScript(), serverHostJar(), driver())) {
            if (!Files.exists(needed)) {
                throw Refusal.refused(needed + " is missing; run the script ./coordinator, which builds it");
            }
        }
    }
}
