package org.mcpcoordinator.balance;

import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.routing.Route;

/** One sending of a call to a copy, from its begin to its end; on one thread. What comes first of it counts. */
public final class Attempt {
    private final Balance balance;
    private final Copies copies;
    private final Condition condition;
    private final Route route;
    private final long begunAt;
    private final boolean trial;
    private final @Nullable Refused refused;
    private boolean told;
    private boolean ended;

    /**
     * Why a call is not sent.
     *
     * @param seconds after which it is worth trying again
     */
    public record Refused(ProblemCode code, String detail, long seconds) {}

    Attempt(
            Balance balance,
            Copies copies,
            Condition condition,
            Route route,
            long begunAt,
            boolean trial,
            @Nullable Refused refused) {
        this.balance = balance;
        this.copies = copies;
        this.condition = condition;
        this.route = route;
        this.begunAt = begunAt;
        this.trial = trial;
        this.refused = refused;
        this.told = refused != null;
        this.ended = refused != null;
    }

    /** Why it must not be sent; null if it may. Of one that must not nothing needs to be told. */
    public @Nullable Refused refused() {
        return refused;
    }

    /** The head of an answer has come. */
    public void answered(int status) {
        if (tell()) {
            balance.answered(this, status);
        }
    }

    /** No connection could be made. */
    public void unreachable() {
        if (tell()) {
            balance.failed(this, true, "no connection could be made");
        }
    }

    /** The connection broke before an answer. */
    public void cut() {
        if (tell()) {
            balance.failed(this, false, "it broke off");
        }
    }

    /** No answer came in time. */
    public void silent() {
        if (tell()) {
            balance.silent(this);
        }
    }

    /** It is no longer under way. Without any news before, its caller has left. */
    public void end() {
        if (tell()) {
            balance.left(this);
        }
        if (!ended) {
            ended = true;
            condition.calls().end();
        }
    }

    /** True if its copy is drained and it has had its time. */
    public boolean isOverdue() {
        return condition.isOverdue(balance.now());
    }

    private boolean tell() {
        boolean first = !told;
        if (first) {
            told = true;
            copies.protection().heard();
        }
        return first;
    }

    Copies copies() {
        return copies;
    }

    Condition condition() {
        return condition;
    }

    Route route() {
        return route;
    }

    long begunAt() {
        return begunAt;
    }

    boolean isTrial() {
        return trial;
    }
}
