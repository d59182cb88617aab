package org.mcpcoordinator.standby;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The row of an {@link Offer}: its parts as text. */
@Entity
@Table(name = "offer")
@SuppressWarnings("NullAway.Init") // filled by Hibernate, or by of()
class OfferRow {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Id
    @Column(name = "definition_hash")
    String definitionHash;

    @Nullable
    String discover;

    @Nullable
    String initialize;

    @Nullable
    String tools;

    @Nullable
    String prompts;

    @Nullable
    String resources;

    @Nullable
    String templates;

    @Column(name = "learnt_at")
    Instant learntAt;

    OfferRow() {}

    static OfferRow of(Offer offer) {
        OfferRow row = new OfferRow();
        row.definitionHash = offer.definitionHash();
        row.discover = text(offer.discover());
        row.initialize = text(offer.initialize());
        row.tools = text(offer.tools());
        row.prompts = text(offer.prompts());
        row.resources = text(offer.resources());
        row.templates = text(offer.templates());
        row.learntAt = offer.learntAt().truncatedTo(ChronoUnit.MILLIS);
        return row;
    }

    Offer offer() {
        return new Offer(
                definitionHash,
                (ObjectNode) json(discover),
                (ObjectNode) json(initialize),
                (ArrayNode) json(tools),
                (ArrayNode) json(prompts),
                (ArrayNode) json(resources),
                (ArrayNode) json(templates),
                learntAt);
    }

    /** PostgreSQL keeps no letter 0 in a text, and JSON writes it in six other letters. */
    private static @Nullable String text(@Nullable JsonNode part) {
        return part == null ? null : part.toString();
    }

    private static @Nullable JsonNode json(@Nullable String text) {
        try {
            return text == null ? null : JSON.readTree(text);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a stored offer cannot be read", broken);
        }
    }
}
