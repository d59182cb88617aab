package org.mcpcoordinator.upkeep;

import java.nio.file.Path;
import java.util.Optional;
import org.mcpcoordinator.setting.Setting;

/**
 * The settings of this package.
 *
 * @param directory {@code coordinator.upkeep.directory}: where archives lie on this node
 * @param passphraseFile {@code coordinator.upkeep.passphrase-file}: holds the passphrase of backups and restores that are
 *     started without one, as from WildFly's console
 */
record UpkeepConfig(Path directory, Optional<Path> passphraseFile) {
    static UpkeepConfig fromSettings() {
        Path usual = Path.of(Setting.text("jboss.server.data.dir", "."), "coordinator", "backups");
        String passphrase = Setting.text("coordinator.upkeep.passphrase-file", "");
        return new UpkeepConfig(
                Path.of(Setting.text("coordinator.upkeep.directory", usual.toString())),
                passphrase.isEmpty() ? Optional.empty() : Optional.of(Path.of(passphrase)));
    }
}
