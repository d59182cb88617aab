package org.mcpcoordinator.web.gateway.whole;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.directory.Item;
import org.mcpcoordinator.directory.Kind;
import org.mcpcoordinator.directory.Member;
import org.mcpcoordinator.directory.View;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.McpHeaders;
import org.mcpcoordinator.mcp.Meta;
import org.mcpcoordinator.mcp.Revision;
import org.mcpcoordinator.web.gateway.era.Own;
import org.mcpcoordinator.web.gateway.tasks.Task;

/**
 * What a client is told without asking any server.
 *
 * @param status of HTTP
 * @param body empty if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // sent as it is
public record Reply(int status, byte[] body) {
    /** On results of lists that are not all there is: how many servers' offers are not known, and the names of some. */
    public static final String PARTIAL = "org.mcpcoordinator/partial";

    private static final int MOST_NAMES = 20;
    private static final int MOST_TASKS = 100;
    private static final int TTL_MILLIS = 15_000;
    private static final int TTL_PARTIAL_MILLIS = 2_000;

    /** Something was taken note of. */
    public static Reply accepted() {
        return new Reply(202, new byte[0]);
    }

    /** An error of the protocol; in both eras a request that could be read is answered with 200. */
    public static Reply failed(Demand demand, ErrorCode code, String message) {
        return failed(200, demand, code, message);
    }

    /** An error of the protocol. */
    public static Reply failed(int status, Demand demand, ErrorCode code, String message) {
        return new Reply(status, new Frame.Failure(demand.id(), code.code(), message, null).toBytes());
    }

    /** A refusal that the protocol's rules have made. */
    public static Reply failed(int status, Frame.Failure failure) {
        return new Reply(status, failure.toBytes());
    }

    /** A method that is not served. */
    public static Reply unknown(Demand demand, boolean modern) {
        String method = String.valueOf(demand.method());
        return failed(
                modern ? ErrorCode.METHOD_NOT_FOUND.status() : 200,
                demand,
                ErrorCode.METHOD_NOT_FOUND,
                "method not found: " + (method.length() > 64 ? method.substring(0, 64) : method));
    }

    /** Done, and nothing to tell. */
    public static Reply empty(Demand demand) {
        return result(demand, Json.object());
    }

    /** A result. */
    public static Reply result(Demand demand, ObjectNode result) {
        ObjectNode message = Json.object().put("jsonrpc", "2.0");
        message.set("id", demand.id());
        message.set("result", result);
        return new Reply(200, Json.bytes(message));
    }

    /** The answer to {@code initialize}: in the revision that was asked for, if it is one of the era. */
    public static Reply greeting(Demand demand, View view) {
        ObjectNode result = Json.object()
                .put("protocolVersion", revision(demand.text("protocolVersion")).id());
        result.set("capabilities", capabilities(view, false));
        result.set("serverInfo", self());
        result.put("instructions", instructions(view));
        return result(demand, result);
    }

    /** The revision a legacy client is served in. */
    public static Revision revision(@Nullable String asked) {
        return Optional.ofNullable(asked)
                .flatMap(Revision::of)
                .filter(known -> known.era() == Era.LEGACY && known != Revision.V2024_11_05)
                .orElse(Revision.NEWEST_LEGACY);
    }

    /** The answer to {@code server/discover}. */
    public static Reply discovery(Demand demand, View view) {
        ObjectNode result = Json.object().put("resultType", "complete");
        result.putArray("supportedVersions").add(Revision.NEWEST.id());
        result.set("capabilities", capabilities(view, true));
        result.put("instructions", instructions(view));
        result.put("ttlMs", TTL_MILLIS).put("cacheScope", "private");
        result.putObject(Meta.FIELD).set(Meta.SERVER_INFO, self());
        return result(demand, result);
    }

    /** A page of a list, as far as it is known. */
    public static Reply list(Demand demand, Kind kind, View view, boolean modern) {
        boolean wrong = demand.params().has("cursor") && demand.text("cursor") == null;
        Optional<Pages.Page> page =
                wrong ? Optional.empty() : Pages.page(kind, Showing.of(view, kind), demand.text("cursor"));
        if (page.isEmpty()) {
            return failed(demand, ErrorCode.INVALID_PARAMS, "unknown cursor; list again from the start");
        }
        return list(demand, kind, view, modern, page.get());
    }

    /**
     * A page of a caller's tasks, for clients of 2025-11-25: there is no such list in the newest revision.
     *
     * @param tasks all of them, in an order that stays
     * @param prefixed true where their ids say which server they are at
     */
    public static Reply tasks(Demand demand, List<Task> tasks, boolean prefixed) {
        boolean wrong = demand.params().has("cursor") && demand.text("cursor") == null;
        Optional<String> last = demand.text("cursor") == null
                ? Optional.of("")
                : Pages.last(String.valueOf(demand.method()), String.valueOf(demand.text("cursor")));
        if (wrong || last.isEmpty()) {
            return failed(demand, ErrorCode.INVALID_PARAMS, "unknown cursor; list again from the start");
        }
        List<Task> page = tasks.stream()
                .filter(task -> task.name().compareTo(last.get()) > 0)
                .limit(MOST_TASKS + 1L)
                .toList();
        ObjectNode result = Json.object();
        ArrayNode listed = result.putArray("tasks");
        page.stream().limit(MOST_TASKS).forEach(task -> listed.add(task.listed(prefixed)));
        if (page.size() > MOST_TASKS) {
            String told = page.get(MOST_TASKS - 1).name();
            result.put("nextCursor", Pages.cursor(String.valueOf(demand.method()), told));
        }
        return result(demand, result);
    }

    /** The tools that find the others, in the place of the list, and those that are pinned. */
    public static Reply finders(Demand demand, View view, boolean modern, List<Item> pinned) {
        ByteArrayOutputStream entries = new ByteArrayOutputStream();
        entries.writeBytes(Finders.declarations());
        for (Item item : pinned) {
            entries.write(',');
            item.write(entries);
        }
        return list(demand, Kind.TOOLS, view, modern, new Pages.Page(entries.toByteArray(), null));
    }

    private static Reply list(Demand demand, Kind kind, View view, boolean modern, Pages.Page page) {
        byte[] entries = page.entries();
        ByteArrayOutputStream out = new ByteArrayOutputStream(entries.length + 512);
        write(out, "{\"jsonrpc\":\"2.0\",\"id\":" + demand.id() + ",\"result\":{");
        if (modern) {
            int ttl = view.unknown().isEmpty() ? TTL_MILLIS : TTL_PARTIAL_MILLIS;
            write(out, "\"resultType\":\"complete\",\"ttlMs\":" + ttl + ",\"cacheScope\":\"private\",");
        }
        write(out, "\"" + kind.field() + "\":[");
        out.writeBytes(entries);
        write(out, "]");
        if (page.next() != null) {
            write(out, ",\"nextCursor\":\"" + page.next() + "\"");
        }
        ObjectNode about = about(view, modern);
        if (!about.isEmpty()) {
            write(out, ",\"" + Meta.FIELD + "\":" + about);
        }
        write(out, "}}");
        return new Reply(200, out.toByteArray());
    }

    private static ObjectNode about(View view, boolean modern) {
        ObjectNode about = Json.object();
        if (modern) {
            about.set(Meta.SERVER_INFO, self());
        }
        if (!view.unknown().isEmpty()) {
            ObjectNode partial =
                    about.putObject(PARTIAL).put("count", view.unknown().size());
            ArrayNode names = partial.putArray("servers");
            view.unknown().stream().limit(MOST_NAMES).forEach(names::add);
        }
        return about;
    }

    /** Tasks only where one of the servers has them. */
    private static ObjectNode capabilities(View view, boolean modern) {
        ObjectNode capabilities = Json.object();
        capabilities.putObject("tools").put("listChanged", true);
        capabilities.putObject("prompts").put("listChanged", true);
        capabilities.putObject("resources").put("listChanged", true).put("subscribe", true);
        capabilities.putObject("completions");
        capabilities.putObject("logging");
        String tasks = modern ? Member.TASKS : "tasks";
        if (hasTasks(view)) {
            if (modern) {
                capabilities.putObject("extensions").putObject(tasks);
            } else {
                ObjectNode told = capabilities.putObject(tasks);
                told.putObject("list");
                told.putObject("cancel");
                told.putObject("requests").putObject("tools").putObject("call");
            }
        }
        return capabilities;
    }

    /** True if one of the servers has tasks, in whichever era's way. */
    public static boolean hasTasks(View view) {
        return view.members().values().stream().anyMatch(Member::hasTasks);
    }

    private static ObjectNode self() {
        return Json.object()
                .put("name", "mcp-coordinator")
                .put("title", "MCP Coordinator")
                .put("version", "1");
    }

    private static String instructions(View view) {
        return "Tools and prompts of " + view.members().size()
                + " servers, each called SERVER__NAME; resources are at coordinator://SERVER/URI."
                + " Where find_tools is listed it finds the tools, and call_tool calls them."
                + own(view);
    }

    private static String own(View view) {
        List<String> names = view.of(Kind.TOOLS).items().stream()
                .filter(item -> item.member().server().equals(Own.NAME))
                .map(Item::key)
                .toList();
        return names.isEmpty() ? "" : " The fleet itself is looked after by " + String.join(", ", names) + ".";
    }

    private static void write(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The name a server is to be given in the header {@code Mcp-Name}. */
    public static String header(String name) {
        return McpHeaders.encode(name);
    }
}
