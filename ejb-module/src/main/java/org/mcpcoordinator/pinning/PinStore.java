package org.mcpcoordinator.pinning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is pinned, and what is held. */
@Dependent
class PinStore {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String PIN = """
            INSERT INTO tool_pin (definition_hash, name, digest, pinned_at, pinned_by)
            SELECT :hash, p.name, p.digest, cast(:at as timestamptz), :by
              FROM json_to_recordset(cast(:pins as json)) AS p(name text, digest text)
             ORDER BY p.name
            ON CONFLICT (definition_hash, name)
            DO UPDATE SET digest = excluded.digest, pinned_at = excluded.pinned_at, pinned_by = excluded.pinned_by""";

    private static final String HOLD = """
            INSERT INTO tool_held (definition_hash, name, digest, before, now, held_at)
            SELECT :hash, h.name, h.digest, h.before, h.now, cast(:at as timestamptz)
              FROM json_to_recordset(cast(:held as json)) AS h(name text, digest text, before text, now text)
             ORDER BY h.name
            ON CONFLICT (definition_hash, name) DO UPDATE SET digest = excluded.digest, now = excluded.now""";

    private static final String SETTLE = """
            DELETE FROM tool_held WHERE definition_hash = :hash
               AND name IN (SELECT * FROM json_array_elements_text(cast(:names as json)))""";

    private static final String TRIM = """
            DELETE FROM tool_pin WHERE definition_hash = :hash
               AND name NOT IN (SELECT * FROM json_array_elements_text(cast(:names as json)))""";

    private static final String FORGET = """
            DELETE FROM %s p WHERE p.%s < cast(:before as timestamptz)
               AND NOT EXISTS (SELECT 1 FROM instance i WHERE i.definition_hash = p.definition_hash)
               AND NOT EXISTS (SELECT 1 FROM beside b WHERE b.definition_hash = p.definition_hash)
               AND NOT EXISTS (SELECT 1 FROM offer o WHERE o.definition_hash = p.definition_hash)""";

    private static final String SERVERS =
            "SELECT DISTINCT server FROM instance WHERE definition_hash = :hash ORDER BY server";

    private final EntityManager entityManager;

    @Inject
    PinStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    /** Digests by name. */
    Map<String, String> pins(String hash) {
        Map<String, String> pins = new HashMap<>();
        rows(entityManager
                        .createNativeQuery(
                                "SELECT name, digest FROM tool_pin WHERE definition_hash = :hash", Object[].class)
                        .setParameter("hash", hash))
                .forEach(row -> pins.put((String) row[0], (String) row[1]));
        return pins;
    }

    void pin(String hash, Map<String, String> digests, Instant at, String by) {
        ArrayNode pins = JSON.createArrayNode();
        digests.forEach((name, digest) -> pins.addObject().put("name", name).put("digest", digest));
        entityManager
                .createNativeQuery(PIN)
                .setParameter("hash", hash)
                .setParameter("at", at.toString())
                .setParameter("by", by)
                .setParameter("pins", pins.toString())
                .executeUpdate();
    }

    /** Forgets the pins of all other names. */
    void trim(String hash, Collection<String> names) {
        named(TRIM, hash, names).executeUpdate();
    }

    void hold(String hash, Collection<Words> tools, Map<String, Words> before, Instant at) {
        ArrayNode held = JSON.createArrayNode();
        for (Words words : tools) {
            Words known = before.get(words.name());
            held.addObject()
                    .put("name", words.name())
                    .put("digest", words.digest())
                    .put("before", known == null ? "[]" : known.text())
                    .put("now", words.text());
        }
        entityManager
                .createNativeQuery(HOLD)
                .setParameter("hash", hash)
                .setParameter("at", at.toString())
                .setParameter("held", held.toString())
                .executeUpdate();
    }

    void settle(String hash, Collection<String> names) {
        named(SETTLE, hash, names).executeUpdate();
    }

    /** All that are held; few, or something is badly wrong. */
    List<HeldTool> held() {
        return rows(entityManager.createNativeQuery(
                        "SELECT definition_hash, name, before, now, held_at FROM tool_held"
                                + " ORDER BY held_at DESC, definition_hash, name LIMIT 1000",
                        Object[].class))
                .stream()
                .map(row ->
                        new HeldTool((String) row[0], (String) row[1], array(row[2]), array(row[3]), (Instant) row[4]))
                .toList();
    }

    /** Digests of what is held, by name. */
    Map<String, String> heldOf(String hash) {
        Map<String, String> held = new HashMap<>();
        rows(entityManager
                        .createNativeQuery(
                                "SELECT name, digest FROM tool_held WHERE definition_hash = :hash", Object[].class)
                        .setParameter("hash", hash))
                .forEach(row -> held.put((String) row[0], (String) row[1]));
        return held;
    }

    /** Names of all servers of a definition. */
    @SuppressWarnings("unchecked") // the statement says what a row is
    List<String> servers(String hash) {
        return entityManager
                .createNativeQuery(SERVERS, String.class)
                .setParameter("hash", hash)
                .getResultList();
    }

    /** Forgets what was pinned or held before that moment of definitions that are no more. */
    void forget(Instant before) {
        for (String statement :
                List.of(FORGET.formatted("tool_pin", "pinned_at"), FORGET.formatted("tool_held", "held_at"))) {
            entityManager
                    .createNativeQuery(statement)
                    .setParameter("before", before.toString())
                    .executeUpdate();
        }
    }

    private Query named(String statement, String hash, Collection<String> names) {
        ArrayNode texts = JSON.createArrayNode();
        names.forEach(texts::add);
        return entityManager
                .createNativeQuery(statement)
                .setParameter("hash", hash)
                .setParameter("names", texts.toString());
    }

    private static ArrayNode array(Object text) {
        try {
            return (ArrayNode) JSON.readTree((String) text);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a held tool cannot be read", broken);
        }
    }

    @SuppressWarnings("unchecked") // the statement says what a row is
    private static List<Object[]> rows(Query query) {
        return query.getResultList();
    }
}
