package org.mcpcoordinator.access;

import java.util.Objects;

/**
 * A token just made. Its text is shown this once and kept nowhere.
 *
 * @param text what the client sends as bearer
 * @param token what is kept of it
 */
public record IssuedToken(String text, Token token) {
    public IssuedToken {
        Objects.requireNonNull(text);
        Objects.requireNonNull(token);
    }

    @Override
    public String toString() {
        return "IssuedToken[" + token + "]";
    }
}
