package org.mcpcoordinator.host.confine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On folders that look like the kernel's; what the kernel makes of them, {@code GuardTest} sees where there are groups. */
class GroupsTest {
    @TempDir
    Path mount;

    @Test
    void aServerGetsAGroupWithItsLimitsAndItsProcessIsPutInLast() throws IOException {
        Path handed = handed("system.slice/coordinator-agent.service", "cpu io memory pids");
        Groups groups = Groups.open(handed.resolve("agent"), mount).orElseThrow();

        groups.put("alpha-0", 4711, new Limits(256, 64, 100, 0.5));

        Path group = handed.resolve("servers/alpha-0");
        assertThat(handed.resolve("cgroup.subtree_control")).hasContent("+memory +pids +cpu");
        assertThat(handed.resolve("servers/cgroup.subtree_control")).hasContent("+memory +pids +cpu");
        assertThat(group.resolve("memory.max")).hasContent("268435456");
        assertThat(group.resolve("memory.oom.group")).hasContent("1");
        assertThat(group.resolve("pids.max")).hasContent("64");
        assertThat(group.resolve("cpu.max")).hasContent("50000 100000");
        assertThat(group.resolve("cgroup.procs")).hasContent("4711");
        Files.writeString(group.resolve("memory.events"), "low 0\nmax 12\noom 1\noom_kill 3\noom_group_kill 1\n");
        assertThat(groups.killed("alpha-0")).isEqualTo(3);
        assertThat(groups.killed("beta-0")).isZero();
        assertThat(groups.kill("alpha-0")).as("there is no cgroup.kill").isFalse();
    }

    @Test
    void withoutALimitOfProcessorsThereIsNone() throws IOException {
        Path handed = handed("unit", "cpu memory pids");
        Groups groups = Groups.open(handed.resolve("agent"), mount).orElseThrow();

        groups.put("alpha-0", 1, Limits.USUAL);

        assertThat(handed.resolve("servers/alpha-0/cpu.max")).hasContent("max 100000");
    }

    @Test
    void groupsThatWereNotHandedOverAreLeftAlone() throws IOException {
        Path handed = handed("user.slice/session-3.scope", "cpu memory pids");

        assertThat(Groups.open(handed, mount)).as("not in a group called agent").isEmpty();
        Files.createDirectories(mount.resolve("agent"));
        assertThat(Groups.open(mount.resolve("agent"), mount))
                .as("the root belongs to the system")
                .isEmpty();
        assertThat(handed.resolve("servers")).doesNotExist();
        assertThat(Groups.open(handed("less", "cpu io").resolve("agent"), mount))
                .as("no memory, no pids")
                .isEmpty();
    }

    @Test
    void theOwnGroupAndTheMountAreReadFromTheKernelsTables() throws IOException {
        Path cgroup = mount.resolve("cgroup");
        Files.write(cgroup, List.of("4:memory:/elsewhere", "0::/system.slice/coordinator-agent.service/agent"));
        Path mountinfo = mount.resolve("mountinfo");
        Files.write(
                mountinfo,
                List.of(
                        "25 30 0:23 / /sys rw,nosuid shared:7 - sysfs sysfs rw",
                        "31 25 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate"));

        assertThat(Groups.own(cgroup)).contains("/system.slice/coordinator-agent.service/agent");
        assertThat(Groups.mount(mountinfo)).contains(Path.of("/sys/fs/cgroup"));
    }

    private Path handed(String name, String controllers) throws IOException {
        Path handed = mount.resolve(name);
        Files.createDirectories(handed.resolve("agent"));
        Files.writeString(handed.resolve("cgroup.controllers"), controllers + "\n");
        return handed;
    }
}
