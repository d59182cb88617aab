package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.host.confine.Limits;
import org.mcpcoordinator.host.confine.Network;
import org.mcpcoordinator.host.store.PackageRef;

/** How a server is started; placeholders are still in it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Launch.Builtin.class, name = "builtin"),
    @JsonSubTypes.Type(value = Launch.Command.class, name = "command"),
    @JsonSubTypes.Type(value = Launch.Image.class, name = "image")
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

    /** What is started by itself, and not inside a process of ours. */
    sealed interface Program extends Launch permits Command, Image {
        /** Variables, placeholders still in them. */
        Map<String, String> env();

        /** {@code http} or {@code stdio}. */
        String transport();

        Limits limits();

        Network network();

        @JsonIgnore
        default boolean stdio() {
            return transport().equals(STDIO);
        }

        /** True if its port is in a network of its own, and somebody has to lead there. */
        @JsonIgnore
        default boolean led() {
            return !stdio() && network() != Network.ANY;
        }

        /**
         * The port it listens on in a network of its own.
         *
         * @param port of the host's that leads there
         */
        default int inside(int port) {
            return port;
        }
    }

    /**
     * Any program, from its argument vector.
     *
     * @param argv program and arguments, at least the program
     * @param env beside the clean base
     * @param transport {@code http} or {@code stdio}
     * @param recipe the package whose program takes the place of the first argument; null for none
     * @param limits what it may take
     * @param network what of the network it reaches
     */
    record Command(
            List<String> argv,
            Map<String, String> env,
            String transport,
            @Nullable Recipe recipe,
            Limits limits,
            Network network)
            implements Program {
        public Command(
                List<String> argv,
                @Nullable Map<String, String> env,
                @Nullable String transport,
                @Nullable Recipe recipe,
                @Nullable Limits limits,
                @Nullable Network network) {
            if (argv == null || argv.isEmpty() || argv.get(0).isBlank()) {
                throw new IllegalArgumentException("a command launch needs argv");
            }
            this.argv = List.copyOf(argv);
            this.env = env == null ? Map.of() : Map.copyOf(env);
            this.transport = transport == null ? "http" : transport;
            this.recipe = recipe;
            this.limits = limits == null ? Limits.USUAL : limits;
            this.network = network == null ? Network.ANY : network;
            if (!this.transport.equals("http") && !this.transport.equals(STDIO)) {
                throw new IllegalArgumentException("this agent runs programs that speak http or stdio");
            }
        }
    }

    /**
     * A container image.
     *
     * @param image its name with its digest
     * @param args for the program in it
     * @param env variables beside its own
     * @param transport {@code http} or {@code stdio}
     * @param containerPort on which its program listens inside; 0 for stdio
     * @param limits what it may take
     * @param network what of the network it reaches
     */
    record Image(
            String image,
            List<String> args,
            Map<String, String> env,
            String transport,
            int containerPort,
            Limits limits,
            Network network)
            implements Program {
        private static final Pattern FIXED = Pattern.compile("[a-z0-9][a-zA-Z0-9._:/-]{0,254}@sha256:[0-9a-f]{64}");

        public Image(
                String image,
                @Nullable List<String> args,
                @Nullable Map<String, String> env,
                @Nullable String transport,
                int containerPort,
                @Nullable Limits limits,
                @Nullable Network network) {
            if (image == null || !FIXED.matcher(image).matches()) {
                throw new IllegalArgumentException("an image launch needs an image with its digest, NAME@sha256:...");
            }
            this.image = image;
            this.args = args == null ? List.of() : List.copyOf(args);
            this.env = env == null ? Map.of() : Map.copyOf(env);
            this.transport = transport == null ? "http" : transport;
            this.containerPort = containerPort;
            this.limits = limits == null ? Limits.USUAL : limits;
            this.network = network == null ? Network.ANY : network;
            consistent();
        }

        private void consistent() {
            boolean http = transport.equals("http");
            if (!http && !transport.equals(STDIO)) {
                throw new IllegalArgumentException("this agent runs images that speak http or stdio");
            }
            if (http ? containerPort < 1 || containerPort > 65_535 : containerPort != 0) {
                throw new IllegalArgumentException("an image that speaks http, and no other, needs its containerPort");
            }
        }

        @Override
        public int inside(int port) {
            return containerPort;
        }
    }

    /**
     * A program of a package in this host's store.
     *
     * @param manager {@code npm} or {@code uv}
     * @param name of the package
     * @param version exact
     * @param program of the package; empty for the one it is known for
     * @param integrity as pinned; empty for whatever there is
     */
    record Recipe(String manager, String name, String version, String program, String integrity) {
        public Recipe(
                @Nullable String manager,
                @Nullable String name,
                @Nullable String version,
                @Nullable String program,
                @Nullable String integrity) {
            PackageRef ref = PackageRef.of(manager, name, version, program);
            this.manager = ref.manager().id();
            this.name = ref.name();
            this.version = ref.wanted();
            this.program = ref.program();
            this.integrity = integrity == null ? "" : integrity;
        }

        PackageRef ref() {
            return PackageRef.of(manager, name, version, program);
        }
    }
}
