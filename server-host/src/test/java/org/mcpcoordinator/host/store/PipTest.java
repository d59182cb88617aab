package org.mcpcoordinator.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages of Python, by the real venv and pip of this machine, from an index on loopback. */
class PipTest {
    private static final boolean REQUIRED = Boolean.parseBoolean(System.getenv("COORDINATOR_REQUIRE_ALL"));
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** The first that makes environments; uv, where there is one, would be asked instead. */
    private static Path python = Path.of("none");

    /** One store for all, as a host has: pip is brought once. */
    @TempDir
    static Path home;

    private TestingWheels index;
    private PackageStore store;

    @BeforeAll
    static void find() throws Exception {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path found = Path.of(folder, "python3");
            // What lies there may be a script that looks for one.
            String real = Files.isExecutable(found)
                    ? says(found.toString(), "-c", "import ensurepip, venv, sys; print(sys.executable)")
                    : "";
            if (!real.isEmpty()) {
                python = Path.of(real);
                break;
            }
        }
        boolean there = Files.exists(python);
        if (REQUIRED) {
            assertThat(there).as("a python3 with venv").isTrue();
        }
        assumeTrue(there, "no python3 that makes environments");
    }

    @BeforeEach
    void open() throws IOException {
        index = new TestingWheels();
        store = store("store", index.address().toString());
    }

    @AfterEach
    void close() {
        store.close();
        index.close();
    }

    @Test
    void aPackageRunsAsOneProcessWithWhatItStandsOn() throws Exception {
        Installed installed = store.fetch(ref("tiny-mcp", "")).get();

        assertThat(installed.version()).isEqualTo("1.0");
        assertThat(installed.integrity()).startsWith("sha256-").doesNotContain(" ");
        Path tree = home.resolve("store/uv/tiny-mcp/1.0/tree");
        List<String> command = store.command(installed, "");
        assertThat(command)
                .containsExactly(
                        tree.resolve("venv/bin/python").toString(),
                        tree.resolve("venv/bin/tiny-mcp").toString());
        assertThat(installed.programs()).containsOnlyKeys("tiny-mcp");
        assertThat(said(command)).contains("\"serverInfo\"", "tiny-py").contains("hello Ada");
        // Moved as a whole since; who is called by name finds the interpreter beside it.
        assertThat(said(List.of(command.get(1)))).contains("hello Ada");
        store.check(installed, installed.integrity());
        assertThat(Files.readString(tree.resolve("requirements.txt")))
                .contains("tiny_mcp==1.0 \\\n    --hash=sha256:", "tiny_words==2.0 \\\n    --hash=sha256:");
        assertThat(home.resolve("store/uv/tiny-mcp/1.0"))
                .as("neither pip nor archives are kept")
                .isDirectoryNotContaining(path -> path.endsWith("pip") || path.endsWith("wheels"));
        assertThat(tree.resolve("venv/bin/pip")).doesNotExist();

        Path module;
        try (Stream<Path> files = Files.walk(tree)) {
            module = files.filter(file -> file.endsWith("tiny_words.py"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.setPosixFilePermissions(module, PosixFilePermissions.fromString("rw-r--r--"));
        Files.writeString(module, "def greeting(name):\n    return 'bye'\n");
        assertThatThrownBy(() -> store.check(installed, ""))
                .isInstanceOfSatisfying(
                        PackageProblem.class,
                        problem -> assertThat(problem.code()).isEqualTo(PackageProblem.ALTERED));
    }

    @Test
    void whatWasPinnedIsInstalledElsewhereOrNothing() throws Exception {
        index.server("pinned", "tiny-words");
        PackageRef ref = ref("pinned", "1.0");
        byte[] first = index.bytes("pinned-1.0-py3-none-any.whl");
        String pinned = "sha256-"
                + java.util.Base64.getEncoder()
                        .encodeToString(java.security.MessageDigest.getInstance("SHA-256")
                                .digest(first));

        assertThat(problem(store, ref, "sha256-another"))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(PackageProblem.OTHER_CONTENT))
                .hasMessageContaining("gives other bytes under that version");
        assertThat(home.resolve("store/uv/pinned")).doesNotExist();
        assertThat(store.fetch(ref, "sha256-another " + pinned).get().integrity())
                .isEqualTo(pinned);
    }

    @Test
    void whatCannotBeHadIsToldApart() throws Exception {
        index.publish("only-source", "only_source-1.0.tar.gz", new byte[] {1}, "0".repeat(64));
        assertThat(problem(store, ref("only-source", ""), ""))
                .hasMessageContaining("published as source only")
                .hasMessageContaining("No matching distribution found for only-source");

        index.publish(
                "forged", "forged-1.0-py3-none-any.whl", index.bytes("tiny_mcp-1.0-py3-none-any.whl"), "0".repeat(64));
        assertThat(problem(store, ref("forged", ""), ""))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(PackageProblem.OTHER_CONTENT))
                .hasMessageContaining("other bytes than the hash that stands beside them");

        index.server("known", "tiny-words");
        Installed installed = store.fetch(ref("known", "1.0")).get();
        assertThatThrownBy(() -> store.command(installed, "tiny-cli"))
                .hasMessageContaining("has no program tiny-cli; it has [known]");
        Installed library = store.fetch(ref("tiny-words", "")).get();
        assertThatThrownBy(() -> store.command(library, "")).hasMessageContaining("is known for no program; it has []");

        try (PackageStore alone = store("store", "http://127.0.0.1:1/simple/")) {
            assertThat(problem(alone, ref("away", ""), "")).hasMessageContaining("does not answer");
        }
    }

    /** pip builds archives at addresses of their own whatever it is told of wheels. */
    @Test
    void whatIsOfNoIndexIsNeitherBuiltNorKept() throws Exception {
        Path mark = home.resolve("built");
        byte[] source = TestingWheels.zip(Map.of(
                "evil-1.0/setup.py",
                "open('" + mark + "', 'w')\nfrom setuptools import setup\nsetup(name='evil', version='1.0')\n",
                "evil-1.0/PKG-INFO",
                "Metadata-Version: 1.0\nName: evil\nVersion: 1.0\n"));
        index.publish("evil", "evil-1.0.zip", source, "0".repeat(64));
        index.server("borrows", "evil @ " + index.address().resolve("../files/evil-1.0.zip"));
        index.server("strays", "tiny-words @ " + index.address().resolve("../files/tiny_words-2.0-py3-none-any.whl"));

        assertThat(problem(store, ref("borrows", ""), "")).hasMessageContaining("have to be built by running code");
        assertThat(mark).doesNotExist();
        assertThat(problem(store, ref("strays", ""), ""))
                .hasMessageContaining("strays needs tiny-words from elsewhere than an index");
        assertThat(home.resolve("store/uv/borrows")).doesNotExist();
        assertThat(home.resolve("store/uv/strays")).doesNotExist();
    }

    @Test
    void aPythonThatMakesNoEnvironmentsIsToldWithWhatToInstall() throws Exception {
        Path folder = Files.createDirectories(home.resolve("bin"));
        Path fake = Files.writeString(
                folder.resolve("python3"),
                "#!/bin/sh\ncase \"$*\" in *without-pip*) mkdir venv"
                        + " && touch venv/pyvenv.cfg; exit;; esac\necho ensurepip is not available; exit 1\n");
        Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (PackageStore bare = new PackageStore(
                home.resolve("bare"), Map.of("PATH", folder + ":/usr/bin:/bin"), LIMIT, Clock.systemUTC())) {
            assertThat(problem(bare, ref("tiny-mcp", ""), ""))
                    .satisfies(problem -> assertThat(problem.code()).isEqualTo(PackageProblem.NO_MANAGER))
                    .hasMessageContaining("ensurepip is not available")
                    .hasMessageContaining("apt install python3-venv");
        }
    }

    private PackageStore store(String name, String index) throws IOException {
        Path bin = Files.createDirectories(home.resolve("path"));
        if (!Files.exists(bin.resolve("python3"), java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            Files.createSymbolicLink(bin.resolve("python3"), python);
        }
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", bin + ":/bin");
        environment.put("HOME", home.toString());
        environment.put("PIP_INDEX_URL", index);
        environment.put("PIP_CONFIG_FILE", "/dev/null");
        return new PackageStore(home.resolve(name), environment, LIMIT, Clock.systemUTC());
    }

    private static PackageRef ref(String name, String version) {
        return new PackageRef(PackageRef.Origin.UV, name, version, "");
    }

    private static PackageProblem problem(PackageStore store, PackageRef ref, String integrity) {
        Throwable failure = store.fetch(ref, integrity)
                .handle((installed, problem) -> problem)
                .join();
        assertThat(failure).isInstanceOf(PackageProblem.class);
        return (PackageProblem) failure;
    }

    /** What it answers to a conversation of three. */
    private String said(List<String> command) throws Exception {
        Path asked = Files.writeString(home.resolve("asked"), """
                {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {}}
                {"jsonrpc": "2.0", "id": 2, "method": "tools/list"}
                {"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {"name": "greet", "arguments": {"name": "Ada"}}}
                """);
        Process process = new ProcessBuilder(command)
                .redirectInput(asked.toFile())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            return String.join("\n", output.lines().toList());
        } finally {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static String says(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            String said = String.join("\n", output.lines().toList());
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0 ? said : "";
        }
    }
}
