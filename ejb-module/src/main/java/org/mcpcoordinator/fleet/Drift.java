package org.mcpcoordinator.fleet;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A difference that was found.
 *
 * @param host where
 * @param key the instance; for what nobody wishes, the name it runs by
 * @param detail one sentence
 * @param mended true if it is mended, false if it is only reported
 * @param foundAt when it was found
 * @param healedAt when it was no longer there; null while it is
 */
public record Drift(
        String host,
        InstanceKey key,
        DriftKind kind,
        String detail,
        boolean mended,
        Instant foundAt,
        @Nullable Instant healedAt) {
    public Drift {
        Objects.requireNonNull(host);
        Objects.requireNonNull(key);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(detail);
        Objects.requireNonNull(foundAt);
    }
}
