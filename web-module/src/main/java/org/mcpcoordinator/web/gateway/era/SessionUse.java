package org.mcpcoordinator.web.gateway.era;

/** How a session of ours at a server is used: by whom now, when last, and until when what runs in it needs it. Guarded by the pool. */
final class SessionUse {
    private int users;
    private long at;
    private long heldUntil;
    private boolean held;

    /** So many use it from now on, in nanoseconds. */
    void begin(int more, long now) {
        users += more;
        at = now;
    }

    void end(long now) {
        users--;
        at = now;
    }

    /** A task runs in it, though nobody uses it; the longest of all times counts. */
    void hold(long until) {
        if (!held || until - heldUntil > 0) {
            heldUntil = until;
            held = true;
        }
    }

    boolean isFree() {
        return users == 0;
    }

    long at() {
        return at;
    }

    /** True if nobody has used it for that long, and nothing runs in it. */
    boolean isIdle(long now, long longest) {
        return users == 0 && now - at > longest && !(held && heldUntil - now > 0);
    }
}
