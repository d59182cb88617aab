package org.mcpcoordinator.finding;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tools, what they are found by, and who offers them. */
@Dependent
class ToolStore {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String STEMS = """
            SELECT w.word, coalesce((ts_lexize('pg_catalog.english_stem', w.word))[1], '')
              FROM json_array_elements_text(cast(:words as json)) AS w(word)""";

    private static final String KNOWN =
            "SELECT digest FROM tool WHERE indexed = :version AND digest IN (SELECT * FROM json_array_elements_text(cast(:digests as json)))";

    /** In the order of the digests, so that two who keep the same tools wait for each other instead of for ever. */
    private static final String KEEP = """
            INSERT INTO tool (digest, name, declaration, named, indexed, kept_at)
            SELECT t.digest, t.name, t.declaration, t.named, :version, cast(:at as timestamptz)
              FROM json_to_recordset(cast(:tools as json)) AS t(digest text, name text, declaration text, named int)
             ORDER BY t.digest
            ON CONFLICT (digest) DO UPDATE SET named = excluded.named, indexed = excluded.indexed, kept_at = excluded.kept_at""";

    private static final String FORGET_WORDS = """
            DELETE FROM tool_word w USING tool t WHERE w.tool = t.id
               AND t.digest IN (SELECT * FROM json_array_elements_text(cast(:digests as json)))""";

    private static final String KEEP_WORDS = """
            INSERT INTO tool_word (word, tool, weight, named)
            SELECT w.word, t.id, w.weight, w.named
              FROM json_to_recordset(cast(:words as json)) AS w(digest text, word text, weight real, named boolean)
              JOIN tool t ON t.digest = w.digest""";

    private static final String OFFER = """
            INSERT INTO tool_offered (definition_hash, tool)
            SELECT :hash, t.id FROM tool t
             WHERE t.digest IN (SELECT * FROM json_array_elements_text(cast(:digests as json)))
            ON CONFLICT DO NOTHING""";

    private static final String OFFERED = """
            SELECT t.digest FROM tool_offered o JOIN tool t ON t.id = o.tool WHERE o.definition_hash = :hash""";

    private static final String KEEP_ABOUT = """
            INSERT INTO offer_word (word, definition_hash, weight)
            SELECT w.word, :hash, w.weight FROM json_to_recordset(cast(:words as json)) AS w(word text, weight real)""";

    private static final String SWEEP = """
            DELETE FROM tool WHERE id IN (
              SELECT t.id FROM tool t WHERE t.kept_at < cast(:before as timestamptz)
                 AND NOT EXISTS (SELECT 1 FROM tool_offered o WHERE o.tool = t.id)
                 FOR UPDATE SKIP LOCKED)""";

    private final EntityManager entityManager;

    @Inject
    ToolStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    /** The stem of each word; empty for those that have none. */
    Map<String, String> stems(Set<String> words) {
        Map<String, String> stems = new HashMap<>();
        rows(entityManager.createNativeQuery(STEMS, Object[].class).setParameter("words", texts(words)))
                .forEach(row -> stems.put((String) row[0], (String) row[1]));
        return stems;
    }

    /** Those of the digests whose tools are kept as this version of the rules has them. */
    Set<String> known(Collection<String> digests, int version) {
        return Set.copyOf(strings(entityManager
                .createNativeQuery(KNOWN, String.class)
                .setParameter("version", version)
                .setParameter("digests", texts(digests))));
    }

    void keep(Map<Declaration, Weights> tools, Instant at) {
        ArrayNode rows = JSON.createArrayNode();
        ArrayNode words = JSON.createArrayNode();
        tools.forEach((tool, weights) -> {
            rows.addObject()
                    .put("digest", tool.digest())
                    .put("name", tool.name())
                    .put("declaration", tool.text())
                    .put("named", weights.names());
            weights.all()
                    .forEach(each -> words.addObject()
                            .put("digest", tool.digest())
                            .put("word", each.word())
                            .put("weight", each.weight())
                            .put("named", each.named()));
        });
        entityManager
                .createNativeQuery(KEEP)
                .setParameter("version", Declaration.VERSION)
                .setParameter("at", at.toString())
                .setParameter("tools", rows.toString())
                .executeUpdate();
        entityManager
                .createNativeQuery(FORGET_WORDS)
                .setParameter(
                        "digests",
                        texts(tools.keySet().stream().map(Declaration::digest).toList()))
                .executeUpdate();
        entityManager
                .createNativeQuery(KEEP_WORDS)
                .setParameter("words", words.toString())
                .executeUpdate();
    }

    /** The digests of the tools that servers of a definition offer. */
    Set<String> offered(String hash) {
        return Set.copyOf(
                strings(entityManager.createNativeQuery(OFFERED, String.class).setParameter("hash", hash)));
    }

    /** Puts these tools in the place of those that were offered. */
    void offer(String hash, Collection<String> digests) {
        delete("DELETE FROM tool_offered WHERE definition_hash = :hash", hash);
        entityManager
                .createNativeQuery(OFFER)
                .setParameter("hash", hash)
                .setParameter("digests", texts(digests))
                .executeUpdate();
    }

    void about(String hash, Weights weights) {
        delete("DELETE FROM offer_word WHERE definition_hash = :hash", hash);
        ArrayNode words = JSON.createArrayNode();
        weights.all().forEach(each -> words.addObject().put("word", each.word()).put("weight", each.weight()));
        entityManager
                .createNativeQuery(KEEP_ABOUT)
                .setParameter("hash", hash)
                .setParameter("words", words.toString())
                .executeUpdate();
    }

    void indexed(String hash, int version) {
        entityManager
                .createNativeQuery("UPDATE offer SET indexed = :version WHERE definition_hash = :hash")
                .setParameter("version", version)
                .setParameter("hash", hash)
                .executeUpdate();
    }

    /** Forgets tools that nobody offers and that were first kept before that moment; who is being offered is left alone. */
    int sweep(Instant before) {
        return entityManager
                .createNativeQuery(SWEEP)
                .setParameter("before", before.toString())
                .executeUpdate();
    }

    private void delete(String sql, String hash) {
        entityManager.createNativeQuery(sql).setParameter("hash", hash).executeUpdate();
    }

    static String texts(Collection<String> texts) {
        ArrayNode array = JSON.createArrayNode();
        texts.forEach(array::add);
        return array.toString();
    }

    @SuppressWarnings("unchecked") // the statement says what a row is
    private static List<Object[]> rows(jakarta.persistence.Query query) {
        return query.getResultList();
    }

    @SuppressWarnings("unchecked") // the statement says what a row is
    private static List<String> strings(jakarta.persistence.Query query) {
        return query.getResultList();
    }
}
