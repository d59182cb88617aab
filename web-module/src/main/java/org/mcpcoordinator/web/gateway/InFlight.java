package org.mcpcoordinator.web.gateway;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;

/**
 * The calls under way on one I/O thread, looked at every 100 ms while there are any: cheaper than a timer for each.
 * Touched by its own thread only, except to find it.
 */
final class InFlight {
    static final int LOOK_MILLIS = 100;

    private final XnioIoThread thread;
    private @Nullable Call newest;
    private XnioExecutor.@Nullable Key looking;

    private InFlight(XnioIoThread thread) {
        this.thread = thread;
    }

    void add(Call call) {
        Call next = newest;
        call.next = next;
        if (next != null) {
            next.previous = call;
        }
        newest = call;
        if (looking == null) {
            looking = thread.executeAtInterval(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    void remove(Call call) {
        if (call.previous != null) {
            call.previous.next = call.next;
        } else if (newest == call) {
            newest = call.next;
        }
        if (call.next != null) {
            call.next.previous = call.previous;
        }
        call.next = null;
        call.previous = null;
    }

    private void look() {
        long now = System.nanoTime();
        Call call = newest;
        if (call == null && looking != null) {
            looking.remove();
            looking = null;
        }
        while (call != null) {
            Call next = call.next;
            call.look(now);
            call = next;
        }
    }

    /** One list for each I/O thread. */
    static final class Threads {
        private final Map<XnioIoThread, InFlight> lists = new ConcurrentHashMap<>();

        InFlight of(XnioIoThread thread) {
            InFlight list = lists.get(thread);
            return list != null ? list : lists.computeIfAbsent(thread, InFlight::new);
        }
    }
}
