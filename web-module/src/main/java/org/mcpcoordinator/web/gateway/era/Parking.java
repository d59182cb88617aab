package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.Meta;
import org.mcpcoordinator.mcp.Seal;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.routing.Route;
import org.xnio.XnioExecutor;

/**
 * Calls that wait for their modern clients' answers, each found again by its {@code requestState}: what names the call, and
 * a seal over that, the caller, the server, the method and the parameters. The key is this process's own, and so are the
 * calls: nobody else could go on with them. Safe for any thread.
 */
final class Parking {
    private static final int MOST = 1_000;
    private static final int MOST_EACH = 64;
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final Seal seal;
    private final String node;
    private final Map<String, Parked> parked = new HashMap<>();
    private final Map<String, Integer> each = new HashMap<>();
    private final Duration longest;
    private long numbers;

    Parking() {
        this(LONGEST);
    }

    /** @param longest for how long a call waits */
    Parking(Duration longest) {
        this.longest = longest;
        SecureRandom random = new SecureRandom();
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        seal = new Seal(secret);
        byte[] name = new byte[9];
        random.nextBytes(name);
        node = ENCODER.encodeToString(name);
    }

    private record Parked(LegacyCall call, XnioExecutor.Key expiry) {}

    /** What a state leads to. */
    sealed interface Found {
        record Call(LegacyCall call) implements Found {}

        record Refused(int status, Frame.Failure failure) implements Found {}
    }

    /** Keeps the call, and gives the state by which it is found; empty if there is no room for it. */
    synchronized Optional<String> park(LegacyCall call) {
        String caller = call.asker().caller();
        if (parked.size() >= MOST || each.getOrDefault(caller, 0) >= MOST_EACH) {
            return Optional.empty();
        }
        String name = node + "." + ++numbers;
        XnioExecutor.Key expiry =
                call.home().executeAfter(() -> expire(name), longest.toMillis(), TimeUnit.MILLISECONDS);
        parked.put(name, new Parked(call, expiry));
        each.merge(caller, 1, Integer::sum);
        return Optional.of(name + "." + seal.of(sealed(name, caller, call.route(), call.request())));
    }

    /** The call that the request goes on with; found once. */
    Found find(String caller, Route route, Frame.Request request) {
        String[] parts = request.params().path("requestState").asText("").split("\\.", -1);
        if (parts.length != 3) {
            return refused(request, "requestState is none that was given out here");
        }
        if (!parts[0].equals(node)) {
            Fault lost = new Fault(
                    ProblemCode.SERVER_CUT,
                    "the call waited where nobody knows it any more; it may have been carried out, and is not repeated");
            return new Found.Refused(lost.status(), lost.failure(request.id()));
        }
        String name = parts[0] + "." + parts[1];
        if (!seal.fits(parts[2], sealed(name, caller, route, request))) {
            return refused(request, "requestState belongs to another request, or to another caller's");
        }
        Optional<Parked> found = remove(name);
        return found.<Found>map(call -> {
                    call.expiry().remove();
                    return new Found.Call(call.call());
                })
                .orElseGet(() -> refused(
                        request,
                        "the call this requestState belongs to has gone on or has waited longer than "
                                + longest.toSeconds() + " s; it may have been carried out"));
    }

    synchronized int size() {
        return parked.size();
    }

    /** Gives all of them up. */
    void close() {
        List<String> names;
        synchronized (this) {
            names = List.copyOf(parked.keySet());
        }
        names.forEach(name -> remove(name).ifPresent(each -> {
            each.expiry().remove();
            each.call().home().execute(() -> each.call().abandon("we are stopping"));
        }));
    }

    private void expire(String name) {
        remove(name).ifPresent(each -> each.call().abandon("the client has not come back with its answer"));
    }

    private synchronized Optional<Parked> remove(String name) {
        Optional<Parked> gone = Optional.ofNullable(parked.remove(name));
        gone.ifPresent(one ->
                each.computeIfPresent(one.call().asker().caller(), (caller, count) -> count > 1 ? count - 1 : null));
        return gone;
    }

    private static Found refused(Frame.Request request, String reason) {
        return new Found.Refused(200, new Frame.Failure(request.id(), ErrorCode.INVALID_PARAMS.code(), reason, null));
    }

    private static ObjectNode sealed(String name, String caller, Route route, Frame.Request request) {
        ObjectNode params = request.params().deepCopy();
        params.remove(List.of("inputResponses", "requestState", Meta.FIELD));
        ObjectNode whole = Json.object()
                .put("name", name)
                .put("caller", caller)
                .put("server", route.server())
                .put("method", request.method());
        return whole.set("params", params);
    }
}
