package org.mcpcoordinator.host.builtin.machine;

import oshi.SystemInfo;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.software.os.OperatingSystem;

/** The machine as OSHI sees it: one view for all servers of the process, made by the first call. */
final class Machine {
    private static final SystemInfo INFO = new SystemInfo();

    private Machine() {}

    static HardwareAbstractionLayer hardware() {
        return INFO.getHardware();
    }

    static OperatingSystem system() {
        return INFO.getOperatingSystem();
    }

    static double mebibytes(long bytes) {
        return Math.round(bytes / 104_857.6) / 10.0;
    }

    static double percent(long part, long whole) {
        return whole <= 0 ? 0 : Math.round(part * 1_000.0 / whole) / 10.0;
    }
}
