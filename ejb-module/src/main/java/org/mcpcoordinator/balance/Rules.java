package org.mcpcoordinator.balance;

import java.time.Duration;
import org.mcpcoordinator.setting.Setting;

/**
 * By which figures copies are chosen and left alone.
 *
 * @param slowStart until a copy that has come gets its full share; over 0
 * @param alike answers that come sooner than that count as equally fast
 * @param failures so many in a row cost a copy its calls
 * @param ejection how long, for the first time; each further time that much longer
 * @param longestEjection how long at most
 * @param ejectedPercent so many of a server's copies are left alone at a time, one of several in any case; 0 for none
 * @param silences so many calls in a row without an answer, and the server is not called for a while
 * @param pause how long, for the first time; each further time twice as long
 * @param longestPause how long at most
 * @param waiting most calls that wait for an answer of one server
 * @param waitingEach the same for each of its copies, where that is more
 * @param drain how long calls under way may keep a copy that is drained
 */
public record Rules(
        Duration slowStart,
        Duration alike,
        int failures,
        Duration ejection,
        Duration longestEjection,
        int ejectedPercent,
        int silences,
        Duration pause,
        Duration longestPause,
        int waiting,
        int waitingEach,
        Duration drain) {
    private static final int USUAL_PERCENT = 50;

    public static final Rules USUAL = new Rules(
            Duration.ofSeconds(10),
            Duration.ofMillis(1),
            5,
            Duration.ofSeconds(30),
            Duration.ofSeconds(300),
            USUAL_PERCENT,
            5,
            Duration.ofSeconds(10),
            Duration.ofSeconds(120),
            4096,
            256,
            Duration.ofSeconds(14));

    static Rules fromSettings() {
        return USUAL.ejecting(Setting.number("coordinator.balance.ejected-percent", USUAL_PERCENT, 0, 90));
    }

    /** The same with another share of copies that may be left alone. */
    public Rules ejecting(int percent) {
        return new Rules(
                slowStart,
                alike,
                failures,
                ejection,
                longestEjection,
                percent,
                silences,
                pause,
                longestPause,
                waiting,
                waitingEach,
                drain);
    }

    /** How many of so many copies may be left alone. */
    int mostEjected(int copies) {
        return copies < 2 || ejectedPercent == 0 ? 0 : Math.max(1, copies * ejectedPercent / 100);
    }

    /** How many calls may wait for an answer of a server with so many copies. */
    int mostWaiting(int copies) {
        return Math.max(waiting, waitingEach * copies);
    }
}
