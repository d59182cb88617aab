package org.mcpcoordinator.host.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogWatchTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    @TempDir
    Path folder;

    private final KeeperThread sweeper = new KeeperThread("testing-sweeper");

    @AfterEach
    void close() {
        sweeper.close();
    }

    @Test
    void whoWaitsIsToldWhenTheFileGrowsAndNotWhenAnotherDoes() throws Exception {
        try (LogWatch watch = new LogWatch(List.of(folder), sweeper)) {
            CompletableFuture<String> told = wait(watch, folder.resolve("a.log"));
            CompletableFuture<String> other = wait(watch, folder.resolve("b.log"));

            Files.writeString(folder.resolve("a.log"), "a line\n");

            assertThat(told.get(20, TimeUnit.SECONDS)).isEqualTo("told");
            assertThat(other).isNotDone();
        }
    }

    @Test
    void manyLinesWhileTheSweeperIsBusyAreOneLook() throws Exception {
        try (LogWatch watch = new LogWatch(List.of(folder), sweeper)) {
            CompletableFuture<String> told = wait(watch, folder.resolve("a.log"));
            CountDownLatch busy = new CountDownLatch(1);
            sweeper.execute(() -> {
                try {
                    busy.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException ended) {
                    Thread.currentThread().interrupt();
                }
            });
            for (int i = 0; i < 200; i++) {
                Files.writeString(folder.resolve(i + ".log"), "a line\n");
            }
            Files.writeString(folder.resolve("a.log"), "a line\n");
            TestingCaller.until(Duration.ofSeconds(20), "all have been noticed", () -> watch.grown() > 200);
            assertThat(sweeper.waiting())
                    .as("looks that wait, and the end of the wait")
                    .isLessThan(5);
            busy.countDown();

            assertThat(told.get(20, TimeUnit.SECONDS)).isEqualTo("told");
        }
    }

    @Test
    void whereLogsCannotBeWatchedNothingIsLeftOfTheTry() throws Exception {
        try (LogWatch watch = new LogWatch(List.of(folder, folder.resolve("missing")), sweeper)) {
            long before = watches();
            for (int i = 0; i < 20; i++) {
                assertThat(wait(watch, folder.resolve("a.log")).get(20, TimeUnit.SECONDS))
                        .isEqualTo("told");
            }
            TestingCaller.until(Duration.ofSeconds(20), "the kernel's watches are closed", () -> watches() <= before);
        }
    }

    private CompletableFuture<String> wait(LogWatch watch, Path file) {
        CompletableFuture<String> told = new CompletableFuture<>();
        sweeper.ask(() -> {
            watch.await(file, LONG, () -> told.complete("told"));
            return file;
        });
        return told;
    }

    /** Open inotify descriptors of this process. */
    private static long watches() {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.filter(LogWatchTest::isWatch).count();
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private static boolean isWatch(Path file) {
        try {
            return Files.readSymbolicLink(file).toString().contains("inotify");
        } catch (java.io.IOException gone) {
            return false;
        }
    }
}
