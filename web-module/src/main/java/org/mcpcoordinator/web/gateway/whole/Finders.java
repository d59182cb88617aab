package org.mcpcoordinator.web.gateway.whole;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Json;

/** The three tools that stand for all others where those are too many to be listed. */
public final class Finders {
    /** Finds tools. */
    public static final String FIND = "find_tools";

    /** Tells all of one tool. */
    public static final String DESCRIBE = "describe_tool";

    /** Calls one. */
    public static final String CALL = "call_tool";

    /** So many are found if nothing else is said, and at most. */
    public static final int USUALLY = 8;

    /** At most. */
    public static final int MOST = 20;

    private static final Set<String> NAMES = Set.of(FIND, DESCRIBE, CALL);

    private static final String DECLARATIONS = """
            {"name":"find_tools","title":"Find tools",\
            "description":"Finds the tools that do what you want. There are too many here to list: say in plain words what is to \
            be done, for example \\"make a picture smaller\\" or \\"who changed this file\\". Answers names and one line about each, \
            best first, and how the best ones are called. Then use call_tool.",\
            "inputSchema":{"type":"object","properties":{\
            "query":{"type":"string","minLength":1,"maxLength":1000,"description":"What is to be done, in plain words; names of \
            servers, products and things help"},\
            "limit":{"type":"integer","minimum":1,"maximum":20,"default":8,"description":"How many tools at most"}},\
            "required":["query"]},"annotations":{"readOnlyHint":true,"openWorldHint":false}},\
            {"name":"describe_tool","title":"Describe a tool",\
            "description":"Tells all of one tool: its full description and the schema of its arguments. Use it before call_tool \
            when find_tools did not show the schema.",\
            "inputSchema":{"type":"object","properties":{\
            "name":{"type":"string","description":"Name as find_tools told it, SERVER__TOOL"}},\
            "required":["name"]},"annotations":{"readOnlyHint":true,"openWorldHint":false}},\
            {"name":"call_tool","title":"Call a tool",\
            "description":"Calls a tool that find_tools has named and answers what the tool answers. It may do whatever that tool \
            does.",\
            "inputSchema":{"type":"object","properties":{\
            "name":{"type":"string","description":"Name as find_tools told it, SERVER__TOOL"},\
            "arguments":{"type":"object","description":"Arguments as the tool's schema says"}},\
            "required":["name"]},"annotations":{"openWorldHint":true}}""";

    private Finders() {}

    /** True if that is one of the three. */
    public static boolean isOne(@Nullable String name) {
        return name != null && NAMES.contains(name);
    }

    /** As entries of a list, with commas between. */
    static byte[] declarations() {
        return DECLARATIONS.getBytes(StandardCharsets.UTF_8);
    }

    /** What a tool answers. */
    public static ObjectNode result(String text, boolean mistake, boolean modern) {
        ObjectNode result = Json.object();
        if (modern) {
            result.put("resultType", "complete");
        }
        result.putArray("content").addObject().put("type", "text").put("text", text);
        return mistake ? result.put("isError", true) : result;
    }
}
