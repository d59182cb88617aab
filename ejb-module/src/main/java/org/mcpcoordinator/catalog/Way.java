package org.mcpcoordinator.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** How a server is run; the key of its definition in the fleet file tells which. */
public sealed interface Way {
    /** True if the server needs a port of the layout on its host. */
    boolean takesPort();

    /** Names of the secrets it is run with. */
    Set<String> secrets();

    /**
     * A built-in type inside a {@code server-host} process.
     *
     * @param type for example {@code files}
     * @param config what the type documents; may hold {@code ${secret:NAME}}
     */
    record Builtin(String type, ObjectNode config) implements Way {
        public Builtin {
            Objects.requireNonNull(type);
            config = config.deepCopy();
        }

        @Override
        public Set<String> secrets() {
            return SecretReferences.in(Stream.of(config.toString()));
        }

        @Override
        public boolean takesPort() {
            return true;
        }
    }

    /** What is started on its host by itself: a program that lies there, or an image. */
    sealed interface Program extends Way permits Command, Image {
        /** What is started, and its arguments. */
        List<String> words();

        /** Environment beside its own. */
        Map<String, String> env();

        /** How it speaks MCP. */
        Transport transport();

        /** Address path of its MCP endpoint. */
        String path();

        /** What each copy may take. */
        Limits limits();

        /** What of the network each copy reaches. */
        Network network();

        /** The package it is started from, if it is one. */
        Optional<Recipe> recipe();

        /** Hash of that; empty if not pinned. */
        String integrity();

        @Override
        default boolean takesPort() {
            return transport() != Transport.STDIO;
        }
    }

    /**
     * Any program, started from its argument vector, never through a shell.
     *
     * @param argv program and arguments; may hold {@code ${port}}, {@code ${host}} and {@code ${secret:NAME}}
     * @param env environment beside the clean base; same placeholders
     * @param transport how it speaks MCP
     * @param path address path of its MCP endpoint, usually {@code /mcp}, or {@code /sse} for HTTP+SSE
     * @param integrity hash of the package that {@code npx} or {@code uvx} name, from the registry; empty if not pinned
     * @param limits what each copy may take
     * @param network what of the network each copy reaches
     */
    record Command(
            List<String> argv,
            Map<String, String> env,
            Transport transport,
            String path,
            String integrity,
            Limits limits,
            Network network)
            implements Program {
        /** One that pins no package. */
        public Command(List<String> argv, Map<String, String> env, Transport transport, String path) {
            this(argv, env, transport, path, "", Limits.USUAL, Network.ANY);
        }

        public Command {
            argv = List.copyOf(argv);
            env = Map.copyOf(env);
            Objects.requireNonNull(transport);
            Objects.requireNonNull(path);
            Objects.requireNonNull(integrity);
            Objects.requireNonNull(limits);
            Objects.requireNonNull(network);
        }

        @Override
        public Set<String> secrets() {
            return SecretReferences.in(Stream.concat(argv.stream(), env.values().stream()));
        }

        @Override
        public List<String> words() {
            return argv;
        }

        @Override
        public Optional<Recipe> recipe() {
            return Recipe.of(argv);
        }

        /** The same, with the exact version of its package. */
        public Command pinned(Recipe recipe, String version, String hash) {
            return new Command(recipe.pinned(version), env, transport, path, hash, limits, network);
        }
    }

    /**
     * A container image, run by the engine of its host.
     *
     * @param image its name, registry included, with its digest: {@code NAME@sha256:...}
     * @param args for the program in it; no placeholders
     * @param env variables beside its own; may hold {@code ${secret:NAME}}
     * @param transport how it speaks MCP
     * @param path address path of its MCP endpoint, usually {@code /mcp}
     * @param containerPort the port its program listens on inside; 0 for one that speaks stdio
     * @param limits what each copy may take
     * @param network what of the network each copy reaches
     */
    record Image(
            String image,
            List<String> args,
            Map<String, String> env,
            Transport transport,
            String path,
            int containerPort,
            Limits limits,
            Network network)
            implements Program {
        public Image {
            Objects.requireNonNull(image);
            args = List.copyOf(args);
            env = Map.copyOf(env);
            Objects.requireNonNull(transport);
            Objects.requireNonNull(path);
            Objects.requireNonNull(limits);
            Objects.requireNonNull(network);
        }

        /** Without its digest: the registry and the name there. */
        public String name() {
            return image.substring(0, image.indexOf('@'));
        }

        @Override
        public List<String> words() {
            return Stream.concat(Stream.of(image), args.stream()).toList();
        }

        @Override
        public Optional<Recipe> recipe() {
            return Optional.empty();
        }

        @Override
        public String integrity() {
            return "";
        }

        @Override
        public Set<String> secrets() {
            return SecretReferences.in(env.values().stream());
        }
    }

    /**
     * A remote server: nothing to start.
     *
     * @param url its MCP endpoint, http or https
     * @param headers sent with every request; may hold {@code ${secret:NAME}}
     * @param auth how tokens for it are had; empty if it wants none
     * @param transport how it speaks MCP; never stdio
     */
    record Url(String url, Map<String, String> headers, Optional<RemoteAuth> auth, Transport transport) implements Way {
        public Url {
            Objects.requireNonNull(transport);
            Objects.requireNonNull(url);
            headers = Map.copyOf(headers);
            Objects.requireNonNull(auth);
        }

        /** One that speaks Streamable HTTP. */
        public Url(String url, Map<String, String> headers, Optional<RemoteAuth> auth) {
            this(url, headers, auth, Transport.HTTP);
        }

        /** One that wants no tokens. */
        public Url(String url, Map<String, String> headers) {
            this(url, headers, Optional.empty());
        }

        @Override
        public Set<String> secrets() {
            return SecretReferences.in(
                    Stream.concat(headers.values().stream(), auth.stream().flatMap(RemoteAuth::texts)));
        }

        @Override
        public boolean takesPort() {
            return false;
        }
    }

    /** How a server speaks MCP. */
    enum Transport {
        /** Streamable HTTP. */
        HTTP,
        /** HTTP+SSE of 2024-11-05: one address for what the server says, another one for what it is told. */
        SSE,
        STDIO;

        /** The one of that name, and what is usual for any other. */
        static Transport of(String id) {
            return Stream.of(values())
                    .filter(transport -> transport.id().equals(id))
                    .findFirst()
                    .orElse(HTTP);
        }

        /** As the fleet file has it. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Where such servers usually are. */
        String usualPath() {
            return this == SSE ? "/sse" : DefinitionJson.USUAL_PATH;
        }
    }

    /** What of the network a program reaches; the agent's {@code Network} has the same. */
    enum Network {
        /** Nothing, not even a loopback. */
        NONE,
        /** A loopback of its own, which nobody else is on. */
        LOOPBACK,
        /** What its host reaches. */
        ANY;

        /** The one of that name, and what is usual for any other. */
        static Network of(String id) {
            return Stream.of(values())
                    .filter(network -> network.id().equals(id))
                    .findFirst()
                    .orElse(ANY);
        }

        /** As the fleet file has it. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
