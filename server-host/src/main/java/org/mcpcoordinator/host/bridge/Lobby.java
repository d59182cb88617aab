package org.mcpcoordinator.host.bridge;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Requests that wait until it is known how their program is spoken to. Guarded by the child's lock. */
final class Lobby {
    private final Turns turns;
    private final Set<Waiting> waiting = new LinkedHashSet<>();

    Lobby(Turns turns) {
        this.turns = turns;
    }

    private record Waiting(Reply reply, Runnable work) {}

    /** Lets it wait, unless its caller goes or too many wait already. */
    void add(Reply reply, Runnable work) {
        if (waiting.size() >= Child.MOST_OPEN) {
            reply.complete(503, Bridged.unavailable("too many wait for the server's start; try again in a moment"));
            return;
        }
        Waiting last = new Waiting(reply, work);
        waiting.add(last);
        reply.ifGone(() -> turns.soon(() -> waiting.remove(last)));
    }

    /** Carries them all, but not for who has gone. */
    void carry() {
        empty().stream()
                .filter(each -> !each.reply().isGone())
                .forEach(each -> each.work().run());
    }

    /** Tells them that they wait in vain. */
    void refuse(String sentence) {
        empty().forEach(each -> each.reply().complete(503, Bridged.unavailable(sentence)));
    }

    int size() {
        return waiting.size();
    }

    private List<Waiting> empty() {
        List<Waiting> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }
}
