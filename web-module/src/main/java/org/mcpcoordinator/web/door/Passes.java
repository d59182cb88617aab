package org.mcpcoordinator.web.door;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Caller;

/**
 * Who has passed the door with a connection that lasts passes it again with each of its messages, by a pass that this process
 * gives to itself: so each message is asked everything the door asks. A pass leads to nobody any more when the token it
 * was given for is revoked, or when it is given back.
 */
@ApplicationScoped
public class Passes {
    /** Before a token among the subprotocols of a WebSocket: a page of a browser can send no header. */
    private static final String BEARER_PROTOCOL = "bearer.";

    private static final String BEARER = "Bearer ";
    private static final int BYTES = 32;
    private static final int LONGEST = 512;

    private final SecureRandom random = new SecureRandom();
    private final Map<ByteBuffer, Pass> passes = new ConcurrentHashMap<>();
    private volatile Function<byte[], Optional<Caller>> tokens = digest -> Optional.empty();
    private volatile BiPredicate<String, Instant> accounts = (name, since) -> true;

    /** This very object, for whoever asks often: the container's proxy would be asked each time. */
    Supplier<Passes> itself() {
        return () -> this;
    }

    void open(Function<byte[], Optional<Caller>> known, BiPredicate<String, Instant> hold) {
        tokens = known;
        accounts = hold;
    }

    /** The token of a request: of its header {@code Authorization}, else of its {@code Sec-WebSocket-Protocol}; not looked at. */
    public static Optional<String> token(@Nullable String authorization, @Nullable String protocols) {
        if (authorization != null) {
            return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                    ? Optional.of(authorization.substring(BEARER.length()).strip())
                    : Optional.empty();
        }
        return words(protocols)
                .filter(word -> word.startsWith(BEARER_PROTOCOL))
                .map(word -> word.substring(BEARER_PROTOCOL.length()))
                .findFirst();
    }

    /** Subprotocols that are offered. */
    public static List<String> offered(@Nullable String protocols) {
        return words(protocols).toList();
    }

    private static Stream<String> words(@Nullable String list) {
        return list == null ? Stream.empty() : Stream.of(list.split(",", 20)).map(String::strip);
    }

    /**
     * Gives a pass.
     *
     * @param token by which the caller has passed; empty for one that passed by password or session
     * @param since when it was
     */
    public Pass give(Caller caller, Optional<String> token, Instant since) {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        String text = "pass_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        Pass pass = new Pass(this, text, caller, token.map(Passes::digest).orElse(null), since);
        passes.put(ByteBuffer.wrap(digest(text)), pass);
        return pass;
    }

    /** Who has that pass; by the SHA-256 of its text. */
    Optional<Caller> find(byte[] digest) {
        Pass pass = passes.get(ByteBuffer.wrap(digest));
        return pass == null ? Optional.empty() : pass.caller();
    }

    private static byte[] digest(String text) {
        String bounded = text.length() > LONGEST ? "" : text;
        try {
            return MessageDigest.getInstance("SHA-256").digest(bounded.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every Java has SHA-256", absent);
        }
    }

    /** What lets the messages of one connection through. */
    public static final class Pass {
        private final Passes home;
        private final String text;
        private final Caller holder;
        private final byte @Nullable [] token;
        private final Instant since;

        private Pass(Passes home, String text, Caller holder, byte @Nullable [] token, Instant since) {
            this.home = home;
            this.text = text;
            this.holder = holder;
            this.token = token;
            this.since = since;
        }

        /** As it stands after {@code Bearer}; a secret of this process. */
        public String text() {
            return text;
        }

        /** Name of its holder. */
        public String holder() {
            return holder.name();
        }

        private Optional<Caller> caller() {
            return token == null ? Optional.of(holder) : home.tokens.apply(token);
        }

        /** False if its holder may not pass any more; may wait for the database. */
        public boolean holds() {
            return token == null ? home.accounts.test(holder.name(), since) : caller().isPresent();
        }

        /** Gives it back. */
        public void end() {
            home.passes.remove(ByteBuffer.wrap(digest(text)));
        }

        @Override
        public String toString() {
            return "Pass[" + holder.name() + "]";
        }
    }
}
