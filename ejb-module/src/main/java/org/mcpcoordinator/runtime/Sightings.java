package org.mcpcoordinator.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Observation;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.fleet.Reseat;

/** What an agent sees and the fleet does not know yet, gathered instance by instance for one comparison. */
final class Sightings {
    private final List<Observation> observations = new ArrayList<>();
    private final List<Reseat> reseats = new ArrayList<>();
    private final Map<Seat, ServerStatus> seen;
    private final Map<Seat, Order.Gist> toldBefore;

    Sightings(Map<Seat, ServerStatus> seen, Map<Seat, Order.Gist> toldBefore) {
        this.seen = seen;
        this.toldBefore = toldBefore;
    }

    /** What to tell the fleet. */
    List<Observation> observations() {
        return observations;
    }

    /** Instances that need another port. */
    List<Reseat> reseats() {
        return reseats;
    }

    /** Something that is known without a look. */
    void add(Observation observation) {
        observations.add(observation);
    }

    /**
     * Looks at one generation; what is seen of another version than the wished one is on its way.
     *
     * @param isBeside true if it is the one beside another
     */
    void look(Instance instance, boolean isBeside) {
        ServerStatus status = seen.get(Seat.of(instance));
        if (instance.state() == InstanceState.SLEEPING) {
            // Its process is on its way out, or gone: nothing of that is news.
            return;
        }
        if (instance.desired() != Desired.RUNNING) {
            observeEnd(instance, status);
        } else if (status != null) {
            observeLife(instance, status, isBeside);
        }
    }

    private void observeEnd(Instance instance, @Nullable ServerStatus status) {
        boolean gone = status == null || status.state() == ServerStatus.State.STOPPED;
        Order.Gist last = toldBefore.get(Seat.of(instance));
        if (gone && last != null && !last.run() && instance.state() != InstanceState.STOPPED) {
            observations.add(new Observation.Gone(instance.key(), instance.generation()));
        }
    }

    private void observeLife(Instance instance, ServerStatus status, boolean isBeside) {
        ServerStatus.Version version = Order.gist(instance).version();
        if (status.refused() != null && status.refused().version().equals(version)) {
            Verdicts.refusal(status)
                    .filter(verdict -> instance.state() != InstanceState.FAILED)
                    .ifPresent(observations::add);
        }
        if (!status.version().equals(version)) {
            return;
        }
        Verdicts.of(status)
                .filter(verdict -> differs(instance, status, verdict))
                .ifPresent(observations::add);
        if (status.tries() != null && !status.tries().equals(instance.tries())) {
            Verdicts.tries(status).ifPresent(observations::add);
        }
        if (status.replace() && instance.port() != 0 && !isBeside) {
            reseat(instance, status);
        }
    }

    private void reseat(Instance instance, ServerStatus status) {
        boolean atOnce = status.reason().equals(Reason.PORT_TAKEN.name()) || status.tries() == null;
        reseats.add(new Reseat(
                instance.key(),
                instance.host(),
                instance.generation(),
                instance.restarts(),
                atOnce ? null : Objects.requireNonNull(status.tries()).due()));
    }

    private static boolean differs(Instance instance, ServerStatus status, Observation verdict) {
        if (verdict instanceof Observation.Started) {
            return instance.pid() != status.pid()
                    || instance.attempt() != status.attempt()
                    || instance.state() == InstanceState.PLANNED;
        }
        if (verdict instanceof Observation.GivenUp) {
            return instance.state() != InstanceState.FAILED;
        }
        return verdict instanceof Observation.Exited
                && (instance.pid() != 0 || !instance.reason().isEnd());
    }
}
