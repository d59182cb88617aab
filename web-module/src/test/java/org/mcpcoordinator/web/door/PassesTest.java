package org.mcpcoordinator.web.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.access.CallRate;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.access.Scope;
import org.mcpcoordinator.access.Sight;

/** What lets the messages of a connection through: never more than its token would. */
class PassesTest {
    private static byte[] sha256(String text) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void eachMessageIsLetThroughAsItsTokenIsNow() throws Exception {
        Caller free = new Caller("robot", Role.VIEWER, "bearer");
        Caller limited = new Caller(
                "robot",
                Role.VIEWER,
                "bearer",
                Sight.of(new Scope(List.of(), List.of("notes"), List.of(), List.of(), new CallRate(1, 0, 0))));
        AtomicReference<Optional<Caller>> book = new AtomicReference<>(Optional.of(free));
        byte[] token = sha256("mcpc_token");
        Passes passes = new Passes();
        passes.open(digest -> Arrays.equals(digest, token) ? book.get() : Optional.empty(), (name, since) -> true);

        Passes.Pass pass = passes.give(free, Optional.of("mcpc_token"), Instant.EPOCH);
        assertThat(passes.find(sha256(pass.text()))).contains(free);
        book.set(Optional.of(limited));
        assertThat(passes.find(sha256(pass.text())))
                .as("the same caller, with the limits it has by now")
                .contains(limited);
        book.set(Optional.empty());
        assertThat(passes.find(sha256(pass.text()))).isEmpty();
        assertThat(pass.holds()).isFalse();
    }
}
