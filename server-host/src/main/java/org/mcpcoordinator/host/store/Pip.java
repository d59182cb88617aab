package org.mcpcoordinator.host.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Python's own venv and pip, and the index of pip's configuration. pip lies in an environment of its own, made once for each
 * Python, so that in the package's there is nothing but the package. It may start no program: an archive at an address of its
 * own is built by pip whatever it is told of wheels, and here that fails.
 *
 * @param tools the folder where pip is kept
 */
record Pip(Tool tool, Path python, Path tools) implements PythonClient {
    /** An audit hook of Python's cannot be taken back. */
    private static final String ALONE = """
            import runpy, sys
            def alone(event, arguments):
                if event.startswith(("os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "subprocess.")):
                    raise PermissionError("no program is run for a package")
            sys.addaudithook(alone)
            runpy.run_module("pip", run_name="__main__", alter_sys=True)
            """;

    private static final Pattern VERSION = Pattern.compile("version\\s*=\\s*([0-9][0-9A-Za-z.+]{0,30})");
    private static final Pattern UNREACHED =
            Pattern.compile("(?i)connection (refused|broken|reset|error)|timed out|name or service not known"
                    + "|certificate verify|proxy error|network is unreachable");
    private static final Pattern OTHER_BYTES = Pattern.compile("(?i)do not match the hashes");
    private static final Pattern NOT_FOUND = Pattern.compile("(?i)no matching distribution found");
    private static final Pattern BUILT = Pattern.compile("no program is run for a package");

    @Override
    public void lock(String what, Path folder) throws IOException, InterruptedException, PackageProblem {
        tool.run(what, folder, List.of(python.toString(), "-m", "venv", "--without-pip", ENVIRONMENT));
        bring(what, folder);
        Path wheels = Files.createDirectories(beside(folder, "wheels"));
        List<String> download = new ArrayList<>(List.of("download", "--requirement", WANTED));
        download.addAll(List.of("--dest", wheels.toString(), "--retries", "1", "--timeout", "30"));
        pip(what, folder, download);
        List<Wheel> found = Wheel.all(wheels);
        Wheel.refuseStrangers(found);
        StringBuilder lock = new StringBuilder();
        for (Wheel wheel : found) {
            lock.append(wheel.name()).append("==").append(wheel.version());
            lock.append(" \\\n    --hash=sha256:").append(wheel.hash()).append('\n');
        }
        Files.writeString(folder.resolve(LOCK), lock);
    }

    /** Makes sure that there is a pip for the Python of that environment. */
    private void bring(String what, Path folder) throws IOException, InterruptedException, PackageProblem {
        Path kept = kept(folder);
        if (Files.isDirectory(kept)) {
            return;
        }
        Path made = beside(folder, "pip");
        try {
            tool.run(what, folder, List.of(python.toString(), "-m", "venv", made.toString()));
        } catch (PackageProblem none) {
            throw new PackageProblem(
                    PackageProblem.NO_MANAGER,
                    python + " makes no environment with pip: " + none.sentence()
                            + ". Install what it lacks (on Debian: apt install python3-venv), or uv");
        }
        Files.createDirectories(tools);
        try {
            Files.move(made, kept, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException another) {
            // Another installation was quicker.
            if (!Files.isDirectory(kept)) {
                throw another;
            }
        }
    }

    private Path kept(Path folder) throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve(ENVIRONMENT).resolve("pyvenv.cfg"))) {
            String version = lines.map(VERSION::matcher)
                    .filter(Matcher::matches)
                    .map(matcher -> matcher.group(1))
                    .findFirst()
                    .orElse("any");
            return tools.resolve("pip-" + version);
        }
    }

    @Override
    public void install(String what, Path folder) throws IOException, InterruptedException, PackageProblem {
        List<String> install = new ArrayList<>(List.of("install", "--requirement", LOCK, "--require-hashes"));
        install.addAll(
                List.of("--no-index", "--find-links", beside(folder, "wheels").toString()));
        install.addAll(List.of("--ignore-installed", "--no-warn-script-location"));
        pip(what, folder, install);
        Path bin = folder.resolve(ENVIRONMENT).resolve("bin");
        try (Stream<Path> scripts = Files.list(bin)) {
            for (Path script : scripts.filter(Files::isExecutable).toList()) {
                move(script, bin);
            }
        }
    }

    @Override
    public void tidy(Path folder) throws IOException {
        Tree.discard(beside(folder, "pip"));
        Tree.discard(beside(folder, "wheels"));
    }

    /** The interpreter is the package's, so that what is installed is installed for it; the code is that of pip beside it. */
    private void pip(String what, Path folder, List<String> words)
            throws IOException, InterruptedException, PackageProblem {
        List<String> argv = new ArrayList<>();
        argv.addAll(List.of(folder.resolve(ENVIRONMENT).resolve("bin/python").toString(), "-c", ALONE));
        argv.addAll(words);
        argv.addAll(List.of("--only-binary", ":all:", "--quiet", "--no-input", "--disable-pip-version-check"));
        try {
            tool.with(Map.of("PYTHONPATH", code(kept(folder)), "PYTHONNOUSERSITE", "1"))
                    .run(what, folder, argv);
        } catch (PackageProblem failed) {
            throw explained(failed);
        }
    }

    private static String code(Path environment) throws IOException {
        try (Stream<Path> versions = Files.list(environment.resolve("lib"))) {
            return versions.map(version -> version.resolve("site-packages"))
                    .filter(packages -> Files.isDirectory(packages.resolve("pip")))
                    .findFirst()
                    .orElseThrow(() -> new IOException("there is no pip in " + environment))
                    .toString();
        }
    }

    /** pip tells of a source archive, of an index that is away and of a wrong name in the same words. */
    private static PackageProblem explained(PackageProblem failed) {
        String said = failed.sentence();
        if (OTHER_BYTES.matcher(said).find()) {
            return new PackageProblem(
                    PackageProblem.OTHER_CONTENT,
                    "the index gives other bytes than the hash that stands beside them: " + said);
        }
        if (BUILT.matcher(said).find()) {
            return new PackageProblem(
                    PackageProblem.FAILED,
                    "it stands on an archive that is no wheel of an index, and would have to be built by running code of"
                            + " it; it is not kept: " + said);
        }
        if (UNREACHED.matcher(said).find()) {
            return new PackageProblem(
                    PackageProblem.FAILED,
                    "the index that pip of this host is configured with does not answer (pip config list shows it): "
                            + said);
        }
        if (NOT_FOUND.matcher(said).find()) {
            return new PackageProblem(
                    PackageProblem.FAILED,
                    "the index has no wheel of that for the Python of this host. Either there is no such version, or it"
                            + " is published as source only, and building that would run code of it: " + said);
        }
        return failed;
    }

    /** A script names the interpreter by the path it had when it was installed; here it finds the one beside it. */
    private static void move(Path script, Path bin) throws IOException {
        String text = Files.isSymbolicLink(script) ? "" : Files.readString(script, StandardCharsets.ISO_8859_1);
        String rest = text.startsWith("#!/bin/sh\n'''exec'")
                ? text.substring(text.indexOf("\n' '''\n") + 7)
                : text.substring(text.indexOf('\n') + 1);
        if (text.startsWith("#!")
                && text.substring(0, text.length() - rest.length()).contains(bin.toString())) {
            String head =
                    "#!/bin/sh\n'''exec' \"$(dirname -- \"$(realpath -- \"$0\")\")/python\" \"$0\" \"$@\"\n' '''\n";
            Files.writeString(script, head + rest, StandardCharsets.ISO_8859_1);
        }
    }

    private static Path beside(Path folder, String name) {
        return folder.resolveSibling(name);
    }
}
