package org.mcpcoordinator.web.gateway.kept;

import java.security.SecureRandom;
import java.util.Base64;

/** Ids of sessions that nobody guesses: 192 bits. */
public final class SessionIds {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 24;

    private SessionIds() {}

    /** Another one. */
    public static String next(String prefix) {
        byte[] random = new byte[BYTES];
        RANDOM.nextBytes(random);
        return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
