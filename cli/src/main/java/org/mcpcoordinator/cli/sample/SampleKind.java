package org.mcpcoordinator.cli.sample;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;

/**
 * One kind of sample server of a category; each round makes one more of it.
 *
 * @param name what its servers are called, up to the number
 * @param description for people
 * @param type built-in type
 * @param configuration what makes each of its servers its own
 */
record SampleKind(String name, String description, String type, Configuration configuration) {
    SampleKind {
        Objects.requireNonNull(name);
        Objects.requireNonNull(description);
        Objects.requireNonNull(type);
        Objects.requireNonNull(configuration);
    }

    /** Fills in a configuration that no other server has. */
    interface Configuration {
        /**
         * Fills in {@code config}.
         *
         * @param round how many servers of this kind came before, 0 to 99
         * @param number how many servers of any kind came before, 0 to 999
         */
        void fill(ObjectNode config, int round, int number);
    }

    static SampleKind documents(String prefix, String theme, String description) {
        return new SampleKind(
                prefix + theme,
                description,
                "files",
                (config, round, number) ->
                        config.put("theme", theme).put("seed", number).put("documents", 12 + number % 5 * 6));
    }

    static SampleKind database(String prefix, String theme, String description) {
        return new SampleKind(
                prefix + theme,
                description,
                "sql",
                (config, round, number) ->
                        config.put("theme", theme).put("seed", number).put("rows", 100 + number % 4 * 100));
    }

    static SampleKind machine(String prefix, String focus, String description) {
        return new SampleKind(
                prefix + focus,
                description,
                "host",
                (config, round, number) -> config.put("focus", focus)
                        .put("top", 5 + round * 5 % 50)
                        .put("cpuPercent", 95 - round * 5 % 50)
                        .put("memoryPercent", 90 - round % 40)
                        .put("diskPercent", 80 + prefix.length()));
    }
}
