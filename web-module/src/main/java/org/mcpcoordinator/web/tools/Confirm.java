package org.mcpcoordinator.web.tools;

import java.util.Locale;
import java.util.stream.Stream;
import org.mcpcoordinator.setting.Setting;

/** Which calls of an agent a person has to agree to. */
enum Confirm {
    NEVER,
    DESTRUCTIVE,
    ALWAYS;

    /** The setting. */
    static final String SETTING = "coordinator.gateway.confirm";

    static Confirm fromSettings() {
        String text = Setting.text(SETTING, "destructive");
        return Stream.of(values())
                .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "setting " + SETTING + "=" + text + " is not never, destructive or always"));
    }

    /** True if somebody has to agree to that. */
    boolean isWanted(Weight weight) {
        return switch (this) {
            case NEVER -> false;
            case DESTRUCTIVE -> weight == Weight.DESTROYS;
            case ALWAYS -> weight != Weight.LOOKS;
        };
    }
}
