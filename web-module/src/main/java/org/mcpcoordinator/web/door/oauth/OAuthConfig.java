package org.mcpcoordinator.web.door.oauth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.setting.Setting;

/**
 * Settings of tokens that others give.
 *
 * @param issuers {@code coordinator.oauth.issuers}: the authorization servers whose tokens are taken, as they name themselves
 * @param keys {@code coordinator.oauth.keys}: where the only one has its keys, if its metadata does not say
 * @param audience {@code coordinator.oauth.audience}: another name by which tokens for all of {@code /mcp} call us
 * @param roleClaim {@code coordinator.oauth.role-claim}: the claim that roles follow from; a dot goes inside
 * @param roles {@code coordinator.oauth.roles}: {@code VALUE=ROLE} for values of that claim, {@code *} for any token
 */
public record OAuthConfig(
        Set<String> issuers, Optional<URI> keys, Optional<String> audience, String roleClaim, Map<String, Role> roles) {
    static final String ISSUERS = "coordinator.oauth.issuers";
    static final String KEYS = "coordinator.oauth.keys";
    static final String AUDIENCE = "coordinator.oauth.audience";
    static final String ROLE_CLAIM = "coordinator.oauth.role-claim";
    static final String ROLES = "coordinator.oauth.roles";
    private static final String ANY = "*=viewer";

    public OAuthConfig {
        issuers = Set.copyOf(issuers);
        roles = Map.copyOf(roles);
    }

    /** As the settings are. */
    public static OAuthConfig fromSettings() {
        return of(
                Setting.text(ISSUERS, ""),
                Setting.text(KEYS, ""),
                Setting.text(AUDIENCE, ""),
                Setting.text(ROLE_CLAIM, "scope"),
                Setting.text(ROLES, ANY));
    }

    /** As these texts say. */
    public static OAuthConfig of(String issuers, String keys, String audience, String roleClaim, String roles) {
        Set<String> known = new LinkedHashSet<>();
        for (String issuer : issuers.split(",", -1)) {
            if (!issuer.isBlank()) {
                known.add(address(ISSUERS, issuer.strip()).toString());
            }
        }
        if (!keys.isEmpty() && known.size() != 1) {
            throw new IllegalStateException(
                    "setting " + KEYS + " belongs to one issuer; " + ISSUERS + " names " + known.size());
        }
        Map<String, Role> given = new LinkedHashMap<>();
        for (String rule : roles.split(",", -1)) {
            int equals = rule.lastIndexOf('=');
            if (equals < 1) {
                throw new IllegalStateException("setting " + ROLES + "=" + roles + " is no list of VALUE=ROLE");
            }
            given.put(rule.substring(0, equals).strip(), role(rule.substring(equals + 1)));
        }
        return new OAuthConfig(
                known,
                keys.isEmpty() ? Optional.empty() : Optional.of(address(KEYS, keys)),
                audience.isEmpty() ? Optional.empty() : Optional.of(audience),
                roleClaim,
                given);
    }

    private static URI address(String setting, String text) {
        try {
            URI address = new URI(text);
            if (address.getHost() != null && String.valueOf(address.getScheme()).startsWith("http")) {
                return address;
            }
        } catch (URISyntaxException malformed) {
            throw new IllegalStateException("setting " + setting + ": " + text + " is no address", malformed);
        }
        throw new IllegalStateException(
                "setting " + setting + ": " + text + " is no address such as https://login.example.org");
    }

    private static Role role(String text) {
        try {
            return Role.valueOf(text.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new IllegalStateException(
                    "setting " + ROLES + ": " + text.strip() + " is no role; there are viewer, operator and admin",
                    unknown);
        }
    }
}
