package org.mcpcoordinator.rollout;

import org.mcpcoordinator.setting.Setting;

/**
 * Settings of the nightly purge of the job repository.
 *
 * @param hour of the day in the server's time zone in which it happens, 0 to 23
 * @param days that are kept, 1 to 3650; 0 for no purge
 */
record PurgeConfig(int hour, int days) {
    /** Nobody rolls out then, and the night's backups are over or have not begun. */
    private static final int HOUR = 3;

    static PurgeConfig fromSettings() {
        return new PurgeConfig(
                HOUR, Setting.number("coordinator.rollout.purge-days", JobRecords.USUAL_DAYS, 0, JobRecords.MOST_DAYS));
    }
}
