package org.mcpcoordinator.host.builtin.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.ToolFailure;
import org.mcpcoordinator.mcp.server.ToolResult;

/** Changing files; only offered where the settings say so. */
final class WriteTools {
    /** A sample root may hold this many files and bytes. */
    private static final int MOST_FILES = 2_000;

    private static final long MOST_BYTES = 64L << 20;

    private final Root root;
    private final int maxBytes;

    WriteTools(Root root, int maxBytes) {
        this.root = root;
        this.maxBytes = maxBytes;
    }

    ToolResult write(Arguments arguments) throws IOException {
        byte[] bytes = arguments.text("text").getBytes(StandardCharsets.UTF_8);
        if (bytes.length > maxBytes) {
            throw new ToolFailure("text: has " + bytes.length + " bytes, at most " + maxBytes
                    + " can be written at once; write the rest with mode append");
        }
        String path = arguments.text("path");
        Path place = root.place(path);
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
            throw new ToolFailure("path: " + path + " is there and is no regular file");
        }
        refuseFull(bytes.length);
        try {
            Files.write(place, bytes, options(arguments.text("mode", "create")).toArray(OpenOption[]::new));
        } catch (FileAlreadyExistsException there) {
            throw new ToolFailure("path: " + path + " is there already; use mode replace or append", there);
        } catch (NoSuchFileException noFolder) {
            throw new ToolFailure("path: its folder is not there; use make_folder first", noFolder);
        }
        return ToolResult.json(Json.object().put("path", path).put("bytes", Files.size(place)));
    }

    ToolResult makeFolder(Arguments arguments) throws IOException {
        String path = arguments.text("path");
        refuseFull(0);
        try {
            Files.createDirectories(root.place(path));
        } catch (FileAlreadyExistsException file) {
            throw new ToolFailure("path: " + path + " is a file", file);
        }
        return ToolResult.json(Json.object().put("path", path));
    }

    ToolResult delete(Arguments arguments) throws IOException {
        String path = arguments.text("path");
        try {
            Files.delete(root.place(path));
        } catch (NoSuchFileException missing) {
            throw new ToolFailure("path: there is no " + path, missing);
        } catch (DirectoryNotEmptyException full) {
            throw new ToolFailure("path: the folder is not empty; delete what is in it first", full);
        }
        return ToolResult.json(Json.object().put("deleted", path));
    }

    private static Set<OpenOption> options(String mode) {
        return switch (mode) {
            case "replace" ->
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS);
            case "append" ->
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS);
            default -> Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        };
    }

    private void refuseFull(int more) throws IOException {
        if (!root.ours()) {
            return;
        }
        try (Stream<Path> all = Files.walk(root.real())) {
            List<Path> files = all.limit(MOST_FILES + 1L).toList();
            long bytes = more;
            for (Path file : files) {
                bytes += Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.size(file) : 0;
            }
            if (files.size() > MOST_FILES || bytes > MOST_BYTES) {
                throw new ToolFailure("This sample root is full (" + MOST_FILES + " files or " + (MOST_BYTES >> 20)
                        + " MiB); delete something first");
            }
        }
    }
}
