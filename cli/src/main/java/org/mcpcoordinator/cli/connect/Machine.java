package org.mcpcoordinator.cli.connect;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What decides where clients keep their files.
 *
 * @param system which operating system
 * @param home the user's folder
 * @param work the folder the command was called in
 * @param roaming {@code %APPDATA%}, on Windows
 */
public record Machine(Os system, Path home, Path work, Optional<Path> roaming) {
    /** The operating systems whose places are known. */
    public enum Os {
        LINUX,
        MAC,
        WINDOWS
    }

    /** This one. */
    public static Machine here(Map<String, String> environment) {
        String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        Os system = name.startsWith("mac") ? Os.MAC : name.startsWith("windows") ? Os.WINDOWS : Os.LINUX;
        String home = environment.getOrDefault("HOME", System.getProperty("user.home", ""));
        return new Machine(
                system,
                Path.of(home),
                Path.of("").toAbsolutePath(),
                Optional.ofNullable(environment.get("APPDATA")).map(Path::of));
    }

    /** The folder in which programs with a window keep their settings. */
    Path settings() {
        return switch (system) {
            case MAC -> home.resolve("Library/Application Support");
            case WINDOWS -> roaming.orElseGet(() -> home.resolve("AppData/Roaming"));
            case LINUX -> home.resolve(".config");
        };
    }
}
