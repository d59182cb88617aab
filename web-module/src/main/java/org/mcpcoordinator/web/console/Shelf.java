package org.mcpcoordinator.web.console;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All files of the console. Its own ones are read at start, and a hash over them names the build: pages ask for them
 * below that name, which may be kept for ever. The libraries have their version in their paths and are read when first
 * asked for.
 */
final class Shelf {
    /** Where libraries lie, versions in their paths. */
    static final String LIBRARIES = "lib/";

    private static final String ROOT = "/console/";
    private static final String PAGE = "index.html";
    private static final String IMPORT_MAP = "importmap.json";

    private final ServletContext context;
    private final Map<String, Asset> assets = new ConcurrentHashMap<>();
    private final String build;
    private final Asset page;
    private final String policy;

    Shelf(ServletContext context) {
        this.context = context;
        SortedMap<String, byte[]> own = new TreeMap<>();
        collect(ROOT, own);
        MessageDigest digest = Digests.sha256();
        own.forEach((name, content) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update(content);
        });
        this.build = "build-" + HexFormat.of().formatHex(digest.digest(), 0, 6);
        own.forEach((name, content) -> assets.put(name, new Asset(name, content)));
        String imports = text(own, IMPORT_MAP).replace("@BUILD@", build);
        this.page = new Asset(
                PAGE,
                text(own, PAGE)
                        .replace("@BUILD@", build)
                        .replace("@IMPORTS@", imports)
                        .getBytes(StandardCharsets.UTF_8));
        this.policy = policy(imports);
    }

    /** The name of this build, a path segment. */
    String build() {
        return build;
    }

    /** The one page; it finds out by its address what to show. */
    Asset page() {
        return page;
    }

    /**
     * Content security policy of the page: nothing from elsewhere, nothing inline but the import map, which browsers
     * take in no other way and whose hash is given (CSP level 3, section 6.7.3.3).
     */
    String policy() {
        return policy;
    }

    /** A file by its path below {@code /console/}, without the build's name. */
    Optional<Asset> find(String path) {
        Asset known = assets.get(path);
        if (known != null || !path.startsWith(LIBRARIES) || path.contains("..")) {
            return Optional.ofNullable(known);
        }
        byte @Nullable [] content = read(ROOT + path);
        if (content == null) {
            return Optional.empty();
        }
        return Optional.of(assets.computeIfAbsent(path, name -> new Asset(name, content)));
    }

    private static String policy(String imports) {
        String hash = Base64.getEncoder().encodeToString(Digests.sha256(imports.getBytes(StandardCharsets.UTF_8)));
        return String.join(
                "; ",
                "default-src 'none'",
                "script-src 'self' 'sha256-" + hash + "'",
                "style-src 'self'",
                "img-src 'self' data:",
                "font-src 'self'",
                "connect-src 'self'",
                "base-uri 'self'",
                "form-action 'self'",
                "frame-ancestors 'none'");
    }

    private static String text(Map<String, byte[]> own, String name) {
        byte[] content = own.get(name);
        if (content == null) {
            throw new IllegalStateException("the console lacks " + name);
        }
        return new String(content, StandardCharsets.UTF_8);
    }

    private void collect(String folder, Map<String, byte[]> into) {
        Set<String> paths = context.getResourcePaths(folder);
        if (paths == null) {
            return;
        }
        for (String path : paths) {
            String name = path.substring(ROOT.length());
            if (!path.endsWith("/")) {
                byte @Nullable [] content = read(path);
                if (content != null) {
                    into.put(name, content);
                }
            } else if (!name.startsWith(LIBRARIES)) {
                collect(path, into);
            }
        }
    }

    private byte @Nullable [] read(String path) {
        try (InputStream in = context.getResourceAsStream(path)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }
}
