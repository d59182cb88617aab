package org.mcpcoordinator.runtime;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.mcpcoordinator.fleet.DriftKind;
import org.mcpcoordinator.setting.Setting;

/**
 * The settings of this package.
 *
 * @param directory {@code coordinator.runtime.agent-directory}: what the host agent keeps, and where its socket is;
 *     default {@code coordinator-agent} in the server's data folder; at most 77 bytes, because of the sockets in it
 * @param java {@code coordinator.runtime.java}: runs the agent and built-in servers; default is WildFly's own
 * @param parallelStarts {@code coordinator.runtime.parallel-starts}: most programs between start and first listening
 *     socket, 1 to 1000, default 64
 * @param reportOnly {@code coordinator.runtime.drift-report-only}: kinds of differences that are reported and not
 *     mended, with commas between them; default none
 * @param serverUser {@code coordinator.runtime.server-user}: whom programs run as where the agent is root: a user's name,
 *     {@code same} for the agent's own, or {@code auto}, the default, for {@code coordinator-servers} if there is such a user
 */
record RuntimeConfig(Path directory, Path java, int parallelStarts, Set<DriftKind> reportOnly, String serverUser) {
    /** The longest path of a Unix socket, less the longest name the agent gives one. */
    private static final int LONGEST_DIRECTORY = 107 - "/serve/version-control-99.sock".length();

    static final String USUAL_USER = "auto";

    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,31}");

    RuntimeConfig {
        int length = directory.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_DIRECTORY) {
            throw new IllegalStateException(
                    "setting coordinator.runtime.agent-directory=" + directory + " has " + length
                            + " bytes; the path of a Unix socket below it leaves room for " + LONGEST_DIRECTORY
                            + ", choose a shorter one");
        }
    }

    static RuntimeConfig fromSettings() {
        String data = Setting.text("jboss.server.data.dir", System.getProperty("java.io.tmpdir", "/tmp"));
        Path ownJava = Path.of(System.getProperty("java.home", ""), "bin", "java");
        return new RuntimeConfig(
                Path.of(Setting.text("coordinator.runtime.agent-directory", data + "/coordinator-agent"))
                        .toAbsolutePath(),
                Path.of(Setting.text("coordinator.runtime.java", ownJava.toString())),
                Setting.number("coordinator.runtime.parallel-starts", 64, 1, 1000),
                kinds(Setting.text("coordinator.runtime.drift-report-only", "")),
                user(Setting.text("coordinator.runtime.server-user", USUAL_USER)));
    }

    static String user(String name) {
        if (!USER.matcher(name).matches()) {
            throw new IllegalStateException("setting coordinator.runtime.server-user=" + name
                    + " is not auto, same or the name of a user: 1 to 32 letters, digits, ., - and _");
        }
        return name;
    }

    private static Set<DriftKind> kinds(String names) {
        Set<DriftKind> kinds = EnumSet.noneOf(DriftKind.class);
        for (String name : names.split(",", -1)) {
            if (name.isBlank()) {
                continue;
            }
            kinds.add(Stream.of(DriftKind.values())
                    .filter(kind -> kind.name().equalsIgnoreCase(name.trim()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("setting coordinator.runtime.drift-report-only="
                            + names + " names no kind of difference; there are " + List.of(DriftKind.values()))));
        }
        return kinds;
    }

    Path socket() {
        return directory.resolve("agent.sock");
    }
}
