package org.mcpcoordinator.host.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Packages of PyPI, by the uv of this host and the index of its own configuration, each in a virtual environment of its own.
 * Wheels only: building one would run code of the package.
 */
record Uv(Tool tool) implements Installer {
    private static final Pattern HASH = Pattern.compile("--hash=sha256:([0-9a-f]{64})");
    private static final Pattern LOCKED = Pattern.compile("([A-Za-z0-9._-]+)(?:\\[[^]]*])?==([^\\s;\\\\]+)");
    private static final Pattern REQUIREMENT = Pattern.compile(
            "([A-Za-z0-9._-]+(?:\\[[A-Za-z0-9,_-]+])?)(?: (?:[~<>=!]=?=?\\s*[0-9A-Za-z.*!+-]+[, ]*)+)?");
    private static final String BIN = "venv/bin";

    @Override
    public Installed install(PackageRef wanted, String integrity, Path folder)
            throws IOException, InterruptedException, PackageProblem {
        String uv = tool.find("uv")
                .orElseThrow(() -> new PackageProblem(
                        PackageProblem.NO_MANAGER,
                        "uv is not on this host's PATH; install it (for example: pip install uv)"))
                .toString();
        String python = folder.resolve(BIN).resolve("python").toString();
        Files.writeString(folder.resolve("wanted.in"), requirement(wanted) + "\n");
        String what = "uv installing " + wanted.name();
        tool.run(what, folder, List.of(uv, "venv", "--quiet", "--relocatable", "venv"));
        List<String> lock = new ArrayList<>(List.of(uv, "pip", "compile", "--quiet", "--generate-hashes"));
        lock.addAll(List.of("--no-header", "--no-annotate", "--only-binary", ":all:", "--python", python));
        lock.addAll(List.of("--output-file", "requirements.txt", "wanted.in"));
        tool.run(what, folder, lock);
        Locked locked = locked(wanted, integrity, folder);
        List<String> install = new ArrayList<>(List.of(uv, "pip", "install", "--quiet", "--require-hashes"));
        install.addAll(List.of("--only-binary", ":all:", "--compile-bytecode", "--link-mode", "copy"));
        install.addAll(List.of("--python", python, "--requirement", "requirements.txt"));
        tool.run(what, folder, install);
        Map<String, String> programs = programs(folder);
        String name = bare(wanted);
        String main = programs.containsKey(name) ? name : programs.containsKey(normal(name)) ? normal(name) : "";
        return new Installed(
                wanted.manager().id(), wanted.name(), locked.version(), locked.integrity(), "", 0, programs, main);
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
    public List<String> command(Path program) {
        return List.of(program.resolveSibling("python").toString(), program.toString());
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
        Path file = folder.resolve("requirements.txt");
        List<String> entries = new ArrayList<>(List.of(Files.readString(file).split("\n(?=\\S)", -1)));
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
        throw new PackageProblem(PackageProblem.FAILED, "uv has locked no version of " + wanted.name());
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
                    .filter(name -> !name.startsWith("python") && !name.startsWith("activate"))
                    .forEach(name -> programs.put(name, BIN + "/" + name));
        }
        return programs;
    }

    /** PEP 503. */
    private static String normal(String name) {
        return name.replaceAll("[-_.]+", "-").toLowerCase(Locale.ROOT);
    }
}
