package org.mcpcoordinator.web.door;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.web.door.oauth.OAuthDoor;

/**
 * The door, on the I/O thread: under which name, from which page, how much, and who. What it cannot decide without
 * waiting (a session, which may lie on another node) is left to {@link CallerHandler}.
 */
final class DoorHandler implements HttpHandler {
    private static final Logger LOG = Logger.getLogger(DoorHandler.class);
    private static final HttpString POLICY = new HttpString("Content-Security-Policy");
    private static final HttpString NO_SNIFF = new HttpString("X-Content-Type-Options");
    private static final HttpString REFERRER = new HttpString("Referrer-Policy");
    private static final HttpString REQUEST_METHOD = new HttpString("Access-Control-Request-Method");
    private static final HttpString PROTOCOLS = new HttpString("Sec-WebSocket-Protocol");
    private static final String BEARER = "Bearer ";
    private static final int LONGEST_TOKEN = 512;

    /** One for each I/O thread, used and left empty within a call: to look one up costs more than the digest itself. */
    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(DoorHandler::sha256);

    private final DoorConfig config;
    private final Provenance provenance;
    private final Supplier<@Nullable Staff> staff;
    private final String cookie;
    private final HttpHandler next;
    private final Optional<OAuthDoor> oauth;
    private volatile boolean reached;

    DoorHandler(DoorConfig config, Supplier<@Nullable Staff> staff, String cookie, HttpHandler next) {
        this(config, staff, cookie, next, Optional.empty());
    }

    /**
     * A door.
     *
     * @param oauth knows tokens that others give; empty if none are taken
     */
    DoorHandler(
            DoorConfig config,
            Supplier<@Nullable Staff> staff,
            String cookie,
            HttpHandler next,
            Optional<OAuthDoor> oauth) {
        this.oauth = oauth;
        this.config = config;
        this.provenance = new Provenance(config);
        this.staff = staff;
        this.cookie = cookie;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        protect(exchange);
        if (!reached) {
            tellWhere(exchange);
        }
        Area area = Area.of(exchange.getRelativePath());
        try {
            checkPath(exchange.getRelativePath());
            if (area != Area.HEALTH) {
                provenance.checkHost(exchange);
                provenance.checkOrigin(exchange);
                provenance.share(exchange);
            }
            if (exchange.getRequestMethod().equals(Methods.OPTIONS)
                    && exchange.getRequestHeaders().contains(REQUEST_METHOD)) {
                Provenance.answerPreflight(exchange);
                return;
            }
            checkSize(exchange, area);
            if (area == Area.OPEN && exchange.getRelativePath().startsWith(OAuthDoor.METADATA)) {
                tellWhoGivesTokens(exchange);
            } else if (area.least() == null) {
                next.handleRequest(exchange);
            } else {
                identify(exchange, area);
            }
        } catch (ProblemException refused) {
            refuse(exchange, area, refused);
        }
    }

    private void tellWhere(HttpServerExchange exchange) {
        Staff present = staff.get();
        if (present != null) {
            reached = true;
            present.reached().accept(exchange.getRequestScheme(), exchange.getDestinationAddress());
        }
    }

    /** Holds for every answer of ours; a page that needs more sets a policy of its own. */
    private static void protect(HttpServerExchange exchange) {
        HeaderMap answer = exchange.getResponseHeaders();
        answer.put(POLICY, "default-src 'none'; frame-ancestors 'none'");
        answer.put(NO_SNIFF, "nosniff");
        answer.put(REFERRER, "no-referrer");
        if (exchange.isSecure()) {
            answer.put(Headers.STRICT_TRANSPORT_SECURITY, "max-age=31536000");
        }
    }

    /** One address, one spelling: what the container might read otherwise than we do is not let through. */
    private static void checkPath(String path) {
        if (path.contains("//")
                || path.contains("/./")
                || path.contains("/../")
                || path.endsWith("/..")
                || path.indexOf('\\') >= 0) {
            throw new ProblemException(ProblemCode.REQUEST_INVALID, "The address is not in its plain form.");
        }
    }

    private void checkSize(HttpServerExchange exchange, Area area) {
        if (!area.bounded()) {
            return;
        }
        long limit = area.bodyLimit(config.bodyLimit());
        if (exchange.getRequestContentLength() > limit) {
            throw new ProblemException(
                    ProblemCode.BODY_TOO_LARGE, "At most " + limit + " bytes (setting " + DoorConfig.BODY_LIMIT + ").");
        }
        if (exchange.getRequestContentLength() < 0 && !exchange.isRequestComplete()) {
            Leftover.watch(exchange);
            if (area != Area.GATEWAY) {
                BodyLimit.on(exchange, limit);
            }
        }
    }

    private void identify(HttpServerExchange exchange, Area area) throws Exception {
        Staff present = staff.get();
        if (present == null) {
            throw new ProblemException(ProblemCode.SERVER_AWAY, "The coordinator is starting; try again in a moment.");
        }
        String authorization = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
        Optional<String> offered = area.isSocket() && authorization == null
                ? Passes.token(null, exchange.getRequestHeaders().getFirst(PROTOCOLS))
                : Optional.empty();
        if (offered.isPresent()) {
            admit(exchange, area, bearer(present, offered.get()));
        } else if (authorization == null) {
            withoutCredentials(exchange, area);
        } else if (authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            checkToken(
                    exchange,
                    area,
                    present,
                    authorization.substring(BEARER.length()).strip());
        } else if (BasicBook.isBasic(authorization)) {
            Optional<Caller> known = present.basics().known(authorization);
            if (known.isPresent()) {
                admit(exchange, area, known);
            } else {
                exchange.dispatch(
                        SameThreadExecutor.INSTANCE, () -> checkBasic(exchange, area, present, authorization));
            }
        } else {
            admit(exchange, area, Optional.empty());
        }
    }

    private void checkToken(HttpServerExchange exchange, Area area, Staff present, String token) throws Exception {
        if (oauth.isEmpty() || area != Area.GATEWAY || !oauth.get().takes(token)) {
            admit(exchange, area, bearer(present, token));
            return;
        }
        String path = exchange.getRelativePath();
        byte[] digest = SHA_256.get().digest(token.getBytes(StandardCharsets.UTF_8));
        Optional<OAuthDoor.Known> known = oauth.get().known(digest, path);
        if (known.isPresent()) {
            admit(exchange, area, known.get().caller());
        } else {
            exchange.dispatch(
                    SameThreadExecutor.INSTANCE,
                    () -> answerWhenKnown(
                            exchange,
                            area,
                            oauth.get()
                                    .check(
                                            token,
                                            digest,
                                            path,
                                            exchange.getConnection().getWorker())));
        }
    }

    private void tellWhoGivesTokens(HttpServerExchange exchange) throws Exception {
        Optional<byte[]> told = oauth.flatMap(door -> door.metadata(exchange.getRelativePath()));
        if (told.isEmpty() || !exchange.getRequestMethod().equals(Methods.GET)) {
            next.handleRequest(exchange);
            return;
        }
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "max-age=300");
        exchange.getResponseSender().send(ByteBuffer.wrap(told.get()));
    }

    private void withoutCredentials(HttpServerExchange exchange, Area area) throws Exception {
        if (area == Area.METRICS && config.metricsOpen() && isLoopback(exchange)) {
            admit(exchange, area, Optional.of(new Caller("loopback", Role.VIEWER, "loopback")));
        } else if (area.takesSession() && exchange.getRequestCookie(cookie) != null) {
            next.handleRequest(exchange);
        } else {
            throw new ProblemException(
                    ProblemCode.NOT_AUTHENTICATED,
                    area == Area.GATEWAY
                            ? "Send a token: Authorization: Bearer TOKEN. An administrator makes one in the console, Users and"
                                    + " tokens, or with: coordinator tokens create NAME"
                            : "Send Basic or Bearer credentials, or sign in.");
        }
    }

    private void checkBasic(HttpServerExchange exchange, Area area, Staff present, String authorization) {
        answerWhenKnown(
                exchange,
                area,
                present.basics()
                        .check(
                                authorization,
                                address(exchange),
                                exchange.getConnection().getWorker()));
    }

    private void answerWhenKnown(HttpServerExchange exchange, Area area, CompletionStage<Optional<Caller>> asked) {
        asked.whenComplete((caller, failure) -> exchange.dispatch(exchange.getIoThread(), checked -> {
            if (failure == null) {
                admit(checked, area, caller);
            } else {
                refuse(checked, area, problem(failure));
            }
        }));
    }

    private void admit(HttpServerExchange exchange, Area area, Optional<Caller> found) throws Exception {
        Role least = area.least();
        if (found.isEmpty()) {
            refuse(
                    exchange,
                    area,
                    new ProblemException(
                            ProblemCode.NOT_AUTHENTICATED,
                            area == Area.GATEWAY
                                    ? "This token is unknown, revoked or expired. An administrator makes another in the console,"
                                            + " Users and tokens, or with: coordinator tokens create NAME"
                                    : "These credentials are not accepted."));
        } else if (least != null && !found.get().role().includes(least)) {
            refuse(
                    exchange,
                    area,
                    new ProblemException(ProblemCode.FORBIDDEN, "This needs the role " + least.id() + "."));
        } else if (!area.isForCalls() && found.get().sight().isForGatewayOnly()) {
            refuse(
                    exchange,
                    area,
                    new ProblemException(
                            ProblemCode.FORBIDDEN, "This token is limited, and so it is for /mcp and /ws/mcp only."));
        } else {
            exchange.putAttachment(Door.CALLER, found.get());
            next.handleRequest(exchange);
        }
    }

    private static Optional<Caller> bearer(Staff present, String token) {
        if (token.isEmpty() || token.length() > LONGEST_TOKEN) {
            return Optional.empty();
        }
        return present.tokens().apply(SHA_256.get().digest(token.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every Java has SHA-256", absent);
        }
    }

    private static ProblemException problem(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ProblemException known) {
            return known;
        }
        LOG.error("Credentials could not be checked", cause);
        return new ProblemException(
                ProblemCode.INTERNAL, "The credentials could not be checked; the server's log says why.");
    }

    private void refuse(HttpServerExchange exchange, Area area, ProblemException refused) {
        if (refused.code() == ProblemCode.NOT_AUTHENTICATED) {
            Refusal.challenge(exchange, area, oauth.map(door -> door.whereToAsk(exchange.getRelativePath())));
        }
        Refusal.send(exchange, refused);
    }

    /** The address of the socket; what a header says about another one is not believed. */
    static String address(HttpServerExchange exchange) {
        InetAddress address = exchange.getSourceAddress().getAddress();
        return address == null ? "unknown" : address.getHostAddress();
    }

    private static boolean isLoopback(HttpServerExchange exchange) {
        InetAddress address = exchange.getSourceAddress().getAddress();
        return address != null && address.isLoopbackAddress();
    }
}
