package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a server is started; placeholders are still in it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Launch.Builtin.class, name = "builtin"),
    @JsonSubTypes.Type(value = Launch.Command.class, name = "command")
})
sealed interface Launch {
    /** The transport of programs that are spoken to through their pipes. */
    String STDIO = "stdio";

    /**
     * A built-in type inside a serve process.
     *
     * @param type for example {@code files}
     * @param config what the type documents
     */
    record Builtin(String type, ObjectNode config) implements Launch {
        public Builtin {
            if (type == null || config == null) {
                throw new IllegalArgumentException("a builtin launch needs type and config");
            }
        }
    }

    /**
     * Any program, from its argument vector.
     *
     * @param argv program and arguments, at least the program
     * @param env beside the clean base
     * @param transport {@code http} or {@code stdio}
     */
    record Command(List<String> argv, Map<String, String> env, String transport) implements Launch {
        public Command(List<String> argv, @Nullable Map<String, String> env, @Nullable String transport) {
            if (argv == null || argv.isEmpty() || argv.get(0).isBlank()) {
                throw new IllegalArgumentException("a command launch needs argv");
            }
            this.argv = List.copyOf(argv);
            this.env = env == null ? Map.of() : Map.copyOf(env);
            this.transport = transport == null ? "http" : transport;
            if (!this.transport.equals("http") && !this.transport.equals(STDIO)) {
                throw new IllegalArgumentException("this agent runs programs that speak http or stdio");
            }
        }
    }
}
