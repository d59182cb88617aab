package org.mcpcoordinator.web.door;

import java.net.URI;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mcpcoordinator.setting.Setting;

/**
 * Settings of the door.
 *
 * @param publicUrl {@code coordinator.access.public-url}: where clients reach us, if that differs from where we listen
 * @param allowedHosts {@code coordinator.access.allowed-hosts}: names clients may put into {@code Host}, without port,
 *     {@code *} for any; if not set, the loopback names and the host of the public URL
 * @param allowedOrigins {@code coordinator.access.allowed-origins}: origins of other sites whose pages may call us
 * @param bodyLimit {@code coordinator.gateway.body-limit-bytes}: most bytes of a request's body, 1 KiB to 1 GiB
 * @param metricsOpen {@code coordinator.insight.metrics-open}: {@code /metrics} needs no login when asked from loopback
 */
record DoorConfig(
        Optional<URI> publicUrl,
        Set<String> allowedHosts,
        Set<String> allowedOrigins,
        long bodyLimit,
        boolean metricsOpen) {
    static final String HOSTS = "coordinator.access.allowed-hosts";
    static final String ORIGINS = "coordinator.access.allowed-origins";
    static final String PUBLIC_URL = "coordinator.access.public-url";
    static final String BODY_LIMIT = "coordinator.gateway.body-limit-bytes";

    private static final int MEBI = 1024 * 1024;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    DoorConfig {
        allowedHosts = Set.copyOf(allowedHosts);
        allowedOrigins = Set.copyOf(allowedOrigins);
    }

    static DoorConfig fromSettings() {
        return of(
                Setting.text(PUBLIC_URL, ""),
                Setting.text(HOSTS, ""),
                Setting.text(ORIGINS, ""),
                Setting.number(BODY_LIMIT, 16 * MEBI, 1024, 1024 * MEBI),
                Setting.flag("coordinator.insight.metrics-open", false));
    }

    static DoorConfig of(String publicUrl, String hosts, String origins, long bodyLimit, boolean metricsOpen) {
        Optional<URI> url = publicUrl.isEmpty() ? Optional.empty() : Optional.of(checked(publicUrl));
        Set<String> allowed = new HashSet<>(list(hosts));
        if (allowed.isEmpty()) {
            allowed.addAll(LOOPBACK);
        }
        url.ifPresent(known -> allowed.add(known.getHost().toLowerCase(Locale.ROOT)));
        return new DoorConfig(url, allowed, list(origins), bodyLimit, metricsOpen);
    }

    private static URI checked(String publicUrl) {
        URI url = URI.create(publicUrl);
        if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw new IllegalStateException(
                    "setting " + PUBLIC_URL + "=" + publicUrl + " is no address such as https://mcp.example.org");
        }
        return url;
    }

    private static Set<String> list(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(part -> part.strip().toLowerCase(Locale.ROOT))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.toSet());
    }
}
