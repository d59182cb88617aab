package org.mcpcoordinator.web.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.mcpcoordinator.rollout.Plan;
import org.mcpcoordinator.web.wire.Json;

/** A plan in few words: for a model that made it, and for the person who has to agree. */
final class Changes {
    private static final int TOLD = 50;
    private static final int NAMED = 8;
    private static final int PROGRAMS = 20;
    private static final int WARNINGS = 20;

    private Changes() {}

    /** All of it that matters, for programs. */
    static ObjectNode json(Plan plan) {
        ObjectNode all = Json.mapper()
                .createObjectNode()
                .put("planId", plan.id())
                .put("fleet", plan.fleet())
                .put("baseRevision", plan.baseRevision());
        ObjectNode counts = all.putObject("counts");
        counts(plan).forEach(counts::put);
        all.set(
                "changes",
                Json.mapper().valueToTree(plan.changes().stream().limit(TOLD).toList()));
        all.put("moreChanges", Math.max(0, plan.changes().size() - TOLD));
        all.set(
                "programs",
                Json.mapper()
                        .valueToTree(plan.programs().stream().limit(PROGRAMS).toList()));
        all.set("forecast", Json.mapper().valueToTree(plan.forecast()));
        all.set(
                "warnings",
                Json.mapper()
                        .valueToTree(plan.warnings().stream().limit(WARNINGS).toList()));
        return all;
    }

    /** The same for models. */
    static String text(Plan plan) {
        StringBuilder text = new StringBuilder("planId ").append(plan.id()).append(", kept for 24 h. ");
        text.append(summary(plan));
        plan.changes().stream()
                .limit(TOLD)
                .forEach(change -> text.append('\n')
                        .append(change.kind())
                        .append(' ')
                        .append(change.server())
                        .append(change.replica() == 0 ? "" : "#" + change.replica())
                        .append(": ")
                        .append(Words.bounded(change.reason())));
        plan.warnings().stream()
                .limit(WARNINGS)
                .forEach(warning -> text.append("\nWarning: ").append(Words.bounded(warning)));
        return text.toString();
    }

    /** How many become what, and who, in one paragraph. */
    static String summary(Plan plan) {
        Map<String, List<Plan.Change>> kinds = plan.changes().stream()
                .collect(Collectors.groupingBy(Plan.Change::kind, TreeMap::new, Collectors.toList()));
        String changes = kinds.entrySet().stream()
                .map(kind -> kind.getValue().size() + " " + kind.getKey() + " (" + names(kind.getValue()) + ")")
                .collect(Collectors.joining(", "));
        String fresh = plan.programs().stream()
                .filter(Plan.Program::fresh)
                .limit(NAMED)
                .map(program -> Words.bounded(String.join(" ", program.command())))
                .collect(Collectors.joining("; "));
        return (changes.isEmpty() ? "Nothing changes" : changes) + "; " + plan.unchanged() + " unchanged. In all "
                + plan.forecast().instances() + " servers, about "
                + plan.forecast().memoryMegabytes() + " MB."
                + (fresh.isEmpty() ? "" : " New programs: " + fresh + ".");
    }

    private static Map<String, Integer> counts(Plan plan) {
        Map<String, Integer> counts = new TreeMap<>();
        plan.changes().forEach(change -> counts.merge(change.kind(), 1, Integer::sum));
        counts.put("unchanged", plan.unchanged());
        return counts;
    }

    private static String names(List<Plan.Change> changes) {
        String some = changes.stream()
                .map(Plan.Change::server)
                .distinct()
                .limit(NAMED)
                .collect(Collectors.joining(", "));
        return changes.stream().map(Plan.Change::server).distinct().count() > NAMED ? some + ", ..." : some;
    }
}
