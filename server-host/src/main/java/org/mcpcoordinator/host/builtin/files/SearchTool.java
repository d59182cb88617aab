package org.mcpcoordinator.host.builtin.files;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import java.util.Locale;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.ToolResult;

/** Looks for words in names and texts; follows no links and stops at limits. */
final class SearchTool {
    private static final int MOST_FILES = 5_000;
    private static final long MOST_BYTES = 16L << 20;
    private static final int MOST_LINE = 300;

    private final Root root;
    private final int maxBytes;

    SearchTool(Root root, int maxBytes) {
        this.root = root;
        this.maxBytes = maxBytes;
    }

    ToolResult search(Arguments arguments) throws IOException {
        Path start = root.existing(arguments.text("path", ""));
        Walk walk = new Walk(
                root.real(),
                arguments.text("text").toLowerCase(Locale.ROOT),
                arguments.text("in", "both"),
                arguments.number("limit", 50));
        Files.walkFileTree(start, walk);
        ObjectNode result = Json.object();
        result.set("places", walk.places);
        result.put("filesLookedAt", walk.files).put("cut", walk.cut);
        return ToolResult.json(result);
    }

    /** One search. */
    private final class Walk extends SimpleFileVisitor<Path> {
        private final Path top;
        private final String wanted;
        private final String where;
        private final int limit;
        private final ArrayNode places = Json.object().putArray("places");
        private int files;
        private long bytes;
        private boolean cut;

        Walk(Path top, String wanted, String where, int limit) {
            this.top = top;
            this.wanted = wanted;
            this.where = where;
            this.limit = limit;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes about) {
            return !folder.equals(top) && root.isHidden(folder.getFileName())
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes about) throws IOException {
            if (!about.isRegularFile() || root.isHidden(file.getFileName())) {
                return FileVisitResult.CONTINUE;
            }
            if (++files > MOST_FILES || bytes > MOST_BYTES || places.size() >= limit || Thread.interrupted()) {
                cut = true;
                return FileVisitResult.TERMINATE;
            }
            String name = Root.name(top, file);
            if (!where.equals("texts") && name.toLowerCase(Locale.ROOT).contains(wanted)) {
                places.addObject().put("path", name);
            }
            if (!where.equals("names")) {
                bytes += Math.min(about.size(), maxBytes);
                Iterator<String> lines =
                        Texts.read(file, maxBytes).orElse("").lines().iterator();
                lookInto(name, lines);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            // Somebody else's rights or a file just deleted: the rest can still be searched.
            return FileVisitResult.CONTINUE;
        }

        private void lookInto(String name, Iterator<String> lines) {
            for (int number = 1; lines.hasNext() && places.size() < limit; number++) {
                String line = lines.next();
                if (line.toLowerCase(Locale.ROOT).contains(wanted)) {
                    String shown = line.length() > MOST_LINE ? line.substring(0, MOST_LINE) + "..." : line;
                    places.addObject().put("path", name).put("line", number).put("text", shown);
                }
            }
        }
    }
}
