package org.mcpcoordinator.intake;

import java.net.URI;
import java.util.Optional;
import org.mcpcoordinator.setting.Setting;

/**
 * The settings of this package.
 *
 * @param servers {@code coordinator.intake.registry}: where the registry lists its servers, http or https; empty if none is named
 */
record RegistryConfig(Optional<URI> servers) {
    static final String SETTING = "coordinator.intake.registry";

    private static final String LIST = "/servers";

    static RegistryConfig fromSettings() {
        String address = Setting.text("coordinator.intake.registry", "");
        return new RegistryConfig(address.isEmpty() ? Optional.empty() : Optional.of(list(address)));
    }

    /** An address of the registry as a whole, or of its list. */
    private static URI list(String address) {
        try {
            URI named = URI.create(address);
            boolean web = "http".equalsIgnoreCase(named.getScheme()) || "https".equalsIgnoreCase(named.getScheme());
            boolean plain =
                    named.getRawUserInfo() == null && named.getRawQuery() == null && named.getRawFragment() == null;
            if (web && plain && named.getHost() != null) {
                String whole = address.replaceFirst("/+$", "");
                return URI.create(whole.endsWith(LIST) ? whole : whole + "/v0.1" + LIST);
            }
        } catch (IllegalArgumentException broken) {
            throw new IllegalStateException(refusal(address), broken);
        }
        throw new IllegalStateException(refusal(address));
    }

    private static String refusal(String address) {
        return "setting " + SETTING + "=" + address
                + " is not an address such as https://registry.example.org, without a login, ? and #";
    }
}
