package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is wished for one server. Holds no secret values: those travel beside it and stay in memory.
 *
 * @param server name of the server
 * @param replica 0 for the first copy
 * @param side of the copy, 0 or 1: the next generation of a program starts on the other side of the last one
 * @param generation counts changes of its definition, from 1 on
 * @param restarts asked-for restarts; a higher number means "start again"
 * @param category decides the serve process of built-in types
 * @param port its port on loopback, 0 if it takes none
 * @param run false: stop it
 * @param revision id of the revision its definition stands in
 * @param cause why, for {@code starts.log}
 * @param exposed true if it may listen on other addresses than loopback
 * @param launch how it is started; may be missing when {@code run} is false
 * @param notBefore not to be started earlier, milliseconds since 1970; 0 for at once
 * @param retry what is remembered of earlier tries; missing for none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Order(
        String server,
        int replica,
        int side,
        long generation,
        int restarts,
        String category,
        int port,
        boolean run,
        long revision,
        String cause,
        boolean exposed,
        @Nullable Launch launch,
        long notBefore,
        @Nullable Tries retry) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    Order(
            @Nullable String server,
            int replica,
            int side,
            long generation,
            int restarts,
            @Nullable String category,
            int port,
            boolean run,
            long revision,
            @Nullable String cause,
            boolean exposed,
            @Nullable Launch launch,
            long notBefore,
            @Nullable Tries retry) {
        this.server = named("server", server);
        this.replica = replica;
        this.side = side;
        this.generation = generation;
        this.restarts = restarts;
        this.category = run ? named("category", category) : category == null ? "" : category;
        this.port = port;
        this.run = run;
        this.revision = revision;
        this.cause = cause == null ? "" : cause;
        this.exposed = exposed;
        this.launch = launch;
        this.notBefore = notBefore;
        this.retry = retry;
        if (replica < 0 || side < 0 || side > 1 || port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    "replica " + replica + ", side " + side + " or port " + port + " is out of bounds");
        }
        if (run && launch == null) {
            throw new IllegalArgumentException("an order to run " + server + " needs a launch");
        }
    }

    @JsonIgnore
    ServerKey key() {
        return new ServerKey(server, replica, side);
    }

    @JsonIgnore
    Version version() {
        return new Version(generation, restarts);
    }

    /** The value, if it is a name that can be part of a file's name and is no option of a program. */
    static String named(String field, @Nullable String value) {
        if (value == null || !NAME.matcher(value).matches()) {
            throw new IllegalArgumentException("the " + field + " is missing or not a plain name");
        }
        return value;
    }

    /**
     * What was tried before, as {@link Retry} counts it.
     *
     * @param since beginning of the window, milliseconds since 1970
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Tries(int restarts, int replaces, long since) {}

    /** Which start is wished: one process per version. Ordered by age. */
    record Version(long generation, int restarts) implements Comparable<Version> {
        @Override
        public int compareTo(Version other) {
            return generation != other.generation
                    ? Long.compare(generation, other.generation)
                    : Integer.compare(restarts, other.restarts);
        }
    }
}
