package org.mcpcoordinator.web.gateway.whole;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.directory.Item;
import org.mcpcoordinator.directory.Kind;
import org.mcpcoordinator.directory.Shelf;
import org.mcpcoordinator.mcp.Json;

/**
 * Pages of lists, put together of bytes that are there. A cursor names the last entry that was told, so it holds whatever
 * comes and goes between two pages; it carries a sum, so that what is none of ours is told from it.
 */
final class Pages {
    /** Entries of a page. */
    private static final int MOST = 1000;

    /** Bytes of a page, about; a single entry may be longer. */
    private static final int LARGEST = 512 * 1024;

    private Pages() {}

    /**
     * A page.
     *
     * @param entries UTF-8 JSON, with commas between them
     * @param next cursor of the page after it; null if this is the last
     */
    @SuppressWarnings("ArrayRecordComponent") // written at once
    record Page(byte[] entries, @Nullable String next) {}

    /** The page after the cursor, or the first; empty if the cursor is none of ours. */
    static Optional<Page> page(Kind kind, Shelf shelf, @Nullable String cursor) {
        int at = 0;
        if (cursor != null) {
            Optional<String> last = last(kind.method(), cursor);
            if (last.isEmpty()) {
                return Optional.empty();
            }
            at = shelf.after(last.get());
        }
        List<Item> items = shelf.items();
        int end = end(items, at);
        ByteArrayOutputStream out = new ByteArrayOutputStream(size(items, at, end));
        for (int i = at; i < end; i++) {
            if (i > at) {
                out.write(',');
            }
            items.get(i).write(out);
        }
        String next = end < items.size() ? cursor(kind, items.get(end - 1).key()) : null;
        return Optional.of(new Page(out.toByteArray(), next));
    }

    private static int end(List<Item> items, int from) {
        int length = 0;
        int end = from;
        while (end < items.size() && end - from < MOST && (end == from || length < LARGEST)) {
            length += items.get(end).length();
            end++;
        }
        return end;
    }

    private static int size(List<Item> items, int from, int to) {
        int size = 16;
        for (int i = from; i < to; i++) {
            size += items.get(i).length() + 8;
        }
        return size;
    }

    static String cursor(Kind kind, String key) {
        return cursor(kind.method(), key);
    }

    /** Where the list that this method asks for goes on after what is called so. */
    static String cursor(String method, String key) {
        ObjectNode cursor = Json.object().put("k", key).put("s", sum(method, key));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(cursor));
    }

    /** What was told last before the cursor; empty if it is none of ours. */
    static Optional<String> last(String method, String cursor) {
        try {
            var read = Json.read(Base64.getUrlDecoder().decode(cursor));
            String key = read.path("k").textValue();
            return key != null && read.path("s").asLong(-1) == sum(method, key) ? Optional.of(key) : Optional.empty();
        } catch (IllegalArgumentException | java.io.IOException noneOfOurs) {
            return Optional.empty();
        }
    }

    private static long sum(String method, String key) {
        CRC32 sum = new CRC32();
        sum.update((method + "\n" + key).getBytes(StandardCharsets.UTF_8));
        return sum.getValue();
    }
}
