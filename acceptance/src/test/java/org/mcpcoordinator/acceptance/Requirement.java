package org.mcpcoordinator.acceptance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a test needs of the machine. Where it is missing the test is reported as skipped, with the reason; with
 * {@code COORDINATOR_REQUIRE_ALL=true}, as in {@code .ci/run}, it fails instead.
 */
final class Requirement {
    private Requirement() {}

    /** The program's path, found on PATH. */
    static Path program(String name) {
        Optional<Path> found = Arrays.stream(
                        System.getenv().getOrDefault("PATH", "").split(":"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
        that(found.isPresent(), "this test needs the program " + name + ", and it is not on PATH");
        return found.orElseThrow();
    }

    /** Anything else. */
    static void that(boolean there, String reason) {
        if (!there && Boolean.parseBoolean(System.getenv("COORDINATOR_REQUIRE_ALL"))) {
            throw new AssertionError(reason);
        }
        assumeTrue(there, reason);
    }
}
