package org.mcpcoordinator.cli.sample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/**
 * Writes the sample fleet: configured servers, taken round robin over the ten categories. The same number gives the
 * same text, and a smaller fleet is the beginning of a larger one, so that growing it restarts nothing.
 */
public final class SampleFleet {
    /** The name of the fleet. */
    public static final String NAME = "sample";

    /** Most servers there are. */
    public static final int MOST = 1_000;

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private SampleFleet() {}

    /** The ten categories, in the order of the port layout. */
    public static List<String> categories() {
        return SampleKinds.categories();
    }

    /**
     * The fleet file of a sample fleet.
     *
     * @param servers how many, 1 to 1,000
     * @return JSON text
     */
    public static String generate(int servers) {
        if (servers < 1 || servers > MOST) {
            throw new IllegalArgumentException("the sample fleet has 1 to " + MOST + " servers, not " + servers);
        }
        ObjectNode file = JSON.createObjectNode().put("fleet", NAME);
        ArrayNode list = file.putArray("servers");
        for (int number = 0; number < servers; number++) {
            describe(list.addObject(), number);
        }
        try {
            return JSON.writeValueAsString(file) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the sample fleet cannot be written", e);
        }
    }

    private static void describe(ObjectNode server, int number) {
        List<String> categories = SampleKinds.categories();
        String category = categories.get(number % categories.size());
        List<SampleKind> kinds = SampleKinds.of(category);
        int place = number / categories.size();
        SampleKind kind = kinds.get(place % kinds.size());
        int round = place / kinds.size();
        server.put("name", String.format(Locale.ROOT, "%s-%02d", kind.name(), round + 1))
                .put("category", category)
                .put("description", kind.description())
                .put("builtin", kind.type());
        kind.configuration().fill(server.putObject("config"), round, number);
    }
}
