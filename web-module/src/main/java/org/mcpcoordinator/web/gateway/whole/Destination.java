package org.mcpcoordinator.web.gateway.whole;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.directory.Item;
import org.mcpcoordinator.directory.Kind;
import org.mcpcoordinator.directory.Member;
import org.mcpcoordinator.directory.View;

/**
 * Which server a request is for, and how it reads there.
 *
 * @param member the server
 * @param body the client's message with the server's own name or URI in it, and nothing else changed
 * @param name what its header {@code Mcp-Name} repeats; null if the method has none
 */
@SuppressWarnings("ArrayRecordComponent") // sent as it is
public record Destination(
        Member member, byte[] body, @Nullable String name) {
    /** True for requests that one server answers. */
    public static boolean isWanted(String method) {
        return switch (method) {
            case "tools/call", "prompts/get", "resources/read", "completion/complete" -> true;
            case "tasks/get", "tasks/update", "tasks/cancel", "tasks/result" -> true;
            default -> false;
        };
    }

    /** Where the request goes; empty if there is no such thing. */
    public static Optional<Destination> of(Demand demand, View view) {
        return switch (String.valueOf(demand.method())) {
            case "tools/call" -> named(demand, view, Kind.TOOLS, "name", demand.text("name"), true);
            case "prompts/get" -> named(demand, view, Kind.PROMPTS, "name", demand.text("name"), true);
            case "resources/read" -> placed(demand, view, "uri", demand.text("uri"), true);
            case "completion/complete" -> completed(demand, view);
            case "tasks/get", "tasks/update", "tasks/cancel", "tasks/result" -> task(demand, view);
            default -> Optional.empty();
        };
    }

    /** What the request names, for messages. */
    public static String subject(Demand demand) {
        String ref = demand.params().path("ref").path("name").asText("");
        String named = Optional.ofNullable(demand.text("name"))
                .or(() -> Optional.ofNullable(demand.text("uri")))
                .or(() -> Optional.ofNullable(demand.text("taskId")))
                .orElse(ref.isEmpty() ? demand.params().path("ref").path("uri").asText("nothing") : ref);
        return named.length() <= 64 ? named : named.substring(0, 64) + "...";
    }

    /** A task's id begins with its server's name. */
    private static Optional<Destination> task(Demand demand, View view) {
        String id = String.valueOf(demand.text("taskId"));
        int slash = id.indexOf('/');
        Member member = slash < 0 ? null : view.members().get(id.substring(0, slash));
        String own = id.substring(slash + 1);
        return member == null || !member.hasTasks()
                ? Optional.empty()
                : Optional.of(new Destination(member, demand.with("taskId", own), own));
    }

    private static Optional<Destination> completed(Demand demand, View view) {
        var ref = demand.params().path("ref");
        return switch (ref.path("type").asText("")) {
            case "ref/prompt" ->
                named(demand, view, Kind.PROMPTS, "ref.name", ref.path("name").textValue(), false);
            case "ref/resource" ->
                placed(demand, view, "ref.uri", ref.path("uri").textValue(), false);
            default -> Optional.empty();
        };
    }

    private static Optional<Destination> named(
            Demand demand, View view, Kind kind, String path, @Nullable String key, boolean header) {
        Optional<Item> item = key == null ? Optional.empty() : view.of(kind).find(key);
        return item.map(found ->
                new Destination(found.member(), demand.with(path, found.name()), header ? found.name() : null));
    }

    private static Optional<Destination> placed(
            Demand demand, View view, String path, @Nullable String uri, boolean header) {
        Optional<View.Whereabouts> place = uri == null ? Optional.empty() : view.resource(uri);
        return place.map(
                found -> new Destination(found.member(), demand.with(path, found.uri()), header ? found.uri() : null));
    }
}
