package org.mcpcoordinator.runtime;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Observation;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.fleet.Reseat;

/**
 * What is wished on a host beside what its agent sees and has been told: the orders and observations that bring the two
 * together. Made anew for each pass from whole states, so that no event can be missed for good.
 */
final class Comparison {
    private final List<ObjectNode> orders = new ArrayList<>();
    private final Map<Seat, Order.Gist> told = new HashMap<>();
    private final Map<Seat, ServerStatus> seen;
    private final Map<Seat, Order.Gist> toldBefore;
    private final Answers answers;
    private final Set<Instance> besides = new HashSet<>();
    private final Sightings sightings;
    private boolean unfinished;

    private Comparison(Map<Seat, ServerStatus> seen, Map<Seat, Order.Gist> toldBefore, Answers answers) {
        this.seen = seen;
        this.toldBefore = toldBefore;
        this.answers = answers;
        this.sightings = new Sightings(seen, toldBefore);
    }

    /**
     * What the comparison asks of others.
     *
     * @param definitions what an instance is to run; empty if its revision does not know it
     * @param secrets values of those of the names that are set
     * @param causes why an instance is started that no person has asked for, for the agent's log
     * @param mendsExtra true if what nobody wishes is ended
     * @param drained true if the process an instance had so far may end: nothing is under way there, or it has had its time
     */
    record Answers(
            Function<Instance, Optional<ServerDefinition>> definitions,
            Function<Set<String>, Map<String, String>> secrets,
            Function<Instance, String> causes,
            boolean mendsExtra,
            Predicate<Instance> drained) {
        Answers {
            Objects.requireNonNull(definitions);
            Objects.requireNonNull(secrets);
            Objects.requireNonNull(causes);
            Objects.requireNonNull(drained);
        }
    }

    /**
     * Compares.
     *
     * @param wished all instances of the host
     * @param seen what the agent says, by server
     * @param toldBefore what it has been told since it was connected; empty at first, so that it is told everything
     */
    static Comparison of(
            List<Instance> wished, Map<Seat, ServerStatus> seen, Map<Seat, Order.Gist> toldBefore, Answers answers) {
        Comparison comparison = new Comparison(seen, toldBefore, answers);
        comparison.compare(wished);
        return comparison;
    }

    /** Orders to send, if any. */
    List<ObjectNode> orders() {
        return orders;
    }

    /** What those orders tell, to be remembered once they are taken. */
    Map<Seat, Order.Gist> told() {
        return told;
    }

    /** What to tell the fleet. */
    List<Observation> observations() {
        return sightings.observations();
    }

    /** Instances that need another port. */
    List<Reseat> reseats() {
        return sightings.reseats();
    }

    /** True if something waits for calls under way to end: to be compared again soon. */
    boolean unfinished() {
        return unfinished;
    }

    /** True if whatever the orders do not name may be ended: nothing drains, for which there is no order yet. */
    boolean namesAll() {
        return !unfinished && answers.mendsExtra();
    }

    private void compare(List<Instance> wished) {
        List<Start> starts = new ArrayList<>();
        Set<Seat> known = new HashSet<>();
        for (Instance instance : wished) {
            known.add(Seat.of(instance));
            Instance beside = instance.beside();
            if (beside == null) {
                settle(instance, starts);
                continue;
            }
            known.add(Seat.of(beside));
            besides.add(beside);
            if (beside.side() == instance.side()) {
                // The next one is put in this one's place inside its process: the seat has one order.
                settle(beside.state() == InstanceState.FAILED ? instance : beside, starts);
                observe(beside.state() == InstanceState.FAILED ? beside : instance);
            } else {
                settle(instance, starts);
                settle(beside, starts);
            }
        }
        start(starts);
        seen.forEach((seat, status) -> {
            Order.Gist gist = new Order.Gist(status.version(), false, 0);
            boolean nobodys =
                    answers.mendsExtra() && !known.contains(seat) && status.state() != ServerStatus.State.STOPPED;
            if (nobodys && !gist.equals(toldBefore.get(seat))) {
                stop(seat, gist);
            }
        });
    }

    /** What one generation needs: its order, if it is news, and what is seen of it. */
    private void settle(Instance instance, List<Start> starts) {
        boolean givenUpBeside = instance.state() == InstanceState.FAILED && isBeside(instance);
        if (instance.toRun() && !givenUpBeside) {
            answers.definitions()
                    .apply(instance)
                    .ifPresentOrElse(
                            definition -> run(instance, definition, starts),
                            () -> giveUp(
                                    instance,
                                    Reason.LAUNCH_FAILED,
                                    "revision " + instance.revision() + " does not define it"));
        } else {
            end(instance);
        }
        observe(instance);
    }

    /** A server to be started, or said again. */
    private record Start(Instance instance, ServerDefinition definition) {}

    private void run(Instance instance, ServerDefinition definition, List<Start> starts) {
        if (definition.way() instanceof Way.Url) {
            if (instance.state() == InstanceState.PLANNED) {
                sightings.add(new Observation.Started(instance.key(), instance.generation(), 1, 0));
            }
        } else if (isNews(instance) && mayEndWhatRuns(instance, definition)) {
            starts.add(new Start(instance, definition));
        }
    }

    /** A start that ends another process of the seat waits until that has drained. */
    private boolean mayEndWhatRuns(Instance instance, ServerDefinition definition) {
        ServerStatus status = seen.get(Seat.of(instance));
        boolean ends = status != null
                && status.state() == ServerStatus.State.RUNNING
                && !status.version().equals(Order.gist(instance).version())
                && (definition.way() instanceof Way.Program || instance.state() == InstanceState.PLANNED);
        return !ends || drained(instance);
    }

    private boolean drained(Instance instance) {
        boolean drained = answers.drained().test(instance);
        unfinished |= !drained;
        return drained;
    }

    /** To be stopped, once the calls under way have had their time. A newer order than this one's wish may be known there. */
    private void end(Instance instance) {
        Seat seat = Seat.of(instance);
        ServerStatus status = seen.get(seat);
        Order.Gist wish = Order.gist(instance);
        ServerStatus.Version version =
                status == null ? wish.version() : wish.version().orLater(status.version());
        Order.Gist gist = new Order.Gist(version, false, wish.port());
        if (!gist.equals(toldBefore.get(seat)) && drained(instance)) {
            stop(seat, gist);
        }
    }

    private boolean isNews(Instance instance) {
        return !Order.gist(instance).equals(toldBefore.get(Seat.of(instance)));
    }

    /** The generation in hand is the one beside another: it has nothing beside itself, and the agent knows both. */
    private boolean isBeside(Instance instance) {
        return besides.contains(instance);
    }

    private void start(List<Start> starts) {
        Set<String> names = new TreeSet<>();
        starts.forEach(
                start -> names.addAll(Order.secretNames(start.definition().way())));
        Map<String, String> secrets = answers.secrets().apply(names);
        for (Start start : starts) {
            Instance instance = start.instance();
            Set<String> missing =
                    new TreeSet<>(Order.secretNames(start.definition().way()));
            missing.removeAll(secrets.keySet());
            if (missing.isEmpty()) {
                orders.add(Order.run(instance, start.definition(), secrets, cause(instance)));
                told.put(Seat.of(instance), Order.gist(instance));
            } else {
                giveUp(instance, Reason.SECRET_MISSING, "not set: " + String.join(", ", missing));
            }
        }
    }

    private void giveUp(Instance instance, Reason reason, String detail) {
        if (instance.state() != InstanceState.FAILED) {
            sightings.add(new Observation.GivenUp(instance.key(), instance.generation(), reason, detail));
        }
    }

    /** A start of a generation that the agent has had before was asked for by a person. */
    private String cause(Instance instance) {
        ServerStatus status = seen.get(Seat.of(instance));
        if (status != null && status.version().generation() == instance.generation()) {
            boolean restart = instance.restarts() > status.version().restarts();
            if (restart && instance.tries() != null) {
                return "replacement";
            }
            if (restart && instance.reason() == Reason.CALLED) {
                return "call";
            }
            if (restart || status.state() == ServerStatus.State.STOPPED) {
                return "operator";
            }
        }
        return answers.causes().apply(instance);
    }

    private void stop(Seat seat, Order.Gist gist) {
        orders.add(Order.stop(seat, gist.version()));
        told.put(seat, gist);
    }

    private void observe(Instance instance) {
        sightings.look(instance, isBeside(instance));
    }
}
