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

/** Packages of npm, by the npm of this host and the registry of its own configuration. */
record Npm(Tool tool) implements Installer {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public Installed install(PackageRef wanted, Path folder) throws IOException, InterruptedException, PackageProblem {
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
                        "--fetch-timeout=30000",
                        "--fetch-retries=1",
                        "--",
                        wanted.name() + (wanted.wanted().isEmpty() ? "" : "@" + wanted.wanted())));
        JsonNode locked = JSON.readTree(folder.resolve("package-lock.json").toFile())
                .path("packages")
                .path("node_modules/" + wanted.name());
        String version = locked.path("version").asText();
        String integrity = locked.path("integrity").asText();
        if (!wanted.manager().isExact(version) || integrity.isEmpty()) {
            throw new PackageProblem(
                    PackageProblem.FAILED, "npm has locked no version of " + wanted.name() + " with its integrity");
        }
        Map<String, String> programs = programs(wanted.name(), folder);
        String own = wanted.name().substring(wanted.name().indexOf('/') + 1);
        String main = programs.size() == 1 ? programs.keySet().iterator().next() : programs.containsKey(own) ? own : "";
        return new Installed(wanted.manager().id(), wanted.name(), version, integrity, "", 0, programs, main);
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
