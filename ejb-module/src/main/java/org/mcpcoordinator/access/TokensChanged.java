package org.mcpcoordinator.access;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * CDI event within this node: a token was issued or revoked here; its book takes note when the transaction has
 * committed, before the caller gets its answer. Other nodes hear the announcement.
 *
 * @param entry null if it was revoked
 */
record TokensChanged(Digest digest, TokenBook.@Nullable Entry entry) {
    TokensChanged {
        Objects.requireNonNull(digest);
    }
}
