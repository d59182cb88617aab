package org.mcpcoordinator.rollout;

import org.mcpcoordinator.setting.Setting;

/**
 * The setting of the job's chunks, which the job itself reads when it begins.
 *
 * @param seconds that the transaction of a chunk may take, 1 to 3600
 */
record ChunkConfig(int seconds) {
    /** As the job names it, and a person who changes it. */
    static final String TIMEOUT = "coordinator.rollout.chunk-timeout-seconds";

    static ChunkConfig fromSettings() {
        return new ChunkConfig(Setting.number(TIMEOUT, 120, 1, 3600));
    }
}
