package org.mcpcoordinator.web.gateway;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mcpcoordinator.access.CallRate;
import org.mcpcoordinator.setting.Setting;

/** Reads what a caller is allowed whose token says nothing of it. */
final class CallerLimits {
    private static final String NAME = "coordinator.gateway.caller-limits";
    private static final Pattern LIMITS =
            Pattern.compile("none|([1-9][0-9]{0,4})/s(?:,burst=([1-9][0-9]{0,4}))?(?:,at-once=([1-9][0-9]{0,4}))?"
                    + "|at-once=([1-9][0-9]{0,4})");

    private CallerLimits() {}

    static CallRate fromSettings() {
        return read(Setting.text(NAME, "none"));
    }

    static CallRate read(String text) {
        Matcher matcher = LIMITS.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalStateException("setting " + NAME + "=" + text
                    + " is not none, 100/s, 100/s,burst=200, 100/s,at-once=16 or at-once=16, each number up to 99999");
        }
        int atOnce = number(matcher.group(3)) + number(matcher.group(4));
        return new CallRate(number(matcher.group(1)), number(matcher.group(2)), atOnce);
    }

    @SuppressWarnings("NullAway") // a group that has not matched is null
    private static int number(@org.jspecify.annotations.Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
