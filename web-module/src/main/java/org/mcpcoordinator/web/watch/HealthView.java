package org.mcpcoordinator.web.watch;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Whether this node is well: names and words, nothing else.
 *
 * @param status UP if every check is, else DOWN
 * @param checks each check by itself
 */
record HealthView(String status, List<CheckView> checks) {
    private static final String UP = "UP";

    HealthView {
        checks = List.copyOf(checks);
    }

    /** Asks every check once. */
    static HealthView of(Map<String, BooleanSupplier> checks) {
        List<CheckView> seen = checks.entrySet().stream()
                .map(check -> new CheckView(check.getKey(), check.getValue().getAsBoolean() ? UP : "DOWN"))
                .toList();
        return new HealthView(seen.stream().allMatch(check -> check.status().equals(UP)) ? UP : "DOWN", seen);
    }

    @JsonIgnore
    boolean up() {
        return status.equals(UP);
    }

    /** One check. */
    record CheckView(String name, String status) {}
}
