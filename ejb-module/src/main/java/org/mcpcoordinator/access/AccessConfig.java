package org.mcpcoordinator.access;

import java.nio.file.Path;
import java.util.Optional;
import org.mcpcoordinator.setting.Setting;

/**
 * The settings of this package; public URL, hosts and origins are read by the gateway's door.
 *
 * @param adminPasswordFile {@code coordinator.access.admin-password-file}: holds the first administrator's password
 * @param secretKeyFile {@code coordinator.access.secret-key-file}: holds the key that seals secrets, made if missing
 */
record AccessConfig(Optional<Path> adminPasswordFile, Path secretKeyFile) {
    static AccessConfig fromSettings() {
        String password = Setting.text("coordinator.access.admin-password-file", "");
        Path usual = Path.of(Setting.text("jboss.server.data.dir", "."), "coordinator", "secret-key");
        return new AccessConfig(
                password.isEmpty() ? Optional.empty() : Optional.of(Path.of(password)),
                Path.of(Setting.text("coordinator.access.secret-key-file", usual.toString())));
    }
}
