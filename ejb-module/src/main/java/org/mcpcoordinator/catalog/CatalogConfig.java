package org.mcpcoordinator.catalog;

import org.mcpcoordinator.setting.Setting;

/**
 * The settings of this package.
 *
 * @param layout {@code coordinator.catalog.port-base}: first port of the whole layout, 1024 to 31000, default 3100
 * @param allowed {@code coordinator.catalog.allowed-commands}: programs that may be brought into a fleet, see
 *     {@link AllowedCommands}
 */
record CatalogConfig(PortLayout layout, AllowedCommands allowed) {
    static CatalogConfig fromSettings() {
        return new CatalogConfig(
                new PortLayout(Setting.number("coordinator.catalog.port-base", PortLayout.DEFAULT_BASE, 1024, 31_000)),
                AllowedCommands.of(Setting.text(AllowedCommands.SETTING, AllowedCommands.USUAL)));
    }
}
