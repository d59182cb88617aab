package org.mcpcoordinator.access;

/**
 * How much may be called.
 *
 * @param perSecond calls a second; 0 for no limit
 * @param burst so many may come at once after a rest; at least {@code perSecond}
 * @param atOnce calls under way at the same time; 0 for no limit
 */
public record CallRate(int perSecond, int burst, int atOnce) {
    /** As much as anybody likes. */
    public static final CallRate NONE = new CallRate(0, 0, 0);

    /** Of calls a second, and of a burst. */
    public static final int MOST_PER_SECOND = 100_000;

    /** Of calls under way. */
    public static final int MOST_AT_ONCE = 100_000;

    /** A burst of what a second allows is usual. */
    public CallRate {
        burst = perSecond == 0 ? 0 : Math.max(burst, perSecond);
    }

    /** True if there is no limit. */
    public boolean isNone() {
        return perSecond == 0 && atOnce == 0;
    }
}
