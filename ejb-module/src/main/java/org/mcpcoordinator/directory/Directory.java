package org.mcpcoordinator.directory;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.mcpcoordinator.access.CallRate;
import org.mcpcoordinator.catalog.Definitions;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.cluster.Announced;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceMoved;
import org.mcpcoordinator.pinning.Pins;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.standby.Offer;
import org.mcpcoordinator.standby.Offers;
import org.mcpcoordinator.timer.Occasion;

/**
 * Keeps the newest listing of all that the fleet offers: made of stored offers, replaced when servers come, go or offer
 * something else, read without a lock by whoever answers for all of them. No server is ever asked for it.
 */
@ApplicationScoped
public class Directory {
    private static final Logger LOG = Logger.getLogger(Directory.class);

    /** Of all offers that are kept, in bytes; servers beyond that are told as not known. */
    private static final long HEAVIEST = 96L << 20;

    /** What no event told is found so soon: an event may be lost. */
    private static final Duration READ_AGAIN = Duration.ofSeconds(20);

    private final Occasion news = new Occasion(READ_AGAIN);
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private Map<String, Offering> offerings = Map.of();
    private Map<String, Shown> shown = Map.of();
    private Map<String, Set<String>> held = Map.of();
    private Roster roster = new Roster(new TreeMap<>());
    private Clashes clashes = Clashes.NONE;
    private volatile Listing listing = Listing.EMPTY;

    @Inject
    Fleet fleet;

    @Inject
    Definitions definitions;

    @Inject
    Offers offers;

    @Inject
    Pins pins;

    @Inject
    Clock clock;

    /** This very object, for whoever asks often: the container's proxy would be asked each time. */
    public Supplier<Directory> itself() {
        return () -> this;
    }

    /** The listing as it is now. */
    public Listing listing() {
        return listing;
    }

    /**
     * Hears each time that there is another listing; must not wait.
     *
     * @return what ends that
     */
    public Runnable listen(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    void on(@Observes(during = TransactionPhase.AFTER_SUCCESS) InstanceMoved moved) {
        news.arise();
    }

    void on(@Observes Announced announced) {
        if (announced.concerns(Offers.CHANNEL) || announced.channel().equals(Announced.RESTORED)) {
            news.arise();
        }
    }

    boolean isDue() {
        return news.isDue(clock.instant());
    }

    /** Makes a new listing if something has changed; by one thread at a time. Fails if the database is away. */
    void look() {
        news.take(clock.instant(), this::read);
    }

    private boolean read() {
        Roster wanted = Roster.of(fleet.released(), this::isPlain, this::calls);
        Map<String, Offering> known = known(wanted);
        Map<String, Set<String>> withheld = held(wanted);
        if (wanted.equals(roster) && known.equals(offerings) && withheld.equals(held)) {
            return false;
        }
        Clashes clashes = clashes(wanted, known);
        Map<String, Shown> made = new TreeMap<>();
        wanted.entries().forEach((server, entry) -> show(server, entry, known, clashes, made));
        roster = wanted;
        offerings = known;
        shown = made;
        held = withheld;
        listing = Listing.of(wanted, made, withheld);
        listeners.forEach(Runnable::run);
        return false;
    }

    private CallRate calls(Instance instance) {
        return definition(instance).map(ServerDefinition::calls).orElse(CallRate.NONE);
    }

    /** By server, what is held by definition. */
    private Map<String, Set<String>> held(Roster wanted) {
        Map<String, Set<String>> byDefinition = pins.names();
        if (byDefinition.isEmpty()) {
            return Map.of();
        }
        Map<String, Set<String>> byServer = new HashMap<>();
        wanted.entries().forEach((server, entry) -> {
            Set<String> names = byDefinition.get(entry.definitionHash());
            if (names != null) {
                byServer.put(server, names);
            }
        });
        return byServer;
    }

    /** As its definition says; each revision is read once. */
    private boolean isPlain(Instance instance) {
        return definition(instance).map(ServerDefinition::plainNames).orElse(false);
    }

    private Optional<ServerDefinition> definition(Instance instance) {
        try {
            return Optional.ofNullable(
                    definitions.of(instance.revision()).get(instance.key().server()));
        } catch (ProblemException forgotten) {
            LOG.debugf("Nobody knows revision %d any more", instance.revision());
            return Optional.empty();
        }
    }

    /** What several servers with plain names call the same; said once for each change of it. */
    private Clashes clashes(Roster wanted, Map<String, Offering> known) {
        Map<String, Offering> plain = new TreeMap<>();
        wanted.entries().forEach((server, entry) -> {
            Offering offering = known.get(entry.definitionHash());
            if (entry.plain() && offering != null) {
                plain.put(server, offering);
            }
        });
        Clashes now = Clashes.of(plain);
        if (!now.equals(clashes) && !now.isNone()) {
            LOG.warnf(
                    "Servers with plain names call things the same, which are prefixed as those of all others: tools %s,"
                            + " prompts %s, resources of %s",
                    now.names().get(Kind.TOOLS), now.names().get(Kind.PROMPTS), now.servers());
        }
        clashes = now;
        return now;
    }

    /** What is not known yet is shown as it was before, if it was: its tools do not come and go with each new revision. */
    private void show(
            String server, Roster.Entry entry, Map<String, Offering> known, Clashes clashes, Map<String, Shown> made) {
        Shown before = shown.get(server);
        Offering offering = known.get(entry.definitionHash());
        boolean current = offering != null;
        if (offering == null && before != null) {
            offering = before.offering();
        }
        if (offering == null) {
            return;
        }
        Clashes its = entry.plain() ? clashes.of(server, offering) : Clashes.NONE;
        boolean same = before != null
                && before.clashes().equals(its)
                && before.offering().equals(offering)
                && before.current() == current
                && before.member().definitionHash().equals(entry.definitionHash())
                && before.member().category().equals(entry.category());
        made.put(server, same && before != null ? before : Shown.of(server, entry, offering, current, its));
    }

    /** The offers of all that are listed; only those are read that are new. */
    private Map<String, Offering> known(Roster wanted) {
        Map<String, Instant> learnt = offers.learnt();
        Map<String, Offering> known = new HashMap<>();
        Set<String> missing = new HashSet<>();
        wanted.entries().values().stream()
                .map(Roster.Entry::definitionHash)
                .distinct()
                .forEach(hash -> {
                    Offering kept = offerings.get(hash);
                    Instant at = learnt.get(hash);
                    if (kept != null && kept.learntAt().equals(at)) {
                        known.put(hash, kept);
                    } else if (at != null) {
                        missing.add(hash);
                    }
                });
        long weight = known.values().stream().mapToLong(Offering::weight).sum();
        for (Offer offer : offers.all(missing)) {
            Offering offering = Offering.of(offer);
            weight += offering.weight();
            if (weight > HEAVIEST) {
                LOG.warnf("Offers of all servers take more than %d MiB: some are not listed", HEAVIEST >> 20);
                break;
            }
            known.put(offer.definitionHash(), offering);
        }
        return known;
    }
}
