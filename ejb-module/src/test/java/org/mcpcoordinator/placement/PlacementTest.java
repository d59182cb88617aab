package org.mcpcoordinator.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.fleet.InstanceKey;

class PlacementTest {
    private static final long MB = 1L << 20;
    private static final Map<String, Integer> PORTS = Map.of("api", 100, "database", 100);

    @Test
    void oneHostGetsEverythingThereIsRoomFor() {
        Placement placement = Placement.of(List.of(site("a", 0)), copies("api", 50, 60));
        assertThat(placement.refused()).isEmpty();
        assertThat(placement.hosts())
                .hasSize(50)
                .allSatisfy((key, host) -> assertThat(host).isEqualTo("a"));
    }

    @Test
    void copiesOfOneServerGoToDifferentHosts() {
        Placement placement = Placement.of(
                List.of(site("a", 1000), site("b", 1000), site("c", 1000)),
                List.of(copy("search", 0, "api", 60), copy("search", 1, "api", 60), copy("search", 2, "api", 60)));
        assertThat(placement.hosts().values()).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void aCopyGoesWhereNoOtherOfItsServerIsThoughThatHostIsFuller() {
        Placement placement = Placement.of(
                List.of(
                        holding("a", 1000, List.of(copy("search", 0, "api", 60))),
                        holding("b", 1000, copies("database", 8, 100))),
                List.of(copy("search", 1, "api", 60)));
        assertThat(placement.hosts()).containsEntry(new InstanceKey("search", 1), "b");
    }

    @Test
    void copiesShareAHostOnlyWhereThereIsNoOther() {
        Placement placement = Placement.of(
                List.of(site("a", 1000), holding("b", 100, copies("database", 1, 90))),
                List.of(copy("search", 0, "api", 60), copy("search", 1, "api", 60)));
        assertThat(placement.hosts().values()).containsExactly("a", "a");
    }

    @Test
    void eachCategoryIsSpreadOverTheHosts() {
        List<Copy> wanted = new ArrayList<>(copies("api", 10, 10));
        wanted.addAll(copies("database", 10, 10));
        Placement placement = Placement.of(List.of(site("a", 1000), site("b", 1000)), wanted);
        for (String category : List.of("api", "database")) {
            assertThat(placement.hosts().entrySet().stream()
                            .filter(entry -> entry.getKey().server().startsWith(category)
                                    && entry.getValue().equals("a")))
                    .hasSize(5);
        }
    }

    @Test
    void aHostWithThreeTimesTheMemoryGetsThreeTimesTheServers() {
        Placement placement = Placement.of(List.of(site("a", 3000), site("b", 1000)), copies("api", 40, 10));
        assertThat(placement.hosts().values().stream().filter("a"::equals)).hasSize(30);
    }

    @Test
    void whatFitsNowhereIsNotPlacedAndTheReasonSaysWhatIsMissing() {
        Placement full = Placement.of(List.of(site("a", 100), site("b", 100)), copies("api", 3, 60));
        assertThat(full.hosts().values()).containsExactlyInAnyOrder("a", "b");
        assertThat(full.refused().values()).containsExactly("no open host has the 60 MB left that it takes");

        Site noPorts = new Site("a", 0, List.of(), Map.of("api", 1), 1);
        Placement narrow = Placement.of(List.of(noPorts), copies("api", 3, 1));
        assertThat(narrow.hosts()).hasSize(2);
        assertThat(narrow.refused().values())
                .containsExactly("no open host has both the memory and a port of api or of the reserve left");

        assertThat(Placement.of(List.of(), copies("api", 1, 1)).refused().values())
                .containsExactly("no host takes servers: none is open and up");
    }

    @Test
    void whatTakesNeitherMemoryNorAPortFitsAnywhere() {
        Site full = new Site("a", 100, copies("api", 1, 100), Map.of(), 0);
        Copy remote = new Copy(new InstanceKey("far", 0), "api", 0, false);
        assertThat(Placement.of(List.of(full), List.of(remote)).hosts()).containsEntry(remote.key(), "a");
    }

    @Test
    void hostsOfWhichNobodyKnowsWhatTheyHaveAreAlike() {
        Placement placement = Placement.of(List.of(site("a", 0), site("b", 5000)), copies("api", 10, 10));
        assertThat(placement.hosts().values().stream().filter("a"::equals)).hasSize(5);
    }

    @RepeatedTest(200)
    void whateverIsWantedNoHostIsOverfullAndCopiesAreTogetherOnlyWhereTheyMustBe(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<Site> sites = IntStream.rangeClosed(1, 1 + random.nextInt(5))
                .mapToObj(i -> new Site(
                        "host-" + i,
                        random.nextInt(5) == 0 ? 0 : (50 + random.nextInt(1000)) * MB,
                        someCopies(random, "held-" + i + "-", random.nextInt(4), 20),
                        Map.of("api", random.nextInt(8), "database", random.nextInt(8)),
                        random.nextInt(4)))
                .toList();
        List<Copy> wanted = someCopies(random, "new-", random.nextInt(30), 120);
        Placement placement = Placement.of(sites, wanted);

        Set<InstanceKey> answered = new HashSet<>(placement.hosts().keySet());
        answered.addAll(placement.refused().keySet());
        assertThat(answered).isEqualTo(wanted.stream().map(Copy::key).collect(Collectors.toSet()));
        assertThat(placement.hosts().size() + placement.refused().size()).isEqualTo(wanted.size());

        for (Site site : sites) {
            List<Copy> got = at(placement, wanted, site.host());
            long held = site.held().stream().mapToLong(Copy::memory).sum();
            long more = got.stream().mapToLong(Copy::memory).sum();
            if (site.memory() > 0 && more > 0) {
                assertThat(held + more).isLessThanOrEqualTo(site.memory());
            }
            Map<String, Long> ports = got.stream()
                    .filter(Copy::port)
                    .collect(Collectors.groupingBy(Copy::category, Collectors.counting()));
            long reserve = ports.entrySet().stream()
                    .mapToLong(one -> Math.max(0, one.getValue() - site.ports().getOrDefault(one.getKey(), 0)))
                    .sum();
            assertThat(reserve).isLessThanOrEqualTo(site.reserve());
        }
        togetherOnlyWhereTheyMust(sites, wanted, placement);

        List<Site> shuffled = new ArrayList<>(sites);
        Collections.shuffle(shuffled, random);
        assertThat(Placement.of(shuffled, wanted)).as("the same, whoever asks").isEqualTo(placement);
    }

    /** Where two copies share a host, no host without one has room even now, when all is placed. */
    private static void togetherOnlyWhereTheyMust(List<Site> sites, List<Copy> wanted, Placement placement) {
        Map<String, Map<String, Long>> byServer = wanted.stream()
                .filter(copy -> placement.hosts().containsKey(copy.key()))
                .collect(Collectors.groupingBy(
                        copy -> copy.key().server(),
                        Collectors.groupingBy(
                                copy -> Objects.requireNonNull(placement.hosts().get(copy.key())),
                                Collectors.counting())));
        for (Copy copy : wanted) {
            Map<String, Long> hosts = byServer.getOrDefault(copy.key().server(), Map.of());
            String host = placement.hosts().getOrDefault(copy.key(), "");
            if (hosts.getOrDefault(host, 0L) > 1) {
                assertThat(sites)
                        .filteredOn(site -> !hosts.containsKey(site.host()))
                        .noneMatch(site -> hasRoom(site, at(placement, wanted, site.host()), copy));
            }
        }
    }

    private static boolean hasRoom(Site site, List<Copy> got, Copy copy) {
        long used = site.held().stream().mapToLong(Copy::memory).sum()
                + got.stream().mapToLong(Copy::memory).sum();
        Map<String, Integer> taken = new HashMap<>();
        got.stream().filter(Copy::port).forEach(one -> taken.merge(one.category(), 1, Integer::sum));
        int reserve = taken.entrySet().stream()
                .mapToInt(one -> Math.max(0, one.getValue() - site.ports().getOrDefault(one.getKey(), 0)))
                .sum();
        boolean port = site.ports().getOrDefault(copy.category(), 0) > taken.getOrDefault(copy.category(), 0)
                || site.reserve() > reserve;
        boolean memory = site.memory() == 0 || copy.memory() == 0 || used + copy.memory() <= site.memory();
        return memory && (!copy.port() || port);
    }

    private static List<Copy> at(Placement placement, List<Copy> wanted, String host) {
        return wanted.stream()
                .filter(copy -> host.equals(placement.hosts().get(copy.key())))
                .toList();
    }

    private static List<Copy> someCopies(Random random, String prefix, int servers, int mostMegabytes) {
        List<Copy> copies = new ArrayList<>();
        for (int server = 0; server < servers; server++) {
            String category = random.nextBoolean() ? "api" : "database";
            long memory = random.nextInt(mostMegabytes) * MB;
            boolean port = random.nextInt(4) > 0;
            int replicas = 1 + random.nextInt(3);
            for (int replica = 0; replica < replicas; replica++) {
                copies.add(new Copy(new InstanceKey(prefix + server, replica), category, memory, port));
            }
        }
        return copies;
    }

    private static Site site(String host, long megabytes) {
        return holding(host, megabytes, List.of());
    }

    private static Site holding(String host, long megabytes, List<Copy> held) {
        return new Site(host, megabytes * MB, held, PORTS, 100);
    }

    private static List<Copy> copies(String category, int count, int megabytes) {
        return IntStream.range(0, count)
                .mapToObj(i -> copy(category + i, 0, category, megabytes))
                .toList();
    }

    private static Copy copy(String server, int replica, String category, int megabytes) {
        return new Copy(new InstanceKey(server, replica), category, megabytes * MB, true);
    }
}
