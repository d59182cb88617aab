package org.mcpcoordinator.host.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Packages of npm, by the npm of this host and the registry of its own configuration. */
record Npm(Tool tool) implements Installer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ARCHIVE = Pattern.compile("https?://\\S+\\.tgz");

    /** What npm takes for an address, a repository or a folder where a version stands otherwise. */
    private static final Pattern ELSEWHERE = Pattern.compile("(?!npm:)\\S*[:/]");

    @Override
    public Installed install(PackageRef wanted, String integrity, Path folder)
            throws IOException, InterruptedException, PackageProblem {
        Path npm = tool.find("npm")
                .orElseThrow(() -> new PackageProblem(
                        PackageProblem.NO_MANAGER,
                        "npm is not on this host's PATH; install Node.js with npm (on Debian: apt install npm)"));
        // Or npm would look for a project further up.
        Files.writeString(folder.resolve("package.json"), "{\"private\": true}\n");
        tool.run(
                "npm install " + wanted.name(),
                folder,
                List.of(
                        npm.toString(),
                        "install",
                        "--ignore-scripts",
                        "--no-audit",
                        "--no-fund",
                        "--no-update-notifier",
                        "--omit=dev",
                        "--loglevel=error",
                        // Since npm 11; an older one does not know them, and refuseStrangers follows in any case.
                        "--allow-git=none",
                        "--allow-remote=none",
                        "--allow-file=none",
                        "--allow-directory=none",
                        // Not every registry's addresses of archives look like one.
                        "--omit-lockfile-registry-resolved",
                        "--fetch-timeout=30000",
                        "--fetch-retries=1",
                        "--",
                        wanted.name() + (wanted.wanted().isEmpty() ? "" : "@" + wanted.wanted())));
        JsonNode lock =
                JSON.readTree(folder.resolve("package-lock.json").toFile()).path("packages");
        refuseStrangers(wanted.name(), lock);
        JsonNode locked = lock.path("node_modules/" + wanted.name());
        String version = locked.path("version").asText();
        String hash = locked.path("integrity").asText();
        if (!wanted.manager().isExact(version) || hash.isEmpty()) {
            throw new PackageProblem(
                    PackageProblem.FAILED, "npm has locked no version of " + wanted.name() + " with its integrity");
        }
        Map<String, String> programs = programs(wanted.name(), folder);
        String own = wanted.name().substring(wanted.name().indexOf('/') + 1);
        String main = programs.size() == 1 ? programs.keySet().iterator().next() : programs.containsKey(own) ? own : "";
        return new Installed(wanted.manager().id(), wanted.name(), version, hash, "", 0, programs, main);
    }

    /**
     * Whatever it stands on comes from a registry, with a hash: no repository, folder or address of somebody's. npm may be
     * configured to leave out where a registry has an archive; everything else it always names.
     */
    private static void refuseStrangers(String name, JsonNode lock) throws PackageProblem {
        for (Map.Entry<String, JsonNode> each : lock.properties()) {
            JsonNode entry = each.getValue();
            String from = entry.path("resolved").asText();
            boolean known = entry.path("inBundle").asBoolean()
                    || (!entry.path("integrity").asText().isEmpty()
                            && (from.isEmpty() || ARCHIVE.matcher(from).matches()));
            if (!each.getKey().isEmpty() && (!known || entry.path("link").asBoolean())) {
                throw new PackageProblem(
                        PackageProblem.FAILED,
                        name + " needs " + each.getKey()
                                + ", which is no archive of a registry with a hash; it is not kept");
            }
            for (String kind : List.of("dependencies", "optionalDependencies")) {
                for (Map.Entry<String, JsonNode> needs : entry.path(kind).properties()) {
                    if (!entry.path("inBundle").asBoolean()
                            && ELSEWHERE.matcher(needs.getValue().asText()).lookingAt()) {
                        throw new PackageProblem(
                                PackageProblem.FAILED,
                                name + " needs " + needs.getKey() + " from elsewhere than a registry; it is not kept");
                    }
                }
            }
        }
    }

    /** Node runs its scripts itself: {@code env} in their first line would only look for it. */
    @Override
    public List<String> command(Path program) throws PackageProblem {
        if (!firstLine(program).matches("#!.*\\bnode\\b.*")) {
            return List.of(program.toString());
        }
        Path node = tool.find("node")
                .orElseThrow(() -> new PackageProblem(
                        PackageProblem.NO_MANAGER,
                        "node is not on this host's PATH; install Node.js (on Debian: apt install nodejs)"));
        return List.of(node.toString(), program.toString());
    }

    /** The member {@code bin} of its package.json: a path, or paths by names. */
    private static Map<String, String> programs(String name, Path folder) throws IOException, PackageProblem {
        Path home = folder.resolve("node_modules").resolve(name).toRealPath();
        JsonNode bin = JSON.readTree(home.resolve("package.json").toFile()).path("bin");
        Map<String, String> programs = new TreeMap<>();
        if (bin.isTextual()) {
            programs.put(name.substring(name.indexOf('/') + 1), below(folder, home, bin.asText()));
        }
        for (Map.Entry<String, JsonNode> each : bin.properties()) {
            programs.put(each.getKey(), below(folder, home, each.getValue().asText()));
        }
        if (programs.isEmpty()) {
            throw new PackageProblem(PackageProblem.NO_PROGRAM, name + " is a library: it has no program to run");
        }
        return programs;
    }

    private static String below(Path folder, Path home, String path) throws IOException, PackageProblem {
        Path file = home.resolve(path).normalize();
        if (!file.startsWith(home)
                || !Files.isRegularFile(file)
                || !file.toRealPath().startsWith(home)) {
            throw new PackageProblem(PackageProblem.NO_PROGRAM, "a program it names is not in the package: " + path);
        }
        return folder.toRealPath().relativize(file).toString();
    }

    private static String firstLine(Path program) throws PackageProblem {
        try (InputStream input = Files.newInputStream(program)) {
            String start = new String(input.readNBytes(128), StandardCharsets.ISO_8859_1);
            return start.lines().findFirst().orElse("");
        } catch (IOException unreadable) {
            throw new PackageProblem(PackageProblem.ALTERED, program + " cannot be read; delete its version's folder");
        }
    }
}
