package org.mcpcoordinator.insight;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.Revision;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.ServerFilter;
import org.mcpcoordinator.health.Health;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.rollout.Reports;
import org.mcpcoordinator.rollout.Rollout;
import org.mcpcoordinator.rollout.RolloutReport;
import org.mcpcoordinator.rollout.Rollouts;
import org.mcpcoordinator.runtime.Runtime;

/** The desk of whoever asks why: gathers what all packages know of a server or a rollout, and says what to try next. */
@Stateless
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Explanations {
    private static final int MOST_COPIES = 100;
    private static final int EXPLAINED = 10;
    private static final int PROBES = 5;
    private static final int READ = 200;
    private static final int LINES = 8;
    private static final int QUIET_LINES = 3;
    private static final Pattern TROUBLE =
            Pattern.compile("(?i)error|exception|fatal|panic|traceback|cannot|denied|refused|not found");

    @Inject
    Fleet fleet;

    @Inject
    Catalog catalog;

    @Inject
    Rollouts rollouts;

    @Inject
    Reports reports;

    @Inject
    Runtime runtime;

    @Inject
    Health health;

    /**
     * Why a server is in its state.
     *
     * @throws ProblemException SERVER_NOT_FOUND
     */
    public Explanation server(String name) {
        List<Instance> copies = fleet.list(new ServerFilter(null, null, null, name, 0, 1000)).items().stream()
                .filter(instance -> instance.key().server().equals(name))
                .limit(MOST_COPIES)
                .toList();
        if (copies.isEmpty()) {
            throw new ProblemException(ProblemCode.SERVER_NOT_FOUND, "No server is called " + name + ".");
        }
        // The copies that are unwell come first: they are what is asked about.
        List<Instance> told = new ArrayList<>(copies);
        told.sort((one, other) ->
                Boolean.compare(one.state() == InstanceState.HEALTHY, other.state() == InstanceState.HEALTHY));
        long healthy = copies.stream()
                .filter(copy -> copy.state() == InstanceState.HEALTHY)
                .count();
        Instance first = told.get(0);
        Optional<Rollout> last = rollouts.list().stream()
                .filter(rollout -> rollout.fleet().equals(first.fleet()))
                .findFirst();
        return new Explanation(
                "server " + name,
                name + " is " + first.state() + " since " + first.since() + ": " + first.reason()
                        + (first.detail().isEmpty() ? "" : ", " + first.detail())
                        + (copies.size() == 1 ? "" : " (" + healthy + " of " + copies.size() + " copies are healthy)"),
                wish(first, copies.size()),
                told.stream().limit(EXPLAINED).map(this::copy).toList(),
                last.map(rollout -> checks(rollout, false)).orElse(List.of()),
                Advice.on(first));
    }

    /**
     * Why a rollout stands where it stands.
     *
     * @throws ProblemException ROLLOUT_NOT_FOUND
     */
    public Explanation rollout(long id) {
        Rollout rollout = rollouts.find(id)
                .orElseThrow(
                        () -> new ProblemException(ProblemCode.ROLLOUT_NOT_FOUND, "There is no rollout " + id + "."));
        List<RolloutReport.Failure> failures = reports.failures(id, EXPLAINED);
        int healthy =
                rollout.phases().stream().mapToInt(Rollout.Phase::healthy).max().orElse(0);
        List<Explanation.Copy> copies = new ArrayList<>();
        for (RolloutReport.Failure failure : failures) {
            fleet.find(new InstanceKey(failure.server(), failure.replica()))
                    .map(this::copy)
                    .ifPresent(copies::add);
        }
        return new Explanation(
                "rollout " + id,
                "rollout " + id + " of fleet " + rollout.fleet() + " is " + rollout.state()
                        + (rollout.reason().isEmpty() ? "" : ": " + rollout.reason())
                        + (rollout.detail().isEmpty() ? "" : ", " + rollout.detail()) + "; " + healthy + " of "
                        + rollout.planned() + " healthy, " + rollout.failed() + " failed",
                "revision " + rollout.revision() + hash(rollout.revision()) + ", " + rollout.planned()
                        + " servers, profile " + rollout.profile() + ", asked for by " + rollout.startedBy(),
                copies,
                checks(rollout, true),
                advice(rollout, failures));
    }

    private Explanation.Copy copy(Instance instance) {
        OptionalInt exit = runtime.exitCode(instance);
        @Nullable Integer code = exit.isPresent() ? Integer.valueOf(exit.getAsInt()) : null;
        return new Explanation.Copy(
                instance.label(),
                instance.state().name(),
                instance.reason().name(),
                instance.detail(),
                instance.since(),
                evidence(instance),
                code,
                health.probes(instance.key()).stream()
                        .sorted((one, other) -> other.at().compareTo(one.at()))
                        .limit(PROBES)
                        .map(probe -> new Explanation.Probed(
                                probe.at(),
                                probe.ok(),
                                probe.millis(),
                                probe.reason().name(),
                                probe.detail()))
                        .toList(),
                instance.state() == InstanceState.HEALTHY ? List.of() : lines(instance),
                Advice.on(instance));
    }

    private static String evidence(Instance instance) {
        String process = instance.pid() == 0 ? "no process is known" : "process " + instance.pid();
        return process + " on host " + instance.host() + ", attempt " + instance.attempt() + " of generation "
                + instance.generation()
                + (instance.port() == 0 ? "" : ", port " + instance.port())
                + (instance.endpoint().isEmpty() ? "" : ", probed at " + instance.endpoint());
    }

    /** What it wrote about trouble, or its last words. */
    private List<String> lines(Instance instance) {
        List<String> all;
        try {
            all = runtime.logs(instance.key(), READ);
        } catch (ProblemException away) {
            return List.of("(" + away.detail() + ")");
        }
        List<String> trouble =
                all.stream().filter(line -> TROUBLE.matcher(line).find()).toList();
        List<String> told = distinct(trouble.isEmpty() ? all : trouble);
        int most = trouble.isEmpty() ? QUIET_LINES : LINES;
        return told.subList(Math.max(0, told.size() - most), told.size());
    }

    /** Who dies again and again says the same again and again: each line once, where it was said last. */
    private static List<String> distinct(List<String> lines) {
        Set<String> kept = new LinkedHashSet<>();
        for (String line : lines) {
            kept.remove(line);
            kept.add(line);
        }
        return List.copyOf(kept);
    }

    private String wish(Instance instance, int copies) {
        return instance.desired() + ", as revision " + instance.revision() + hash(instance.revision()) + " of fleet "
                + instance.fleet() + " has it" + (copies == 1 ? "" : ", " + copies + " copies");
    }

    private String hash(long revision) {
        return catalog.find(revision)
                .map(Revision::hash)
                .filter(hash -> hash.length() > 12)
                .map(hash -> " (" + hash.substring(0, 12) + ")")
                .orElse("");
    }

    private static List<Explanation.Check> checks(Rollout rollout, boolean all) {
        return rollout.phases().stream()
                .flatMap(phase -> phase.gates().stream()
                        .filter(gate -> all || !gate.verdict().equals("PASS"))
                        .map(gate -> check(phase.name(), gate)))
                .toList();
    }

    private static Explanation.Check check(String phase, Rollout.Gate gate) {
        boolean measured = !Double.isNaN(gate.value());
        String figures = measured
                ? String.format(Locale.ROOT, "%s is %.4g, limit %.4g", gate.name(), gate.value(), gate.limit())
                : gate.name() + " could not be measured";
        return new Explanation.Check(
                phase,
                gate.name(),
                gate.verdict(),
                measured ? gate.value() : null,
                gate.limit(),
                phase + ": " + gate.verdict() + ", " + figures);
    }

    private static Advice advice(Rollout rollout, List<RolloutReport.Failure> failures) {
        String it = "coordinator rollouts " + rollout.id();
        return switch (rollout.state()) {
            case PENDING, RUNNING, ROLLING_BACK, ABORTING ->
                failures.isEmpty()
                        ? new Advice("it is under way; follow it", it + " --watch")
                        : new Advice(
                                "it is under way, and servers fail; look at the first",
                                "coordinator explain " + failures.get(0).server());
            case PAUSED -> new Advice("it waits for a person; let it go on", it + " resume");
            case AWAITING_PROMOTION -> new Advice("its gate waits for a person; let it pass", it + " promote");
            case FAILED ->
                failures.isEmpty()
                        ? new Advice("what failed is well again; let it go on", it + " recover")
                        : new Advice(
                                "mend the first that failed, then recover the rollout: "
                                        + Advice.on(
                                                        failures.get(0).server(),
                                                        failures.get(0).reason())
                                                .sentence(),
                                "coordinator explain " + failures.get(0).server());
            case SUCCEEDED, ROLLED_BACK, CANCELLED -> new Advice("it is over; its receipt tells all", it + " report");
        };
    }
}
