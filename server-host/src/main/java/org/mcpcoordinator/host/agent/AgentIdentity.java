package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Properties;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * Who the agent is, for {@code hello}.
 *
 * @param version of the product
 * @param build CRC-32 of the jar it runs from, in hex; empty if it runs from no jar
 * @param jar where it runs from
 * @param startedAt when it started
 */
record AgentIdentity(String version, String build, Path jar, Instant startedAt) {
    private static final String PROPERTIES = "/META-INF/maven/org.mcpcoordinator/server-host/pom.properties";

    static AgentIdentity read(Path jar, Instant startedAt) throws IOException {
        Properties properties = new Properties();
        try (InputStream input = AgentIdentity.class.getResourceAsStream(PROPERTIES)) {
            if (input != null) {
                properties.load(input);
            }
        }
        return new AgentIdentity(properties.getProperty("version", "development"), build(jar), jar, startedAt);
    }

    void addTo(ObjectNode answer, AgentSettings settings) {
        ObjectNode agent = answer.putObject("agent");
        agent.put("version", version)
                .put("build", build)
                .put("jar", jar.toString())
                .put("pid", ProcessHandle.current().pid())
                .put("bootId", settings.bootId())
                .put("host", settings.host())
                .put("directory", settings.directory().toString())
                .put("startedAt", startedAt.toString());
        Machine.addTo(agent);
    }

    private static String build(Path jar) throws IOException {
        if (!Files.isRegularFile(jar)) {
            return "";
        }
        CRC32 sum = new CRC32();
        try (InputStream input = new CheckedInputStream(Files.newInputStream(jar), sum)) {
            input.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return Long.toHexString(sum.getValue());
    }
}
