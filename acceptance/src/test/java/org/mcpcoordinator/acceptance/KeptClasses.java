package org.mcpcoordinator.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The classes of WildFly and the EAR as the first product had loaded them that these tests threw away. A WildFly started
 * after it maps them instead of reading them one by one, which is a third of the work of its start. What the JVM finds
 * wrong with the file is no matter: it reads the classes then.
 */
final class KeptClasses {
    private static final Logger LOG = Logger.getLogger(KeptClasses.class);
    private static final String OPTIONS = "COORDINATOR_WILDFLY_OPTIONS";
    private static final Path FILE = RunningProduct.ROOT.resolve("acceptance/target/wildfly.jsa");

    private KeptClasses() {}

    /** The environment in which a product's command starts WildFly. */
    static Map<String, String> environment() {
        return Map.of(
                OPTIONS,
                Objects.requireNonNullElse(System.getenv(OPTIONS), "")
                        + (Files.exists(FILE) ? " -XX:SharedArchiveFile=" + FILE : " -XX:+RecordDynamicDumpInfo"));
    }

    /** To be called before a product is thrown away: writing them stops its WildFly for some seconds. */
    static void keep(Path data) {
        if (Files.exists(FILE)) {
            return;
        }
        try {
            Optional<ProcessHandle> wildFly = wildFly(data.resolve("wildfly.pid"));
            Optional<String> java = wildFly.flatMap(process -> process.info().command());
            if (java.isEmpty()) {
                return;
            }
            Path draft = FILE.resolveSibling("wildfly-" + RunningProduct.FORK + ".jsa");
            Commands.Outcome written = Commands.run(
                    List.of(
                            Path.of(java.get()).resolveSibling("jcmd").toString(),
                            Long.toString(wildFly.get().pid()),
                            "VM.cds",
                            "dynamic_dump",
                            draft.toString()),
                    RunningProduct.ROOT,
                    Map.of());
            if (Files.exists(draft)) {
                Files.move(draft, FILE, StandardCopyOption.ATOMIC_MOVE);
            } else {
                LOG.warnf("WildFly's classes were not kept: %s", written.output());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<ProcessHandle> wildFly(Path mark) throws IOException {
        return Files.exists(mark)
                ? ProcessHandle.of(
                        RunningProduct.json(Files.readString(mark)).path("pid").asLong())
                : Optional.empty();
    }
}
