package org.mcpcoordinator.usage;

import java.util.Locale;
import org.mcpcoordinator.setting.Setting;

/**
 * Settings of this package.
 *
 * @param trail {@code coordinator.usage.call-trail}: which calls are written line by line
 */
record UsageConfig(Kept trail) {
    /** Which calls are kept. */
    enum Kept {
        OFF,
        TOOLS,
        ALL
    }

    static UsageConfig fromSettings() {
        String name = "coordinator.usage.call-trail";
        String text = Setting.text(name, "tools");
        return new UsageConfig(
                switch (text) {
                    case "off", "tools", "all" -> Kept.valueOf(text.toUpperCase(Locale.ROOT));
                    default ->
                        throw new IllegalStateException("setting " + name + "=" + text + " is not off, tools or all");
                });
    }
}
