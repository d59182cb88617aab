package org.mcpcoordinator.directory;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.CallRate;
import org.mcpcoordinator.standby.Offer;

/** A listing of a few servers. */
public final class TestingListing {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SortedMap<String, Roster.Entry> entries = new TreeMap<>();
    private final Map<String, Shown> shown = new TreeMap<>();
    private final Map<String, CallRate> rates = new TreeMap<>();
    private final Map<String, Set<String>> held = new TreeMap<>();
    private boolean plain;
    private boolean tasks;
    private boolean telling;

    /** The next servers keep the names of their own. */
    public TestingListing plain() {
        plain = true;
        return this;
    }

    /** The next servers say that they tell of what changes. */
    public TestingListing telling() {
        telling = true;
        return this;
    }

    /** The next servers have tasks. */
    public TestingListing tasks() {
        tasks = true;
        return this;
    }

    /** The server may be called so much; said before what it offers. */
    public TestingListing allowing(String server, CallRate rate) {
        rates.put(server, rate);
        return this;
    }

    /** A server that offers tools of these names, speaks the eras named in {@code eras}, and perhaps has resources. */
    public TestingListing with(String server, String category, String eras, String resources, String... tools) {
        StringBuilder list = new StringBuilder();
        for (String tool : tools) {
            list.append(list.isEmpty() ? "" : ",")
                    .append("{\"name\":\"")
                    .append(tool)
                    .append("\",\"inputSchema\":{\"type\":\"object\"}}");
        }
        String news = telling ? "{\"listChanged\":true,\"subscribe\":true}" : "{}";
        String capabilities = "{\"tools\":" + news + ",\"prompts\":{}"
                + (resources.isEmpty() ? "" : ",\"resources\":" + news)
                + (tasks ? ",\"tasks\":{},\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}" : "}");
        Offer offer = new Offer(
                server,
                eras.contains("modern") ? (ObjectNode) json("{\"capabilities\":" + capabilities + "}") : null,
                eras.contains("legacy")
                        ? (ObjectNode)
                                json("{\"protocolVersion\":\"2025-06-18\",\"capabilities\":" + capabilities + "}")
                        : null,
                (ArrayNode) json("[" + list + "]"),
                (ArrayNode) json("[{\"name\":\"greet\"}]"),
                resources.isEmpty() ? null : (ArrayNode) json("[{\"uri\":\"" + resources + "\",\"name\":\"r\"}]"),
                null,
                Instant.EPOCH);
        Roster.Entry entry = new Roster.Entry(category, server, plain, rates.getOrDefault(server, CallRate.NONE));
        entries.put(server, entry);
        shown.put(server, Shown.of(server, entry, Offering.of(offer), true, Clashes.NONE));
        return this;
    }

    /** A server of which nothing is known. */
    public TestingListing unknown(String server, String category) {
        entries.put(server, new Roster.Entry(category, server, false));
        return this;
    }

    /** A tool of that server says something else than was approved. */
    public TestingListing held(String server, String tool) {
        held.put(server, Set.of(tool));
        return this;
    }

    /** The listing. */
    public Listing made() {
        return Listing.of(new Roster(entries), shown, held);
    }

    private static @Nullable Object json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
