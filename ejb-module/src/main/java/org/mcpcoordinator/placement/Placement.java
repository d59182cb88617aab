package org.mcpcoordinator.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.mcpcoordinator.fleet.InstanceKey;

/**
 * Which host gets which copy: worked out of figures alone, the same for the same figures. What is placed already is not asked
 * about, and so never moves. Copies of one server go to different hosts as long as there are any with room, each category
 * is spread over the hosts by what they have, and of what is left the least used host is taken. Nothing is placed
 * where memory or ports do not suffice.
 *
 * @param hosts where each copy goes, in the order in which they were asked for
 * @param refused why there is no place for the others, in words for people
 */
public record Placement(Map<InstanceKey, String> hosts, Map<InstanceKey, String> refused) {
    private static final long BYTES_PER_MB = 1L << 20;

    public Placement {
        hosts = Map.copyOf(hosts);
        refused = Map.copyOf(refused);
    }

    /**
     * Places.
     *
     * @param sites the hosts that take servers
     * @param wanted what has no place yet; those of which there are most copies are placed first, as they have the least choice
     */
    public static Placement of(List<Site> sites, List<Copy> wanted) {
        boolean known = sites.stream().allMatch(site -> site.memory() > 0);
        List<Filling> fillings =
                sites.stream().map(site -> new Filling(site, known)).toList();
        Map<String, Long> copies =
                wanted.stream().collect(Collectors.groupingBy(copy -> copy.key().server(), Collectors.counting()));
        List<Copy> ordered = new ArrayList<>(wanted);
        ordered.sort(Comparator.comparing(
                (Copy copy) -> -Objects.requireNonNull(copies.get(copy.key().server()))));
        Map<InstanceKey, String> hosts = new LinkedHashMap<>();
        Map<InstanceKey, String> refused = new LinkedHashMap<>();
        for (Copy copy : ordered) {
            fillings.stream()
                    .filter(filling -> filling.fits(copy))
                    .min(Comparator.comparingInt((Filling filling) -> filling.together(copy))
                            .thenComparingDouble(filling -> filling.share(copy))
                            .thenComparingDouble(filling -> filling.load(copy))
                            .thenComparing(Filling::host))
                    .ifPresentOrElse(
                            chosen -> {
                                chosen.take(copy);
                                hosts.put(copy.key(), chosen.host());
                            },
                            () -> refused.put(copy.key(), why(fillings, copy)));
        }
        return new Placement(hosts, refused);
    }

    private static String why(List<Filling> fillings, Copy copy) {
        if (fillings.isEmpty()) {
            return "no host takes servers: none is open and up";
        }
        boolean memory = fillings.stream().noneMatch(filling -> filling.hasMemory(copy));
        return memory
                ? "no open host has the " + Math.max(1, copy.memory() / BYTES_PER_MB) + " MB left that it takes"
                : "no open host has both the memory and a port of " + copy.category() + " or of the reserve left";
    }

    /** A host while it is filled. */
    private static final class Filling {
        private final Site site;
        /** Whether everybody knows what all hosts have; if not, they count as alike. */
        private final boolean known;

        private final Map<String, Integer> servers = new HashMap<>();
        private final Map<String, Integer> categories = new HashMap<>();
        private final Map<String, Integer> ports;
        private int reserve;
        private int count;
        private long used;

        Filling(Site site, boolean known) {
            this.site = site;
            this.known = known;
            this.ports = new HashMap<>(site.ports());
            this.reserve = site.reserve();
            site.held().forEach(this::hold);
        }

        String host() {
            return site.host();
        }

        boolean fits(Copy copy) {
            return hasMemory(copy) && (!copy.port() || own(copy) > 0 || reserve > 0);
        }

        boolean hasMemory(Copy copy) {
            return site.memory() == 0 || copy.memory() == 0 || used + copy.memory() <= site.memory();
        }

        int together(Copy copy) {
            return servers.getOrDefault(copy.key().server(), 0);
        }

        /** How much of the category it would have, for what it has. */
        double share(Copy copy) {
            return (categories.getOrDefault(copy.category(), 0) + 1) / weight();
        }

        double load(Copy copy) {
            return known ? (used + copy.memory()) / weight() : count + 1;
        }

        void take(Copy copy) {
            hold(copy);
            if (copy.port()) {
                if (own(copy) > 0) {
                    ports.merge(copy.category(), -1, Integer::sum);
                } else {
                    reserve--;
                }
            }
        }

        private void hold(Copy copy) {
            servers.merge(copy.key().server(), 1, Integer::sum);
            categories.merge(copy.category(), 1, Integer::sum);
            used += copy.memory();
            count++;
        }

        private int own(Copy copy) {
            return ports.getOrDefault(copy.category(), 0);
        }

        private double weight() {
            return known ? site.memory() : 1;
        }
    }
}
