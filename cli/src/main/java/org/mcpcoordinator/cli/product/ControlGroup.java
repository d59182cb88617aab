package org.mcpcoordinator.cli.product;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Control groups of Linux: systemd ends a unit by ending its group. */
final class ControlGroup {
    private ControlGroup() {}

    /** Whether both processes are in the group of one systemd service, so that its restart would end both. */
    static boolean sharedUnit(long one, long other) {
        String group = of(one);
        return group.endsWith(".service") && group.equals(of(other));
    }

    private static String of(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cgroup")).trim();
        } catch (IOException noControlGroups) {
            return "";
        }
    }
}
