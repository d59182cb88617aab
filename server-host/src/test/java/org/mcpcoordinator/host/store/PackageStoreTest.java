package org.mcpcoordinator.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        // Who owns it can do so, and root need not.
        Tree.open(script.getParent());
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rw-r--r--"));
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
        assertThatThrownBy(() -> store.check(installed, ""))
                .isInstanceOf(PackageProblem.class)
                .hasMessageContaining("new is node_modules/memory/dist/more.js")
                .hasMessageContaining("move it out of there")
                .hasMessageContaining("write elsewhere");
        Files.delete(script.resolveSibling("more.js"));
        store.check(installed, "");
    }

    @Test
    void aProgramCannotWriteIntoItsPackage() throws Exception {
        store.fetch(npm("memory", "2.1.0")).get();

        Path tree = home.resolve("store/npm/memory/2.1.0/tree");
        try (Stream<Path> all = Files.walk(tree)) {
            assertThat(all.filter(path -> !Files.isSymbolicLink(path)))
                    .isNotEmpty()
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .doesNotContain("w"));
        }
    }

    @Test
    void aRecordThatIsGoneLeadsToANewInstallation() throws Exception {
        store.fetch(npm("memory", "2.1.0")).get();
        Files.delete(home.resolve("store/npm/memory/2.1.0/installed.json"));

        assertThat(store.fetch(npm("memory", "2.1.0")).get().version()).isEqualTo("2.1.0");
        assertThat(managers.calls()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "git+ssh://git@example.org/x.git#0123",
                "https://example.org/x.zip",
                "file:../x.tgz",
                "http:x.tgz",
                "../x"
            })
    void aDependencyThatIsOfNoRegistryIsNotKept(String resolved) throws Exception {
        assertThat(store.fetch(npm("borrows", "1.0.0")).get().version()).isEqualTo("1.0.0");
        assertThat(managers.calls())
                .singleElement()
                .asString()
                .contains("--allow-git=none", "--allow-remote=none", "--allow-file=none", "--allow-directory=none");

        managers.resolved(resolved);
        assertThat(problem(npm("borrows", "1.0.1")))
                .hasMessageContaining("needs node_modules/other, which is no archive of a registry");
        assertThat(home.resolve("store/npm/borrows/1.0.1")).doesNotExist();
    }

    @Test
    void anErrorEndsAnInstallationAsAnyFailureDoes() throws Exception {
        Error broken = new StackOverflowError("testing");
        managers.clock.breaksOnce(broken);

        assertThat(store.fetch(npm("memory", "1.0.0"))
                        .handle((installed, failure) -> failure)
                        .get(20, TimeUnit.SECONDS))
                .isSameAs(broken);
        assertThat(store.fetch(npm("memory", "1.0.0")).get(20, TimeUnit.SECONDS).version())
                .isEqualTo("1.0.0");
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
        // It was killed a moment ago; left alone it would run for minutes.
        assertThat(ProcessHandle.current().descendants())
                .allSatisfy(process -> assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(10)));
    }

    @Test
    void aMissingPackageManagerIsToldWithWhatToDo() {
        try (PackageStore bare = managers.withoutManagers()) {
            assertThatThrownBy(() -> bare.fetch(npm("memory", "")).get())
                    .hasCauseInstanceOf(PackageProblem.class)
                    .hasMessageContaining("npm is not on this host's PATH; install Node.js with npm");
            assertThatThrownBy(() -> bare.fetch(new PackageRef(PackageRef.Origin.UV, "mcp-time", "", ""))
                            .get())
                    .hasMessageContaining("neither python3 nor uv is on this host's PATH; install one of them");
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

    @Test
    void aDependencyOfPyPIAtAnAddressIsNotKept() {
        assertThat(problem(new PackageRef(PackageRef.Origin.UV, "strays", "1.0", "")))
                .hasMessageContaining("strays needs other from elsewhere than an index");
        assertThat(home.resolve("store/uv")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"'', 'mcp-time '", "1.2, mcp-time ==1.2", "~=1.2, mcp-time ~=1.2", "'>=1,<2', 'mcp-time >=1,<2'"})
    void whatIsWantedOfAPackageOfPyPIStandsApartFromItsName(String wanted, String asked) throws Exception {
        Installed installed = store.fetch(new PackageRef(PackageRef.Origin.UV, "mcp-time", wanted, ""))
                .get();

        assertThat(managers.asked("mcp-time", installed.version())).isEqualTo(asked.strip() + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "latest", "-x", "v1.2", "1.*", "^1.2", "*", "1.2 x", " 1"})
    void noVersionContinuesTheNameOfAPackageOfPyPI(String wanted) {
        assertThatThrownBy(() -> new PackageRef(PackageRef.Origin.UV, "mcp-server-git", wanted, ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aWheelThatIsPublishedLaterLeavesAPinnedVersionAsItIs() throws Exception {
        PackageRef ref = new PackageRef(PackageRef.Origin.UV, "mcp-time", "1.2.3", "");
        managers.archives("2 3");
        String pinned = store.fetch(ref).get().integrity();
        assertThat(pinned.split(" ", -1)).hasSize(2).allMatch(hash -> hash.startsWith("sha256-"));

        managers.archives("2 3 4");
        try (PackageStore elsewhere = managers.elsewhere()) {
            Installed there = elsewhere.fetch(ref, pinned).get();
            assertThat(there.integrity()).isEqualTo(pinned);
            elsewhere.check(there, pinned);
            elsewhere.check(there, pinned + " sha256-another");
            assertThatThrownBy(() -> elsewhere.check(there, "sha256-another"))
                    .isInstanceOfSatisfying(
                            PackageProblem.class,
                            problem -> assertThat(problem.code()).isEqualTo(PackageProblem.OTHER_CONTENT));
        }
    }

    @Test
    void archivesOfWhichNoneIsPinnedAreNotInstalled() throws Exception {
        assertThat(store.fetch(new PackageRef(PackageRef.Origin.UV, "mcp-time", "1.2.3", ""), "sha256-another")
                        .handle((installed, failure) -> failure)
                        .get())
                .isInstanceOfSatisfying(
                        PackageProblem.class,
                        problem -> assertThat(problem.code()).isEqualTo(PackageProblem.OTHER_CONTENT));
        assertThat(managers.calls()).noneMatch(call -> call.startsWith("uv pip install"));
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
    @ValueSource(
            strings = {
                "npm:other@1",
                "file:..",
                "../..",
                "https://x",
                "-g",
                "$(id)",
                "1;id",
                "1\n2",
                "x/y",
                "1 @ x",
                "1[x]"
            })
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
