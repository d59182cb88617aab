package org.mcpcoordinator.rollout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.mcpcoordinator.catalog.Revision;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * Whether a plan still says what would happen. What was reviewed is what is applied, so any instance that would be
 * treated otherwise now, or whose port somebody else has taken, makes the plan stale, and is named.
 */
final class Staleness {
    private static final int NAMED = 20;

    /** Ends the place of a difference that is about a port only; who reviewed nothing may then plan anew without asking. */
    private static final String PORT = "/port";

    private final List<Mistake> news = new ArrayList<>();

    private Staleness() {}

    /**
     * Compares a plan with what would be planned now.
     *
     * @param plan as it was reviewed
     * @param draft what a plan of the same file would be now
     * @param newest the fleet's newest revision
     * @param holders of ports the plan has promised, which have been taken since; by who was promised them
     * @param takes whether a host takes servers now
     * @return PLAN_STALE, if it is
     */
    static Optional<ProblemException> of(
            PlanRow plan,
            PlanContent content,
            Planner.Draft draft,
            Optional<Revision> newest,
            Map<InstanceKey, String> holders,
            Predicate<String> takes) {
        Staleness staleness = new Staleness();
        newest.filter(revision -> revision.id() != plan.baseRevision)
                .ifPresent(revision -> staleness.add("/fleet", sentence(revision)));
        staleness.instances(content.seen(), draft.seen());
        staleness.deeds(content, draft);
        staleness.hosts(content, takes);
        staleness.ports(content, holders);
        return staleness.news.isEmpty() ? Optional.empty() : Optional.of(staleness.problem(plan));
    }

    /** PLAN_STALE, because others were promised some of the plan's ports while it was being applied. */
    static ProblemException taken(PlanRow plan, PlanContent content, Map<InstanceKey, String> holders) {
        Staleness staleness = new Staleness();
        staleness.ports(content, holders);
        return staleness.problem(plan);
    }

    private void instances(Map<String, String> before, Map<String, String> now) {
        Set<String> all = new TreeSet<>(before.keySet());
        all.addAll(now.keySet());
        for (String key : all) {
            String was = before.get(key);
            String is = now.get(key);
            if (was == null) {
                add(place(key), "is new");
            } else if (is == null) {
                add(place(key), "is gone");
            } else if (!was.equals(is)) {
                add(place(key), "was " + was + " and is " + is);
            }
        }
    }

    /** An instance that fails, or recovers, is treated otherwise although nobody has changed its wish. */
    private void deeds(PlanContent content, Planner.Draft draft) {
        Map<String, String> reviewed = deeds(content.changes());
        Map<String, String> now = deeds(draft.changes());
        Set<String> named = new TreeSet<>();
        news.forEach(known -> named.add(known.place()));
        Set<String> all = new TreeSet<>(reviewed.keySet());
        all.addAll(now.keySet());
        for (String key : all) {
            String was = reviewed.getOrDefault(key, "left alone");
            String is = now.getOrDefault(key, "left alone");
            if (!was.equals(is) && !named.contains(place(key))) {
                add(place(key), "the plan says " + was + ", now it would be " + is + why(draft, key));
            }
        }
    }

    /** What is new is placed; what is there stays where it is, whether its host takes more or not. */
    private void hosts(PlanContent content, Predicate<String> takes) {
        Map<String, Boolean> asked = new HashMap<>();
        for (Plan.Change change : content.changes()) {
            String host = change.host();
            if (host != null && change.kind().equals("add") && !asked.computeIfAbsent(host, takes::test)) {
                add(
                        place(key(change)) + "/host",
                        "the plan places it on host " + host + ", which takes no servers now");
            }
        }
    }

    /** Another port than the one that was looked at may be behind no firewall rule and in no client's file. */
    private void ports(PlanContent content, Map<InstanceKey, String> holders) {
        for (Plan.Change change : content.changes()) {
            String holder = change.port() == 0 ? null : holders.get(new InstanceKey(change.server(), change.replica()));
            if (holder != null) {
                add(
                        place(key(change)) + PORT,
                        "the plan promises it port " + change.port() + ", which is held by " + holder + " now");
            }
        }
    }

    private static String why(Planner.Draft draft, String key) {
        return draft.changes().stream()
                .filter(change -> key(change).equals(key))
                .findFirst()
                .map(change -> ": " + change.reason())
                .orElse("");
    }

    private static Map<String, String> deeds(List<Plan.Change> changes) {
        Map<String, String> deeds = new HashMap<>();
        changes.forEach(change -> deeds.put(key(change), change.kind()));
        return new TreeMap<>(deeds);
    }

    private static String key(Plan.Change change) {
        return change.server() + "#" + change.replica();
    }

    private static String place(String key) {
        return "/servers/" + (key.endsWith("#0") ? key.substring(0, key.length() - 2) : key);
    }

    private static String sentence(Revision revision) {
        return "revision " + revision.id() + " was accepted, by " + revision.author()
                + (revision.reason().isEmpty() ? "" : ": " + revision.reason());
    }

    private void add(String place, String sentence) {
        news.add(new Mistake(place, sentence));
    }

    private ProblemException problem(PlanRow plan) {
        int more = news.size() - NAMED;
        List<Mistake> named = new ArrayList<>(news.subList(0, Math.min(NAMED, news.size())));
        if (more > 0) {
            boolean onlyPorts = news.stream().allMatch(each -> each.place().endsWith(PORT));
            named.add(new Mistake("/servers" + (onlyPorts ? PORT : ""), "and " + more + " more"));
        }
        Mistake first = news.get(0);
        return new ProblemException(
                ProblemCode.PLAN_STALE,
                "fleet " + plan.fleet + " or its ports changed after plan " + plan.id + " was made (" + news.size()
                        + (news.size() == 1 ? " difference" : " differences") + ", first "
                        + first.place() + ": " + first.message() + "); make a new plan and look at it",
                named);
    }
}
