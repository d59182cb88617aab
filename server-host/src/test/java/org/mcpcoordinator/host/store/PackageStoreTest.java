package org.mcpcoordinator.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackageStoreTest {
    @TempDir
    private Path home;

    private TestingManagers managers;
    private PackageStore store;

    @BeforeEach
    void open() throws IOException {
        managers = new TestingManagers(home);
        store = managers.store(Duration.ofSeconds(20));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aPackageBecomesADirectCommand() throws Exception {
        Installed installed = store.fetch(npm("memory", "2.1.0")).get();

        assertThat(installed.version()).isEqualTo("2.1.0");
        assertThat(installed.integrity()).isEqualTo("sha512-2.1.0");
        Path script = home.resolve("store/npm/memory/2.1.0/tree/node_modules/memory/dist/index.js");
        assertThat(store.command(installed, ""))
                .containsExactly(home.resolve("node").toString(), script.toString());
        assertThat(script).isRegularFile();
        assertThat(managers.calls())
                .singleElement()
                .asString()
                .startsWith("install --ignore-scripts")
                .endsWith("-- memory@2.1.0");
    }

    @Test
    void manyWhoAskAtATimeCauseOneInstallation() throws Exception {
        List<CompletableFuture<Installed>> asked = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            asked.add(store.fetch(npm("memory", "2.1.0")));
        }
        for (CompletableFuture<Installed> one : asked) {
            assertThat(one.get().version()).isEqualTo("2.1.0");
        }
        assertThat(managers.calls()).hasSize(1);
    }

    @Test
    void aVersionThatIsThereIsNeverAskedForAgain() throws Exception {
        store.fetch(npm("memory", "2.1.0")).get();
        try (PackageStore later = managers.store(Duration.ofSeconds(20))) {
            assertThat(later.fetch(npm("memory", "2.1.0"))).isDone();
        }
        assertThat(managers.calls()).hasSize(1);
    }

    @Test
    void whatATagLeadsToIsRememberedForAnHour() throws Exception {
        assertThat(store.fetch(npm("memory", "latest")).get().version()).isEqualTo("1.0.0");
        managers.newest("1.1.0");
        assertThat(store.fetch(npm("memory", "latest")).get().version()).isEqualTo("1.0.0");

        managers.clock.advance(Duration.ofMinutes(61));
        assertThat(store.fetch(npm("memory", "latest")).get().version()).isEqualTo("1.1.0");
        assertThat(home.resolve("store/npm/memory")).isDirectoryContaining(folder -> folder.endsWith("1.0.0"));
    }

    @Test
    void whatWasChangedSinceIsNotRun() throws Exception {
        Installed installed = store.fetch(npm("memory", "2.1.0")).get();
        store.check(installed, "sha512-2.1.0");
        Path script = home.resolve("store/npm/memory/2.1.0/tree/node_modules/memory/dist/index.js");
        FileTime before = Files.getLastModifiedTime(script);
        String text = Files.readString(script);
        Files.writeString(script, text.replace("2.1.0", "6.6.6"));
        Files.setLastModifiedTime(script, before);

        assertThatThrownBy(() -> store.check(installed, ""))
                .isInstanceOfSatisfying(
                        PackageProblem.class,
                        problem -> assertThat(problem.code()).isEqualTo(PackageProblem.ALTERED))
                .hasMessageContaining("npm:memory@2.1.0 is not as it was installed");

        Files.writeString(script, text);
        store.check(installed, "");
        Files.writeString(script.resolveSibling("more.js"), "");
        assertThatThrownBy(() -> store.check(installed, "")).isInstanceOf(PackageProblem.class);
    }

    @Test
    void otherBytesUnderAPinnedVersionAreNotRun() throws Exception {
        Installed installed = store.fetch(npm("memory", "2.1.0")).get();

        assertThatThrownBy(() -> store.check(installed, "sha512-other"))
                .isInstanceOfSatisfying(
                        PackageProblem.class,
                        problem -> assertThat(problem.code()).isEqualTo(PackageProblem.OTHER_CONTENT));
    }

    @Test
    void aFailureTellsTheLastWordsAndLeavesNothing() {
        assertThat(problem(npm("fails", "1.0.0")))
                .hasMessageContaining("npm install fails failed with exit code 1: no match found for fails@1.0.0");
        assertThat(home.resolve("store/npm")).doesNotExist();
        assertThat(home.resolve("store/tmp")).isEmptyDirectory();
    }

    @Test
    void whatTakesTooLongIsEnded() {
        try (PackageStore impatient = managers.store(Duration.ofMillis(300))) {
            assertThatThrownBy(() -> impatient.fetch(npm("hangs", "1.0.0")).get())
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("was ended after");
        }
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void aMissingPackageManagerIsToldWithWhatToDo() {
        try (PackageStore bare = managers.withoutManagers()) {
            assertThatThrownBy(() -> bare.fetch(npm("memory", "")).get())
                    .hasCauseInstanceOf(PackageProblem.class)
                    .hasMessageContaining("npm is not on this host's PATH; install Node.js with npm");
            assertThatThrownBy(() -> bare.fetch(new PackageRef(PackageRef.Origin.UV, "mcp-time", "", ""))
                            .get())
                    .hasMessageContaining("uv is not on this host's PATH; install it");
        }
    }

    @Test
    void aProgramOutsideOfItsPackageIsNone() {
        assertThat(problem(npm("escapes", "1.0.0"))).hasMessageContaining("is not in the package");
    }

    @Test
    void aProgramThatItHasNotIsNamedWithThoseItHas() throws Exception {
        Installed installed = store.fetch(npm("memory", "2.1.0")).get();

        assertThatThrownBy(() -> store.command(installed, "walk"))
                .hasMessageContaining("has no program walk; it has [run]");
    }

    @Test
    void aPackageOfPyPIGetsAnEnvironmentOfItsOwn() throws Exception {
        Installed installed = store.fetch(new PackageRef(PackageRef.Origin.UV, "mcp-time", "", ""))
                .get();

        assertThat(installed.version()).isEqualTo("1.2.3");
        assertThat(installed.integrity()).startsWith("sha256-");
        Path bin = home.resolve("store/uv/mcp-time/1.2.3/tree/venv/bin");
        assertThat(store.command(installed, ""))
                .containsExactly(
                        bin.resolve("python").toString(),
                        bin.resolve("mcp-time").toString());
        assertThat(managers.calls()).hasSize(3).noneMatch(call -> call.contains(" sh "));
        store.check(installed, installed.integrity());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--prefix=/",
                "../up",
                "a/../../b",
                "file:/etc",
                "https://x/y.tgz",
                "git+ssh://x",
                "a b",
                "a;id",
                "$(id)",
                "a\nb",
                "@/x",
                "",
                "\u00e9"
            })
    void whatIsNoNameReachesNoPackageManager(String name) {
        assertThatThrownBy(() -> npm(name, "1.0.0")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PackageRef(PackageRef.Origin.UV, name, "", ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"npm:other@1", "file:..", "../..", "https://x", "-g", "$(id)", "1;id", "1\n2", "x/y"})
    void whatIsNoVersionReachesNoPackageManager(String version) {
        Stream.of(PackageRef.Origin.values())
                .forEach(manager -> assertThatThrownBy(() -> new PackageRef(manager, "memory", version, ""))
                        .isInstanceOf(IllegalArgumentException.class));
    }

    private Throwable problem(PackageRef ref) {
        return store.fetch(ref).handle((installed, failure) -> failure).join();
    }

    private static PackageRef npm(String name, String version) {
        return new PackageRef(PackageRef.Origin.NPM, name, version, "");
    }
}
