package org.mcpcoordinator.usage;

/** A trail for tests of other packages. */
public final class TestingTrail {
    private TestingTrail() {}

    /** One that keeps nothing. */
    public static Trail empty() {
        return new Trail(UsageConfig.Kept.OFF);
    }
}
