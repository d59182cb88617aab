package org.mcpcoordinator.access;

import java.util.Objects;
import java.util.Set;

/**
 * What a caller sees of the fleet: a {@link Scope}, made ready once so that looking at it costs a look-up. Never changed. Two
 * that show the same are equal, whatever they allow to be called.
 */
public final class Sight {
    /** Everything. */
    public static final Sight ALL = of(Scope.NONE);

    private final Set<String> categories;
    private final Words servers;
    private final Words tools;
    private final Words pins;
    private final CallRate rate;
    private final boolean narrow;
    private final int hash;

    private Sight(Scope scope) {
        this.categories = Set.copyOf(scope.categories());
        this.servers = new Words(scope.servers());
        this.tools = new Words(scope.tools());
        this.pins = new Words(scope.pins());
        this.rate = scope.rate();
        this.narrow = !categories.isEmpty() || !servers.isEmpty() || !tools.isEmpty();
        this.hash = Objects.hash(categories, servers, tools, pins);
    }

    /** What a scope shows. */
    public static Sight of(Scope scope) {
        return new Sight(scope);
    }

    /** True if there may be something that is not seen. */
    public boolean isNarrow() {
        return narrow;
    }

    /** True if tools are named: then nothing but these is seen, no prompts and no resources. */
    public boolean namesTools() {
        return !tools.isEmpty();
    }

    /** True if tools are pinned. */
    public boolean pins() {
        return !pins.isEmpty();
    }

    /** True if it is for calling servers only: whoever is limited there must not go round by the API. */
    public boolean isForGatewayOnly() {
        return narrow || !rate.isNone();
    }

    /** How much may be called. */
    public CallRate rate() {
        return rate;
    }

    /** True if the server is seen. */
    public boolean server(String name, String category) {
        boolean placed =
                (categories.isEmpty() && servers.isEmpty()) || servers.hold(name) || categories.contains(category);
        return placed && (tools.isEmpty() || tools.lead(name + "__") || tools.lead(name + "/"));
    }

    /**
     * True if the tool of a server that is seen is seen.
     *
     * @param name as its server calls it
     * @param key as it is called where all servers are one
     */
    public boolean tool(String server, String name, String key) {
        return tools.isEmpty() || named(tools, server, name, key);
    }

    /** True if the tool is pinned. */
    public boolean pinned(String server, String name, String key) {
        return named(pins, server, name, key);
    }

    private static boolean named(Words words, String server, String name, String key) {
        return words.hold(key) || words.hold(server + "/" + name);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sight that
                && hash == that.hash
                && categories.equals(that.categories)
                && servers.equals(that.servers)
                && tools.equals(that.tools)
                && pins.equals(that.pins);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return narrow ? "Sight[narrow]" : "Sight[all]";
    }
}
