package org.mcpcoordinator.standby;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a server said of itself and listed when it was last asked. Its parts are never changed.
 *
 * @param definitionHash servers with the same definition offer the same
 * @param discover its result of {@code server/discover}; null if it does not speak the modern era
 * @param initialize its result of {@code initialize}; null if it does not speak the legacy era
 * @param tools all pages; null if not known, because it is not offered, too long, or was refused
 * @param prompts the same
 * @param resources the same
 * @param templates of resources, the same
 * @param learntAt when it was asked
 */
public record Offer(
        String definitionHash,
        @Nullable ObjectNode discover,
        @Nullable ObjectNode initialize,
        @Nullable ArrayNode tools,
        @Nullable ArrayNode prompts,
        @Nullable ArrayNode resources,
        @Nullable ArrayNode templates,
        Instant learntAt) {
    public Offer {
        Objects.requireNonNull(definitionHash);
        Objects.requireNonNull(learntAt);
    }

    boolean saysTheSameAs(Offer other) {
        return equals(other.at(learntAt));
    }

    /** The same with another list of tools. */
    Offer with(@Nullable ArrayNode otherTools) {
        return new Offer(definitionHash, discover, initialize, otherTools, prompts, resources, templates, learntAt);
    }

    /** The same at another moment: whoever keeps it sees by that that it is another one. */
    Offer at(Instant moment) {
        return new Offer(definitionHash, discover, initialize, tools, prompts, resources, templates, moment);
    }

    /** True if it says that it has such things: {@code tools}, {@code prompts}, {@code resources}. */
    public boolean has(String capability) {
        ObjectNode said = discover == null ? initialize : discover;
        return said != null && said.path("capabilities").has(capability);
    }

    /** The list a method asks for; null if it is not known. */
    public @Nullable ArrayNode list(String method) {
        return switch (method) {
            case "tools/list" -> tools;
            case "prompts/list" -> prompts;
            case "resources/list" -> resources;
            case "resources/templates/list" -> templates;
            default -> null;
        };
    }
}
