package org.mcpcoordinator.host.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Packages of PyPI, by the uv of this host and the index of its own configuration, each in a virtual environment of its own.
 * Wheels only: building one would run code of the package.
 */
record Uv(Tool tool) implements Installer {
    private static final Pattern HASH = Pattern.compile("--hash=(sha256:[0-9a-f]{64})");
    private static final Pattern LOCKED = Pattern.compile("([A-Za-z0-9._-]+)(?:\\[[^]]*])?==([^\\s;\\\\]+)");
    private static final String BIN = "venv/bin";

    @Override
    public Installed install(PackageRef wanted, Path folder) throws IOException, InterruptedException, PackageProblem {
        String uv = tool.find("uv")
                .orElseThrow(() -> new PackageProblem(
                        PackageProblem.NO_MANAGER,
                        "uv is not on this host's PATH; install it (for example: pip install uv)"))
                .toString();
        String python = folder.resolve(BIN).resolve("python").toString();
        String asked = wanted.name() + (wanted.exact() ? "==" : "") + wanted.wanted();
        Files.writeString(folder.resolve("wanted.in"), asked + "\n");
        String what = "uv installing " + wanted.name();
        tool.run(what, folder, List.of(uv, "venv", "--quiet", "--relocatable", "venv"));
        List<String> lock = new ArrayList<>(List.of(uv, "pip", "compile", "--quiet", "--generate-hashes"));
        lock.addAll(List.of("--no-header", "--no-annotate", "--only-binary", ":all:", "--python", python));
        lock.addAll(List.of("--output-file", "requirements.txt", "wanted.in"));
        tool.run(what, folder, lock);
        List<String> install = new ArrayList<>(List.of(uv, "pip", "install", "--quiet", "--require-hashes"));
        install.addAll(List.of("--only-binary", ":all:", "--compile-bytecode", "--link-mode", "copy"));
        install.addAll(List.of("--python", python, "--requirement", "requirements.txt"));
        tool.run(what, folder, install);
        return found(wanted, folder);
    }

    /** A script of an environment that may be moved begins as a shell's; its interpreter reads it as well. */
    @Override
    public List<String> command(Path program) {
        return List.of(program.resolveSibling("python").toString(), program.toString());
    }

    private static Installed found(PackageRef wanted, Path folder) throws IOException, PackageProblem {
        String name = wanted.name().replaceFirst("\\[.*", "");
        for (String entry : Files.readString(folder.resolve("requirements.txt")).split("\n(?=\\S)", -1)) {
            Matcher locked = LOCKED.matcher(entry);
            if (locked.lookingAt()
                    && wanted.manager().isExact(locked.group(2))
                    && normal(locked.group(1)).equals(normal(name))) {
                Map<String, String> programs = programs(folder);
                String main =
                        programs.containsKey(name) ? name : programs.containsKey(normal(name)) ? normal(name) : "";
                return new Installed(
                        wanted.manager().id(), wanted.name(), locked.group(2), integrity(entry), "", 0, programs, main);
            }
        }
        throw new PackageProblem(PackageProblem.FAILED, "uv has locked no version of " + wanted.name());
    }

    /** All archives of the version, whichever fits a host, as one hash in the form that npm gives. */
    private static String integrity(String entry) {
        TreeSet<String> hashes = new TreeSet<>();
        Matcher matcher = HASH.matcher(entry);
        while (matcher.find()) {
            hashes.add(matcher.group(1));
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\n", hashes).getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
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
