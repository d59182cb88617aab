package org.mcpcoordinator.finding;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Map;

/**
 * Ranks tools for a question, in one statement: BM25 over ideas instead of words. Of the stems that stand for an idea the best
 * one counts in full, further ones in part; all of it the more, the more of the question a tool answers and the more of its
 * name the question says. What its server says of itself adds to that.
 */
@Dependent
class SearchStore {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What the words of a question find, each by the index: whoever fills the tables has no right to have them analysed, and a
     * plan made without figures would read all of them (OFFSET 0 leaves no choice). A word that nobody uses stands for longer ones that begin
     * with it.
     */
    private static final String FOUND = """
            WITH asked AS MATERIALIZED (
              SELECT a.idea, a.word, a.sure
                FROM json_to_recordset(cast(:asked as json)) AS a(idea int, word text, sure float8)),
            longer AS MATERIALIZED (
              SELECT a.idea, x.word, max(a.sure * 0.8) AS sure
                FROM asked a CROSS JOIN LATERAL (
                  SELECT DISTINCT w.word FROM tool_word w
                   WHERE w.word > a.word COLLATE "C" AND w.word < a.word || 'zz' COLLATE "C" LIMIT 4) x
               WHERE length(a.word) >= 5 AND a.sure >= 0.9
                 AND NOT EXISTS (SELECT 1 FROM tool_word t WHERE t.word = a.word COLLATE "C")
               GROUP BY a.idea, x.word),
            sought AS MATERIALIZED (
              SELECT idea, word, max(sure) AS sure
                FROM (SELECT * FROM asked UNION ALL SELECT * FROM longer) e GROUP BY idea, word),
            found AS MATERIALIZED (
              SELECT s.idea, s.word, s.sure, w.tool, w.weight, w.named
                FROM sought s CROSS JOIN LATERAL (
                  SELECT x.tool, x.weight, x.named FROM tool_word x WHERE x.word = s.word OFFSET 0) w),
            rare AS MATERIALIZED (
              SELECT f.idea, f.word, max(f.sure) AS sure,
                     ln(1 + (SELECT count(*) FROM tool)::float8 / count(*)) AS rarity
                FROM found f GROUP BY f.idea, f.word),
            """;

    /** How well each tool fits. */
    private static final String FITTING = """
            idea AS MATERIALIZED (SELECT r.idea, max(r.rarity * r.sure) AS worth FROM rare r GROUP BY r.idea),
            hit AS MATERIALIZED (
              SELECT f.idea, f.tool, 0.5 * max(f.sure * f.weight * r.rarity) + 0.5 * sum(f.sure * f.weight * r.rarity) AS score,
                     max(f.sure) AS sure, max(f.sure) FILTER (WHERE f.named) AS named
                FROM found f JOIN rare r ON r.idea = f.idea AND r.word = f.word GROUP BY f.idea, f.tool),
            fit AS MATERIALIZED (
              SELECT h.tool, coalesce(sum(h.named), 0) AS named,
                     sum(h.score) * (0.5 + 0.5 * sum(i.worth * h.sure) / (SELECT sum(worth) FROM idea)) AS score
                FROM hit h JOIN idea i ON i.idea = h.idea GROUP BY h.tool),
            """;

    /** How well the servers fit that the caller may see. */
    private static final String SERVERS = """
            seen AS MATERIALIZED (
              SELECT s.hash, s.bonus FROM json_to_recordset(cast(:seen as json)) AS s(hash varchar(64), bonus float8)),
            told AS MATERIALIZED (
              SELECT s.idea, w.definition_hash, max(s.sure * w.weight) AS weight
                FROM sought s CROSS JOIN LATERAL (
                  SELECT x.definition_hash, x.weight FROM offer_word x WHERE x.word = s.word OFFSET 0) w
               GROUP BY s.idea, w.definition_hash),
            special AS MATERIALIZED (
              SELECT t.idea, ln(1 + (SELECT count(*) FROM offer)::float8 / count(*)) AS rarity FROM told t GROUP BY t.idea),
            server AS MATERIALIZED (
              SELECT s.hash, s.bonus + 0.3 * coalesce(sum(t.weight * p.rarity), 0) AS score
                FROM seen s LEFT JOIN told t ON t.definition_hash = s.hash LEFT JOIN special p ON p.idea = t.idea
               GROUP BY s.hash, s.bonus),
            """;

    private static final String BEST = """
            best AS MATERIALIZED (
              SELECT f.tool, count(*) AS servers,
                     max(f.score * (1 + 0.6 * f.named / greatest(t.named, 1)) + v.score) AS score
                FROM fit f JOIN tool t ON t.id = f.tool
                  JOIN tool_offered o ON o.tool = f.tool JOIN server v ON v.hash = o.definition_hash
               GROUP BY f.tool ORDER BY score DESC, f.tool LIMIT :most)
            SELECT b.score, t.name, t.declaration, b.servers,
                   (SELECT string_agg(f.hash, ' ') FROM (
                     SELECT v.hash FROM tool_offered o JOIN server v ON v.hash = o.definition_hash
                      WHERE o.tool = b.tool ORDER BY v.score DESC, v.hash LIMIT :servers) f)
              FROM best b JOIN tool t ON t.id = b.tool ORDER BY b.score DESC, b.tool""";

    private final EntityManager entityManager;

    @Inject
    SearchStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    /**
     * Ranks.
     *
     * @param seen definitions whose tools count, each with what its servers' names add
     * @param servers so many definitions are named for each tool
     */
    List<FoundTool> search(Question question, Map<String, Double> seen, int most, int servers) {
        ArrayNode visible = JSON.createArrayNode();
        seen.forEach((hash, bonus) -> visible.addObject().put("hash", hash).put("bonus", bonus));
        @SuppressWarnings("unchecked") // the statement says what a row is
        List<Object[]> rows = entityManager
                .createNativeQuery(FOUND + FITTING + SERVERS + BEST, Object[].class)
                .setParameter("asked", asked(question))
                .setParameter("seen", visible.toString())
                .setParameter("most", most)
                .setParameter("servers", servers)
                .getResultList();
        return rows.stream().map(SearchStore::tool).toList();
    }

    private static String asked(Question question) {
        ArrayNode asked = JSON.createArrayNode();
        for (int at = 0; at < question.ideas().size(); at++) {
            int idea = at;
            question.ideas()
                    .get(at)
                    .forEach((word, sure) -> asked.addObject()
                            .put("idea", idea)
                            .put("word", word)
                            .put("sure", sure));
        }
        return asked.toString();
    }

    private static FoundTool tool(Object[] row) {
        return new FoundTool(
                (String) row[1],
                (String) row[2],
                ((Number) row[0]).doubleValue(),
                List.of(((String) row[4]).split(" ", -1)),
                ((Number) row[3]).intValue());
    }
}
