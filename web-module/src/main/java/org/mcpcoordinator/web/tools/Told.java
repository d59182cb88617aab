package org.mcpcoordinator.web.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;

/**
 * What a call has brought.
 *
 * @param text for models and people: all that matters, in few lines
 * @param structured the same for programs
 * @param target what was changed, for the audit trail; empty where the arguments tell
 * @param note more about the change, one sentence; may be empty
 */
record Told(String text, ObjectNode structured, String target, String note) {
    Told {
        Objects.requireNonNull(text);
        Objects.requireNonNull(structured);
        Objects.requireNonNull(target);
        Objects.requireNonNull(note);
    }

    Told(String text, ObjectNode structured) {
        this(text, structured, "", "");
    }
}
