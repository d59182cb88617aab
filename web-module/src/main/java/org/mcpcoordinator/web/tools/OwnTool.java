package org.mcpcoordinator.web.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.function.Function;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.mcp.server.Arguments;

/**
 * A tool of the coordinator.
 *
 * @param declaration as it is listed; its arguments and results are bounded
 * @param route of the REST API that does the same; who may use that may use this
 * @param role the least role that may use it
 * @param audit verb of the audit trail; empty if it changes nothing
 * @param weight how much a call with these arguments does
 * @param about what a call is about, for the audit trail
 * @param question what exactly would be done, as a person is asked it
 * @param work does it
 */
record OwnTool(
        ObjectNode declaration,
        String route,
        Role role,
        String audit,
        Function<Arguments, Weight> weight,
        Function<Arguments, String> about,
        Function<Arguments, String> question,
        Work work) {
    OwnTool {
        Objects.requireNonNull(declaration);
        Objects.requireNonNull(route);
        Objects.requireNonNull(role);
        Objects.requireNonNull(audit);
        Objects.requireNonNull(weight);
        Objects.requireNonNull(about);
        Objects.requireNonNull(question);
        Objects.requireNonNull(work);
    }

    /** Does a tool's work. */
    @FunctionalInterface
    interface Work {
        Told call(Arguments arguments, Caller caller);
    }

    /** One that only looks. */
    static OwnTool looking(String name, String route, Work work) {
        return new OwnTool(
                Declarations.of(name),
                route,
                Role.VIEWER,
                "",
                arguments -> Weight.LOOKS,
                arguments -> "",
                arguments -> "",
                work);
    }

    String name() {
        return declaration.path("name").asText();
    }
}
