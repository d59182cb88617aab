package org.mcpcoordinator.host.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CleanerTest {
    private TestingHost host;
    private AgentSettings settings;

    @BeforeEach
    void open() throws Exception {
        host = new TestingHost();
        settings = host.settings("boot");
        for (int i = 0; i < 60; i++) {
            ServerKey key = new ServerKey("gone-" + i, 0);
            old(Files.createDirectories(settings.serverLogs()).resolve(key + ".log"), i);
            old(settings.serverLogs().resolve(key + "-b.log.1"), i);
            old(Files.createDirectories(settings.work(key)).resolve("file"), i);
            Files.setLastModifiedTime(settings.work(key), FileTime.fromMillis(1000L * i));
        }
        old(settings.log(new ServerKey("known", 0)), 0);
    }

    @AfterEach
    void close() throws Exception {
        host.close();
    }

    @Test
    void theFiftyNewestOfThoseThatAreNoMoreStayAndWhatIsKnownIsNotTouched() throws Exception {
        cleaner(() -> 10, Set.of()).clean(Set.of("known-0"), (copy, work) -> work.run());

        assertThat(left()).hasSize(101).contains("known-0.log", "gone-10-0.log", "gone-59-0-b.log.1");
        assertThat(left()).doesNotContain("gone-9-0.log", "gone-9-0-b.log.1");
        assertThat(settings.work(new ServerKey("gone-9", 0))).doesNotExist();
        assertThat(settings.work(new ServerKey("gone-10", 0))).exists();
    }

    @Test
    void onAFullDiskTheOldestGoFirstUntilThereIsRoom() throws Exception {
        Deque<Integer> percents = new ArrayDeque<>(List.of(81, 80, 79));

        cleaner(percents::pop, Set.of()).clean(Set.of("known-0"), (copy, work) -> work.run());

        assertThat(left()).hasSize(97).contains("known-0.log", "gone-12-0.log");
        assertThat(left()).doesNotContain("gone-11-0.log");
    }

    @Test
    void whatIsEvidenceOfAFailureNobodyHasAcknowledgedStaysHoweverOldItIs() throws Exception {
        cleaner(() -> 10, Set.of("gone-0-0", "gone-3-0")).clean(Set.of("known-0"), (copy, work) -> work.run());

        assertThat(left()).hasSize(105).contains("gone-0-0.log", "gone-3-0-b.log.1", "gone-10-0.log");
        assertThat(left()).doesNotContain("gone-1-0.log", "gone-9-0.log");
        assertThat(settings.work(new ServerKey("gone-0", 0))).exists();
    }

    /** D19: on a disk that is full to 80 % only what makes room goes beyond that, and the failure's evidence not at all. */
    @Test
    void ofFiveHundredThatLeaveTogetherFiftyStayAndTheEvidenceOfAFailure() throws Exception {
        Set<String> evidence = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            old(settings.serverLogs().resolve(new ServerKey("crowd-" + i, 0) + ".log"), 100);
            if (i % 50 == 0) {
                evidence.add("crowd-" + i + "-0");
            }
        }
        Deque<Integer> percents = new ArrayDeque<>(List.of(80, 80, 79));

        cleaner(percents::pop, evidence).clean(Set.of("known-0"), (copy, work) -> work.run());

        assertThat(left()).hasSize(1 + 10 + 48).contains("known-0.log", "crowd-0-0.log", "crowd-450-0.log");
        assertThat(left()).noneMatch(name -> name.startsWith("gone-"));
    }

    @Test
    void onAFullDiskEvidenceGoesLast() throws Exception {
        Deque<Integer> percents = new ArrayDeque<>(Collections.nCopies(50, 81));
        percents.addLast(79);

        cleaner(percents::pop, Set.of("gone-0-0")).clean(Set.of("known-0"), (copy, work) -> work.run());

        assertThat(left()).containsExactlyInAnyOrder("known-0.log", "gone-0-0.log", "gone-0-0-b.log.1");
    }

    @Test
    void whoComesBackWhileItIsCleanedUpKeepsItsLogAndFolder() throws Exception {
        cleaner(() -> 10, Set.of()).clean(Set.of("known-0"), (copy, work) -> {
            if (!copy.equals("gone-3-0")) {
                work.run();
            }
        });

        assertThat(left()).hasSize(103).contains("gone-3-0.log", "gone-3-0-b.log.1");
        assertThat(settings.work(new ServerKey("gone-3", 0))).isNotEmptyDirectory();
        assertThat(settings.work(new ServerKey("gone-2", 0))).doesNotExist();
    }

    @Test
    void whatAnAgentThatDiedHadPutAsideGoesAndIsNobodysLeaving() throws Exception {
        old(settings.serverLogs().resolve("gone-7-0.log.condemned"), 7);

        new Cleaner(settings, () -> 10).clean(Set.of("known-0"), (copy, work) -> work.run());

        assertThat(left()).hasSize(121).doesNotContain("gone-7-0.log.condemned");
    }

    @Test
    void untilTheCoordinatorHasSaidWhatIsNeededNothingGoes() throws Exception {
        new Cleaner(settings, () -> 10).clean(Set.of("known-0"), (copy, work) -> work.run());

        assertThat(left()).hasSize(121);
    }

    private Cleaner cleaner(IntSupplier percentUsed, Set<String> evidence) {
        Cleaner cleaner = new Cleaner(settings, percentUsed);
        cleaner.spare(evidence);
        return cleaner;
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(settings.serverLogs())) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static void old(Path file, int seconds) throws IOException {
        Files.writeString(file, "a line");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1000L * seconds));
    }
}
