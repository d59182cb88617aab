package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The wishes as they are kept on disk: {@code desired.json}, mode 0600, replaced as a whole and fsync'd, without
 * secrets.
 *
 * @param epoch the newest one seen
 * @param wishes one for each server, those to be stopped included
 */
record Desired(long epoch, List<Wish> wishes) {
    /**
     * One server's order, and the verdict if it has been given up on.
     *
     * @param verdict null while there is hope
     */
    record Wish(Order order, @Nullable Verdict verdict) {}

    /**
     * Why a version is not tried again.
     *
     * @param reason a name of the coordinator's reasons
     * @param detail one sentence
     */
    record Verdict(String reason, String detail) {
        /** It ended, and nobody knows more than how. */
        static final String EXITED = "EXITED";
    }

    static Desired load(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new Desired(0, List.of());
        }
        JsonNode root = Json.read(Files.readAllBytes(file));
        List<Wish> wishes = new ArrayList<>();
        for (JsonNode item : root.path("wishes")) {
            JsonNode verdict = item.path("verdict");
            wishes.add(new Wish(
                    Json.as(item.path("order"), Order.class),
                    verdict.isObject() ? Json.as(verdict, Verdict.class) : null));
        }
        return new Desired(root.path("epoch").asLong(), wishes);
    }

    static void save(Path file, long epoch, Collection<Wish> wishes) throws IOException {
        ObjectNode root = Json.object().put("epoch", epoch);
        ArrayNode items = root.putArray("wishes");
        for (Wish wish : wishes) {
            ObjectNode item = items.addObject();
            item.set("order", Json.MAPPER.valueToTree(wish.order()));
            if (wish.verdict() != null) {
                item.set("verdict", Json.MAPPER.valueToTree(wish.verdict()));
            }
        }
        OwnFiles.replace(file, Json.line(root));
    }
}
