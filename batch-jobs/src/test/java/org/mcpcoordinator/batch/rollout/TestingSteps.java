package org.mcpcoordinator.batch.rollout;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.mcpcoordinator.rollout.GateAnswer;
import org.mcpcoordinator.rollout.InstanceOrder;
import org.mcpcoordinator.rollout.RolloutSteps;
import org.mcpcoordinator.rollout.Ticket;

/** A desk that answers what a test wants, in that order, and the last answer for ever. */
final class TestingSteps extends RolloutSteps {
    static final Ticket TICKET = new Ticket(42, 1, 7, 4, false);

    final Deque<Supplier<GateAnswer>> answers = new ArrayDeque<>();
    final Deque<List<InstanceOrder>> chunks = new ArrayDeque<>();
    final List<String> heard = new ArrayList<>();

    static GateAnswer answer(GateAnswer.Kind kind, int patienceMillis) {
        return new GateAnswer(kind, Duration.ofMillis(patienceMillis));
    }

    @Override
    public Ticket open(long rolloutId, long jobInstance, long executionId) {
        heard.add("open " + rolloutId + " " + jobInstance + " " + executionId);
        return TICKET;
    }

    @Override
    public Ticket openBack(long rolloutId, long jobInstance, long executionId) {
        heard.add("open back " + rolloutId + " " + jobInstance + " " + executionId);
        return new Ticket(42, 1, 7, 5, true);
    }

    @Override
    public synchronized GateAnswer look(Ticket ticket, int phase) {
        Supplier<GateAnswer> next = answers.size() > 1 ? answers.remove() : answers.element();
        return next.get();
    }

    @Override
    public List<InstanceOrder> orders(Ticket ticket, int phase, int from, int most) {
        heard.add("orders " + phase + " " + from + " " + most);
        return chunks.isEmpty() ? List.of() : chunks.remove();
    }

    @Override
    public void stopped(Ticket ticket) {
        heard.add("stopped " + ticket.rolloutId());
    }

    @Override
    public void tooSlow(Ticket ticket, Duration took, Duration limit) {
        heard.add("too slow " + ticket.rolloutId() + " " + took + " of " + limit);
    }

    @Override
    public void leave(Ticket ticket) {
        heard.add("leave " + ticket.rolloutId());
    }
}
