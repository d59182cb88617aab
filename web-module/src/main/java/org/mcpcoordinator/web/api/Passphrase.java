package org.mcpcoordinator.web.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The passphrase of an archive as a header: addresses and bodies are kept in more places. */
final class Passphrase {
    /** Its name; its value is UTF-8 in Base64. */
    static final String HEADER = "Coordinator-Passphrase";

    private static final int LONGEST = 8192;

    private Passphrase() {}

    static Optional<char[]> decoded(@Nullable String header) {
        String text = Bounds.text(HEADER, header, LONGEST);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new String(Base64.getDecoder().decode(text.strip()), StandardCharsets.UTF_8).toCharArray());
        } catch (IllegalArgumentException notBase64) {
            throw Bounds.refused(HEADER, "UTF-8 in Base64 is wanted", notBase64);
        }
    }
}
