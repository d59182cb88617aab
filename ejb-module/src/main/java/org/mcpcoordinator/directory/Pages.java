package org.mcpcoordinator.directory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** Where a tool names the page of an MCP App that shows what it does, in its newer and its older way. */
final class Pages {
    private static final Map<String, String> PLACES =
            Map.of("/_meta/ui/resourceUri", "\"resourceUri\":", "/_meta/ui~1resourceUri", "\"ui/resourceUri\":");

    private Pages() {}

    /** @param bytes the object as it is written, without its braces */
    static int[] of(ObjectNode tool, byte[] bytes) {
        int[] found = new int[PLACES.size()];
        int count = 0;
        // Read byte for byte, so that a place is a number of bytes.
        String text = tool.path("_meta").has("ui") || tool.path("_meta").has("ui/resourceUri")
                ? new String(bytes, StandardCharsets.ISO_8859_1)
                : "";
        for (Map.Entry<String, String> place : PLACES.entrySet()) {
            String uri = tool.at(place.getKey()).asText("");
            String written = place.getValue()
                    + new String(
                            TextNode.valueOf(uri).toString().getBytes(StandardCharsets.UTF_8),
                            StandardCharsets.ISO_8859_1);
            int at = uri.startsWith(Names.UI) ? text.lastIndexOf(written) : -1;
            if (at >= 0) {
                found[count++] = at + place.getValue().length() + 1 + Names.UI.length();
            }
        }
        int[] sorted = Arrays.copyOf(found, count);
        Arrays.sort(sorted);
        return sorted;
    }
}
