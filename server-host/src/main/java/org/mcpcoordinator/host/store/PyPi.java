package org.mcpcoordinator.host.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Packages of PyPI, each in a virtual environment of its own, by whichever client this host has: uv, or Python's own venv and
 * pip.
 *
 * @param tools a folder for what that client needs beside packages
 */
record PyPi(Tool tool, Path tools) implements Installer {
    private static final Pattern HASH = Pattern.compile("--hash=sha256:([0-9a-f]{64})");
    private static final Pattern LOCKED = Pattern.compile("([A-Za-z0-9._-]+)(?:\\[[^]]*])?==([^\\s;\\\\]+)");
    private static final Pattern ADDRESS = Pattern.compile("(?m)^([A-Za-z0-9._-]+)(?:\\[[^]]*])?\\s*@");
    private static final Pattern REQUIREMENT = Pattern.compile(
            "([A-Za-z0-9._-]+(?:\\[[A-Za-z0-9,_-]+])?)(?: (?:[~<>=!]=?=?\\s*[0-9A-Za-z.*!+-]+[, ]*)+)?");
    private static final Pattern NO_PROGRAM = Pattern.compile("(?i)python[0-9.]*|(de)?activate.*");
    private static final Pattern INTERPRETER = Pattern.compile("python3\\.\\d+");
    private static final String BIN = PythonClient.ENVIRONMENT + "/bin";

    @Override
    public Installed install(PackageRef wanted, String integrity, Path folder)
            throws IOException, InterruptedException, PackageProblem {
        PythonClient client = client();
        Files.writeString(folder.resolve(PythonClient.WANTED), requirement(wanted) + "\n");
        String what = "installing " + wanted.name();
        try {
            client.lock(what, folder);
            Locked locked = locked(wanted, integrity, folder);
            client.install(what, folder);
            Map<String, String> programs = programs(folder);
            String name = bare(wanted);
            String main = programs.containsKey(name) ? name : programs.containsKey(normal(name)) ? normal(name) : "";
            return new Installed(
                    wanted.manager().id(), wanted.name(), locked.version(), locked.integrity(), "", 0, programs, main);
        } finally {
            client.tidy(folder);
        }
    }

    private PythonClient client() throws PackageProblem {
        Optional<Path> uv = tool.find("uv");
        if (uv.isPresent()) {
            return new Uv(tool, uv.get());
        }
        return tool.find("python3")
                .map(python -> new Pip(tool, python, tools))
                .orElseThrow(() -> new PackageProblem(
                        PackageProblem.NO_MANAGER,
                        "neither python3 nor uv is on this host's PATH; install one of them (on Debian: apt install"
                                + " python3-venv)"));
    }

    /** In the form of PEP 508: what is wanted never goes on with the name. */
    private static String requirement(PackageRef wanted) throws PackageProblem {
        String version = (wanted.exact() ? "==" : "") + wanted.wanted();
        String requirement = (wanted.name() + " " + version).strip();
        Matcher parts = REQUIREMENT.matcher(requirement);
        if (!parts.matches() || !parts.group(1).equals(wanted.name())) {
            throw new PackageProblem(
                    PackageProblem.FAILED,
                    requirement + " does not ask for " + wanted.name() + " alone; it is not installed");
        }
        return requirement;
    }

    /** A script of an environment that may be moved begins as a shell's; its interpreter reads it as well. */
    @Override
    public List<String> command(Path program) throws PackageProblem {
        Path python = program.resolveSibling("python");
        sameInterpreter(program, python);
        return List.of(python.toString(), program.toString());
    }

    /** Another version of Python does not look where packages of this one lie. */
    private static void sameInterpreter(Path program, Path python) throws PackageProblem {
        try {
            String now = String.valueOf(python.toRealPath().getFileName());
            Path lib = program.resolveSibling("../lib").normalize();
            if (INTERPRETER.matcher(now).matches() && Files.isDirectory(lib) && !Files.isDirectory(lib.resolve(now))) {
                throw new PackageProblem(
                        PackageProblem.ALTERED,
                        program + " was installed for another Python than this host has now (" + now
                                + "); delete its version's folder (chmod -R u+w first): it is installed anew at the"
                                + " next start");
            }
        } catch (IOException gone) {
            throw new PackageProblem(
                    PackageProblem.ALTERED,
                    "the Python that " + program + " was installed for is gone; delete its version's folder (chmod -R"
                            + " u+w first): it is installed anew at the next start");
        }
    }

    /**
     * What was locked of the package itself.
     *
     * @param integrity hashes of the archives that may be installed of it
     */
    private record Locked(String version, String integrity) {}

    /**
     * Finds it, and where archives were pinned, leaves only those to be installed: others may be published under a version at
     * any time.
     */
    private static Locked locked(PackageRef wanted, String pinned, Path folder) throws IOException, PackageProblem {
        Path file = folder.resolve(PythonClient.LOCK);
        String lock = Files.readString(file);
        Matcher stranger = ADDRESS.matcher(lock);
        if (stranger.find()) {
            throw new PackageProblem(
                    PackageProblem.FAILED,
                    wanted.name() + " needs " + stranger.group(1) + " from elsewhere than an index; it is not kept");
        }
        List<String> entries = new ArrayList<>(List.of(lock.split("\n(?=\\S)", -1)));
        for (int i = 0; i < entries.size(); i++) {
            Matcher locked = LOCKED.matcher(entries.get(i));
            if (locked.lookingAt()
                    && wanted.manager().isExact(locked.group(2))
                    && normal(locked.group(1)).equals(normal(bare(wanted)))) {
                Map<String, String> hashes = hashes(entries.get(i));
                if (!pinned.isEmpty()) {
                    hashes.keySet().retainAll(List.of(pinned.split(" ", -1)));
                    entries.set(i, locked.group() + options(hashes.values()));
                    Files.writeString(file, String.join("\n", entries) + "\n");
                }
                if (hashes.isEmpty()) {
                    throw new PackageProblem(
                            PackageProblem.OTHER_CONTENT,
                            "the index has no archive of " + wanted
                                    + " that was pinned; it gives other bytes under that" + " version");
                }
                return new Locked(locked.group(2), String.join(" ", hashes.keySet()));
            }
        }
        throw new PackageProblem(PackageProblem.FAILED, "the index led to no version of " + wanted.name());
    }

    /** Of all archives of the version, whichever fits a host: in the form that npm gives, and as uv writes them. */
    private static Map<String, String> hashes(String entry) {
        Map<String, String> hashes = new TreeMap<>();
        Matcher matcher = HASH.matcher(entry);
        while (matcher.find()) {
            byte[] digest = HexFormat.of().parseHex(matcher.group(1));
            hashes.put("sha256-" + Base64.getEncoder().encodeToString(digest), matcher.group());
        }
        return hashes;
    }

    private static String options(Collection<String> hashes) {
        return hashes.stream().map(hash -> " \\\n    " + hash).collect(Collectors.joining());
    }

    private static String bare(PackageRef wanted) {
        return wanted.name().replaceFirst("\\[.*", "");
    }

    private static Map<String, String> programs(Path folder) throws IOException {
        Map<String, String> programs = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder.resolve(BIN))) {
            files.filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !NO_PROGRAM.matcher(name).matches())
                    .forEach(name -> programs.put(name, BIN + "/" + name));
        }
        return programs;
    }

    private static String normal(String name) {
        return Wheel.normal(name);
    }
}
