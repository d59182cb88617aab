package org.mcpcoordinator.cli.drill;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a drill did and what became of it; times in seconds from the fault, negative where it never came.
 *
 * @param drill its name
 * @param fault what was done
 * @param noticed when the product first showed it
 * @param healed when everything was as before
 * @param struck servers that the fault struck
 * @param others how many other servers there are
 * @param touched which of them do not run in the same process as before
 * @param calls through the gateway meanwhile
 */
public record DrillReport(
        String drill,
        String fault,
        double noticed,
        double healed,
        int struck,
        int others,
        List<String> touched,
        Calls calls) {
    public DrillReport {
        touched = List.copyOf(touched);
    }

    /**
     * Calls through the gateway.
     *
     * @param toStruck calls to servers that were struck
     * @param toStruckFailed of them without an answer of the server
     * @param lastFailure when the last of those began, in seconds from the fault; negative where there was none
     * @param toOthers calls to other servers
     * @param toOthersFailed of them without an answer of the server
     */
    public record Calls(int toStruck, int toStruckFailed, double lastFailure, int toOthers, int toOthersFailed) {
        static Calls of(List<Callers.Call> calls, Set<String> struck, long faultAt) {
            int[] counts = new int[4];
            double last = -1;
            for (Callers.Call call : calls) {
                int kind = struck.contains(call.server()) ? 0 : 2;
                counts[kind]++;
                if (!call.good()) {
                    counts[kind + 1]++;
                    if (kind == 0) {
                        last = Math.max(last, (call.at() - faultAt) / 1e9);
                    }
                }
            }
            return new Calls(counts[0], counts[1], last, counts[2], counts[3]);
        }
    }

    /** True if it healed, and nobody else noticed. */
    public boolean passed() {
        return healed >= 0 && touched.isEmpty() && calls.toOthersFailed() == 0;
    }

    /** For people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("Drill " + drill + ": " + fault);
        lines.add("  0.0 s  done");
        lines.add(noticed < 0 ? "  never  noticed" : "  " + seconds(noticed) + " s  noticed");
        lines.add(healed < 0 ? "  never  healed" : "  " + seconds(healed) + " s  healed");
        if (struck > 0) {
            lines.add("Struck   " + servers(struck) + "; " + calls.toStruckFailed() + " of " + calls.toStruck()
                    + " calls to them failed"
                    + (calls.lastFailure() < 0 ? "" : ", the last after " + seconds(calls.lastFailure()) + " s"));
        }
        lines.add("Others   " + servers(others) + "; "
                + (touched.isEmpty() ? "none was touched" : "touched: " + String.join(", ", touched)) + "; "
                + calls.toOthersFailed() + " of " + calls.toOthers() + " calls to them failed");
        lines.add(passed() ? "Passed." : "NOT passed.");
        return lines;
    }

    /** For programs. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("drill", drill)
                .put("fault", fault)
                .put("passed", passed())
                .put("noticedSeconds", noticed)
                .put("healedSeconds", healed)
                .put("struck", struck)
                .put("others", others);
        touched.forEach(json.putArray("touched")::add);
        json.putObject("calls")
                .put("toStruck", calls.toStruck())
                .put("toStruckFailed", calls.toStruckFailed())
                .put("lastFailureSeconds", calls.lastFailure())
                .put("toOthers", calls.toOthers())
                .put("toOthersFailed", calls.toOthersFailed());
        return json;
    }

    private static String seconds(double time) {
        return String.format(Locale.ROOT, "%.1f", time);
    }

    private static String servers(int count) {
        return count == 1 ? "1 server" : count + " servers";
    }
}
