package org.mcpcoordinator.standby;

import org.mcpcoordinator.setting.Setting;

/**
 * Settings of servers on demand.
 *
 * @param warmMin so many of those that were called stay awake although nobody calls, 0 to 1,000
 * @param warmMax so many of a host are awake at once; where one more is called, the one that has not been called for
 *     longest falls asleep, 1 to 1,000
 */
record StandbyConfig(int warmMin, int warmMax) {
    StandbyConfig {
        if (warmMin > warmMax) {
            throw new IllegalStateException("setting coordinator.standby.warm-min=" + warmMin
                    + " is more than coordinator.standby.warm-max=" + warmMax);
        }
    }

    static StandbyConfig fromSettings() {
        return new StandbyConfig(
                Setting.number("coordinator.standby.warm-min", 0, 0, 1000),
                Setting.number("coordinator.standby.warm-max", 50, 1, 1000));
    }
}
