package org.mcpcoordinator.mcp.client.oauth;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An access token and what goes with it.
 *
 * @param issuer who gave it
 * @param refresh with which another can be had, or null
 * @param begins when it was given
 * @param expires or null if its server does not say
 * @param scopes it was asked for with; what is granted may be less
 */
record Token(
        String access,
        String issuer,
        @Nullable String refresh,
        Instant begins,
        @Nullable Instant expires,
        List<String> scopes) {
    /** True if so much of its time is over that another should be had: nine tenths, or all but half a minute. */
    boolean old(Instant now) {
        if (expires == null) {
            return false;
        }
        long life = expires.getEpochSecond() - begins.getEpochSecond();
        return !now.isBefore(expires.minusSeconds(Math.max(1, Math.min(30, life / 10))));
    }

    /** The same where the server lets the old one be used on. */
    Token refreshedBy(String other) {
        return new Token(access, issuer, other, begins, expires, scopes);
    }

    @Override
    public String toString() {
        return "Token[issuer=" + issuer + ", expires=" + expires + ", scopes=" + scopes + "]";
    }
}
