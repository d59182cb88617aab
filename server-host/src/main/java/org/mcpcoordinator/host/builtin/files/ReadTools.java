package org.mcpcoordinator.host.builtin.files;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.ToolFailure;
import org.mcpcoordinator.mcp.server.ToolResult;

/** Looking at folders and files. */
final class ReadTools {
    private static final int MOST_LOOKED_AT = 10_000;
    private static final long MOST_HASHED = 64L << 20;

    private final Root root;
    private final int maxBytes;

    ReadTools(Root root, int maxBytes) {
        this.root = root;
        this.maxBytes = maxBytes;
    }

    ToolResult list(Arguments arguments) throws IOException {
        Path folder = root.existing(arguments.text("path", ""));
        if (!Files.isDirectory(folder)) {
            throw new ToolFailure("path: is a file; use read_file");
        }
        int limit = arguments.number("limit", 200);
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream =
                Files.newDirectoryStream(folder, entry -> !root.isHidden(entry.getFileName()))) {
            for (Path entry : stream) {
                if (entries.size() == MOST_LOOKED_AT) {
                    break;
                }
                entries.add(entry);
            }
        }
        entries.sort(null);
        ObjectNode result = Json.object();
        ArrayNode list = result.putArray("entries");
        for (Path entry : entries.subList(0, Math.min(limit, entries.size()))) {
            describe(entry, list.addObject().put("name", entry.getFileName().toString()));
        }
        result.put("count", entries.size());
        return ToolResult.json(result.put("cut", entries.size() > limit));
    }

    ToolResult read(Arguments arguments) throws IOException {
        String path = arguments.text("path");
        Path file = root.file(path);
        long size = Files.size(file);
        String text = Texts.read(file, maxBytes)
                .orElseThrow(() -> new ToolFailure("path: " + path + " (" + size + " bytes) is no UTF-8 text"));
        List<String> lines = text.lines().toList();
        int first = Math.min(arguments.number("firstLine", 1) - 1, lines.size());
        int last = Math.min(first + arguments.number("lines", 2_000), lines.size());
        boolean whole = first == 0 && last == lines.size() && size <= maxBytes;
        if (whole) {
            return ToolResult.text(text);
        }
        String note = "\n[lines " + (first + 1) + " to " + last + " of " + lines.size()
                + (size > maxBytes ? " in the first " + maxBytes + " of " + size + " bytes" : "") + "]";
        return ToolResult.text(String.join("\n", lines.subList(first, last)) + note);
    }

    ToolResult info(Arguments arguments) throws IOException, GeneralSecurityException {
        Path found = root.existing(arguments.text("path"));
        ObjectNode result = Json.object().put("path", Root.name(root.real(), found));
        describe(found, result);
        if (Files.isRegularFile(found, LinkOption.NOFOLLOW_LINKS) && Files.size(found) <= MOST_HASHED) {
            result.put("sha256", sha256(found))
                    .put("text", Texts.read(found, maxBytes).isPresent());
        }
        return ToolResult.json(result);
    }

    private static void describe(Path entry, ObjectNode into) throws IOException {
        BasicFileAttributes about = Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        String kind = about.isDirectory()
                ? "folder"
                : about.isRegularFile() ? "file" : about.isSymbolicLink() ? "link" : "other";
        into.put("kind", kind);
        if (about.isRegularFile()) {
            into.put("bytes", about.size());
        }
        into.put("changed", about.lastModifiedTime().toInstant().toString());
    }

    private static String sha256(Path file) throws IOException, GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] buffer = new byte[8_192];
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
