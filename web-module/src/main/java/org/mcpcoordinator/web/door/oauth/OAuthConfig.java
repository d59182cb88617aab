package org.mcpcoordinator.web.door.oauth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.setting.Setting;

/**
 * Settings of tokens that others give.
 *
 * @param issuers {@code coordinator.oauth.issuers}: the authorization servers whose tokens are taken, as they name themselves,
 *     and where each has its keys, if its metadata does not say
 * @param audience {@code coordinator.oauth.audience}: another name by which tokens for all of {@code /mcp} call us
 * @param roleClaim the claim that roles follow from; a dot goes inside
 * @param roles {@code coordinator.oauth.roles}: {@code VALUE=ROLE} for values of that claim, {@code *} for any token; the claim
 *     stands before them, with a colon and a blank
 */
public record OAuthConfig(
        Map<String, Optional<URI>> issuers, Optional<String> audience, String roleClaim, Map<String, Role> roles) {
    static final String ISSUERS = "coordinator.oauth.issuers";
    static final String AUDIENCE = "coordinator.oauth.audience";
    static final String ROLES = "coordinator.oauth.roles";
    private static final String ANY = "*=viewer";
    private static final String USUAL_CLAIM = "scope";
    private static final String OF_CLAIM = ": ";

    public OAuthConfig {
        issuers = Map.copyOf(issuers);
        roles = Map.copyOf(roles);
    }

    /** As the settings are. */
    public static OAuthConfig fromSettings() {
        return of(Setting.text(ISSUERS, ""), Setting.text(AUDIENCE, ""), Setting.text(ROLES, ANY));
    }

    /** As these texts say. */
    public static OAuthConfig of(String issuers, String audience, String roles) {
        Map<String, Optional<URI>> known = new LinkedHashMap<>();
        for (String entry : issuers.split(",", -1)) {
            if (!entry.isBlank()) {
                String[] words = entry.strip().split("\\s+", 2);
                known.put(
                        address(words[0]).toString(),
                        words.length == 1 ? Optional.empty() : Optional.of(address(words[1])));
            }
        }
        int colon = roles.indexOf(OF_CLAIM);
        return new OAuthConfig(
                known,
                audience.isEmpty() ? Optional.empty() : Optional.of(audience),
                colon < 0 ? USUAL_CLAIM : roles.substring(0, colon).strip(),
                rules(colon < 0 ? roles : roles.substring(colon + OF_CLAIM.length())));
    }

    private static Map<String, Role> rules(String text) {
        Map<String, Role> given = new LinkedHashMap<>();
        for (String rule : text.split(",", -1)) {
            int equals = rule.lastIndexOf('=');
            if (equals < 1) {
                throw new IllegalStateException("setting " + ROLES + ": " + text + " is no list of VALUE=ROLE");
            }
            given.put(rule.substring(0, equals).strip(), role(rule.substring(equals + 1)));
        }
        return given;
    }

    private static URI address(String text) {
        try {
            URI address = new URI(text);
            if (address.getHost() != null && String.valueOf(address.getScheme()).startsWith("http")) {
                return address;
            }
        } catch (URISyntaxException malformed) {
            throw new IllegalStateException("setting " + ISSUERS + ": " + text + " is no address", malformed);
        }
        throw new IllegalStateException(
                "setting " + ISSUERS + ": " + text + " is no address such as https://login.example.org");
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
