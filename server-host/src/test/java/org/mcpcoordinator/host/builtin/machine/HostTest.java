package org.mcpcoordinator.host.builtin.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mcpcoordinator.host.builtin.Calls;

class HostTest {
    @TempDir
    Path directory;

    @Test
    void everyToolTellsSomethingTrue() throws Exception {
        try (Calls calls = Calls.of("host", "{\"top\":5}", directory)) {
            assertThat(calls.json("cpu", "{}").path("logicalCores").asInt())
                    .isEqualTo(Runtime.getRuntime().availableProcessors());
            assertThat(calls.json("cpu", "{}").path("busyPercent").asDouble()).isBetween(0.0, 100.0);
            assertThat(calls.json("memory", "{}").path("totalMiB").asDouble()).isGreaterThan(100);
            assertThat(calls.json("disks", "{}").path("fileSystems")).hasSizeLessThanOrEqualTo(5);
            assertThat(calls.json("processes", "{}").path("processes")).hasSizeBetween(1, 5);
            assertThat(calls.json("network", "{}").path("interfaces").isArray()).isTrue();
            assertThat(calls.json("connections", "{}").path("listening").isArray())
                    .isTrue();
            assertThat(calls.json("system", "{}").path("uptimeSeconds").asLong())
                    .isPositive();
            assertThat(calls.json("limits", "{}").path("openFiles").asLong()).isNotNegative();
            assertThat(calls.json("sensors", "{}").path("note").asText()).isNotEmpty();
        }
    }

    @Test
    void aProcessIsDescribedWithoutItsCommandLine() throws Exception {
        long self = ProcessHandle.current().pid();
        try (Calls calls = Calls.of("host", "{}", directory)) {
            JsonNode process = calls.json("process", "{\"pid\":" + self + "}");
            assertThat(process.path("threads").asInt()).isPositive();
            assertThat(process.toString()).doesNotContain("-classpath").doesNotContain("surefire");
            assertThat(calls.failure("process", "{\"pid\":4194303}")).contains("there is no process");
        }
    }

    @Test
    void checkWarnsAboveItsThresholds() throws Exception {
        try (Calls calls =
                Calls.of("host", "{\"memoryPercent\":1,\"cpuPercent\":100,\"diskPercent\":100}", directory)) {
            JsonNode check = calls.json("check", "{}");
            assertThat(check.path("ok").asBoolean()).isFalse();
            assertThat(check.at("/above/0/what").asText()).isEqualTo("memory");
        }
    }
}
