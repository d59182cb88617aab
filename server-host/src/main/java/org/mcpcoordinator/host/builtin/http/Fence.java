package org.mcpcoordinator.host.builtin.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.host.builtin.BadConfig;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.ToolFailure;

/** Which addresses may be asked: those below a base, compared by scheme, host, port and whole path segments. */
final class Fence {
    private static final String COORDINATOR = "coordinator:";
    /** Anything a server might read as another segment, another host or a step up. */
    private static final Pattern TRICK =
            Pattern.compile("(?i)(^|/|%2f)(\\.|%2e){1,2}(/|%2f|%5c|$|[?#;])|\\\\|%5c|%2f|%00|[\\s\\x00-\\x1f]|//");

    private final String base;
    private final Path coordinatorFile;

    private Fence(String base, Path coordinatorFile) {
        this.base = base;
        this.coordinatorFile = coordinatorFile;
    }

    static Fence of(String base, Path coordinatorFile) throws BadConfig {
        if (!base.startsWith(COORDINATOR)) {
            URI uri = parsed(base);
            if (uri == null || uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawQuery() != null) {
                throw new BadConfig("base: must be http(s)://host[:port][/path] without user or query");
            }
        }
        if (TRICK.matcher(base.substring(base.indexOf(":") + 1).replaceFirst("^//", ""))
                .find()) {
            throw new BadConfig("base: must not hold . or .. segments, backslashes or blanks");
        }
        return new Fence(base, coordinatorFile);
    }

    /**
     * The base as it is now, with the headers that belong to it.
     *
     * @param address without a slash at the end
     */
    record Ground(URI address, Map<String, String> headers) {
        Ground {
            Objects.requireNonNull(address);
            headers = Map.copyOf(headers);
        }

        /** The address of a path below this base. */
        URI below(String path) {
            int query = path.indexOf('?');
            if (TRICK.matcher(query < 0 ? path : path.substring(0, query)).find() || path.contains("#")) {
                throw new ToolFailure("path: must be plain, without .., //, backslashes, blanks or encoded slashes");
            }
            String slash = path.isEmpty() || path.startsWith("/") || path.startsWith("?") ? "" : "/";
            return checked(parsed(address + slash + path));
        }

        /** Where a redirect leads, if it stays below this base. */
        URI redirected(URI from, String location) {
            URI target = parsed(location);
            return checked(target == null ? null : from.resolve(target).normalize());
        }

        private URI checked(@Nullable URI target) {
            if (target == null || !isBelow(target)) {
                throw new ToolFailure("The request would leave " + address + ", which this server may not.");
            }
            return target;
        }

        private boolean isBelow(URI target) {
            String path = target.getRawPath() == null ? "" : target.getRawPath();
            String root = address.getRawPath() == null ? "" : address.getRawPath();
            return Objects.equals(target.getScheme(), address.getScheme())
                    && target.getHost() != null
                    && target.getHost()
                            .toLowerCase(Locale.ROOT)
                            .equals(address.getHost().toLowerCase(Locale.ROOT))
                    && target.getPort() == address.getPort()
                    && target.getRawUserInfo() == null
                    && !TRICK.matcher(path).find()
                    && (path.equals(root) || path.startsWith(root + "/"));
        }
    }

    /** Reads the coordinator's address anew each time, because it may have moved since. */
    Ground now() {
        if (!base.startsWith(COORDINATOR)) {
            return new Ground(URI.create(withoutSlash(base)), Map.of());
        }
        try {
            JsonNode file = Json.read(Files.readAllBytes(coordinatorFile));
            String url = withoutSlash(file.path("url").asText(""));
            URI address = parsed(url + withoutSlash(base.substring(COORDINATOR.length())));
            if (address == null || address.getHost() == null) {
                throw new IOException("no url in it");
            }
            String token = file.path("token").asText("");
            return new Ground(address, token.isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + token));
        } catch (IOException unknown) {
            throw new ToolFailure(
                    "The coordinator's address is not known on this host yet; it writes it to coordinator.json when it"
                            + " is up. Try again later.",
                    unknown);
        }
    }

    private static String withoutSlash(String text) {
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private static @Nullable URI parsed(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException malformed) {
            return null;
        }
    }
}
