package org.mcpcoordinator.web.gateway;

import io.undertow.client.ClientConnection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.balance.Attempt;
import org.mcpcoordinator.routing.Route;

/** How often one call is sent, and where to: what is told of each try, and which copy may be the next. On one I/O thread. */
final class Tries {
    /** So many copies are tried beside the first one. */
    private static final int MOST = 3;

    private final Gateway gateway;
    private List<Route> failed = List.of();
    private @Nullable Attempt attempt;
    /** What the system had taken for the connection before this call; it is kept alive from call to call. */
    private long takenBefore;

    Tries(Gateway gateway) {
        this.gateway = gateway;
    }

    /** One begins. Gives why it must not; null if it may. */
    Attempt.@Nullable Refused begin(Target target, boolean again) {
        end();
        Attempt begun = gateway.balance().begin(target.route(), again || !failed.isEmpty());
        Attempt.Refused refused = begun.refused();
        attempt = refused == null ? begun : null;
        return refused;
    }

    /** It is no longer under way. */
    void end() {
        Attempt ended = attempt;
        attempt = null;
        if (ended != null) {
            ended.end();
        }
    }

    void connected(ClientConnection its) {
        takenBefore = Upstreams.written(its);
    }

    void unreachable() {
        if (attempt != null) {
            attempt.unreachable();
        }
    }

    void answered(int status) {
        if (attempt != null) {
            attempt.answered(status);
        }
    }

    void silent() {
        if (attempt != null) {
            attempt.silent();
        }
    }

    /** The connection broke. True if nothing was taken: one kept alive had ended, and that is no failure of the server. */
    boolean broke(ClientConnection its) {
        boolean unsent = takenBefore >= 0 && Upstreams.written(its) == takenBefore;
        if (!unsent && attempt != null) {
            attempt.cut();
        }
        return unsent;
    }

    /** True if its copy is drained and it has had its time; that is counted. */
    boolean isOverdue() {
        boolean overdue = attempt != null && attempt.isOverdue();
        if (overdue) {
            gateway.balance().forced();
        }
        return overdue;
    }

    /** Where to send what could not be sent there: a copy that has not failed it yet; null if there is none. */
    @Nullable
    Target elsewhere(Target target) {
        List<Route> tried = with(target);
        Target other = tried.size() > MOST ? null : gateway.other(target, tried);
        if (other != null) {
            failed = tried;
        }
        return other;
    }

    /** Where to send what nobody has taken: another copy, or the same one by another connection. */
    @Nullable
    Target afresh(Target target) {
        Target other = elsewhere(target);
        if (other == null && failed.size() < MOST) {
            failed = with(target);
            return target;
        }
        return other;
    }

    /** Where to send what may have arrived already; null if it may not be carried out twice, or there is no other copy. */
    @Nullable
    Target again(Target target, byte[] whole) {
        String server = target.route().server();
        boolean may = failed.size() < MOST
                && gateway.other(target, with(target)) != null
                && gateway.repeats().allow(server, whole)
                && gateway.balance().mayRetry(server);
        return may ? elsewhere(target) : null;
    }

    private List<Route> with(Target target) {
        List<Route> all = new ArrayList<>(failed);
        all.add(target.route());
        return all;
    }
}
