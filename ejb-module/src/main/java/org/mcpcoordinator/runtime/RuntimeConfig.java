package org.mcpcoordinator.runtime;

import java.nio.file.Path;
import org.mcpcoordinator.setting.Setting;

/**
 * The settings of this package.
 *
 * @param directory {@code coordinator.runtime.agent-directory}: what the host agent keeps, and where its socket is;
 *     default {@code coordinator-agent} in the server's data folder
 * @param java {@code coordinator.runtime.java}: runs the agent and built-in servers; default is WildFly's own
 * @param parallelStarts {@code coordinator.runtime.parallel-starts}: most programs between start and first listening
 *     socket, 1 to 1000, default 64
 */
record RuntimeConfig(Path directory, Path java, int parallelStarts) {
    static RuntimeConfig fromSettings() {
        String data = Setting.text("jboss.server.data.dir", System.getProperty("java.io.tmpdir", "/tmp"));
        Path ownJava = Path.of(System.getProperty("java.home", ""), "bin", "java");
        return new RuntimeConfig(
                Path.of(Setting.text("coordinator.runtime.agent-directory", data + "/coordinator-agent"))
                        .toAbsolutePath(),
                Path.of(Setting.text("coordinator.runtime.java", ownJava.toString())),
                Setting.number("coordinator.runtime.parallel-starts", 64, 1, 1000));
    }

    Path socket() {
        return directory.resolve("agent.sock");
    }
}
