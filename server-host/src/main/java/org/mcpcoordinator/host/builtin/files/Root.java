package org.mcpcoordinator.host.builtin.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.mcpcoordinator.mcp.server.ToolFailure;

/**
 * The folder nothing may leave. A path is taken apart before it is joined to the root, then followed through all links,
 * and refused if it ends outside; the real path is what gets opened, without following links again.
 */
final class Root {
    private final Path folder;
    private final Making making;
    private final boolean hidden;
    private final boolean ours;

    Root(Path folder, Making making, boolean hidden, boolean ours) {
        this.folder = folder;
        this.making = making;
        this.hidden = hidden;
        this.ours = ours;
    }

    /** Makes the folder with its documents if it is not there. */
    interface Making {
        void make() throws IOException;
    }

    /** The root itself, made if need be. */
    Path real() throws IOException {
        making.make();
        return folder.toRealPath();
    }

    /** True if the root is a sample of ours, which may not grow without end. */
    boolean ours() {
        return ours;
    }

    /** Something that is there. */
    Path existing(String path) throws IOException {
        Path root = real();
        Path joined = joined(root, path);
        try {
            Path found = joined.toRealPath();
            if (!found.startsWith(root)) {
                throw outside(path);
            }
            refuseHidden(root, found, path);
            return found;
        } catch (NoSuchFileException missing) {
            throw new ToolFailure("path: there is no " + path + "; look with list_folder", missing);
        }
    }

    /** A regular file that is there; devices and pipes would block or worse. */
    Path file(String path) throws IOException {
        Path found = existing(path);
        if (Files.isDirectory(found, LinkOption.NOFOLLOW_LINKS)) {
            throw new ToolFailure("path: " + path + " is a folder; use list_folder");
        }
        if (!Files.isRegularFile(found, LinkOption.NOFOLLOW_LINKS)) {
            throw new ToolFailure("path: " + path + " is no regular file");
        }
        return found;
    }

    /** A place that may be there or not; its nearest existing parent is inside the root, and it is no link. */
    Path place(String path) throws IOException {
        Path root = real();
        Path joined = joined(root, path);
        if (joined.equals(root)) {
            throw new ToolFailure("path: the root itself cannot be changed");
        }
        if (Files.isSymbolicLink(joined)) {
            throw new ToolFailure("path: " + path + " is a link; links are not changed here");
        }
        Path parent = joined;
        do {
            parent = Objects.requireNonNull(parent.getParent());
        } while (!Files.exists(parent, LinkOption.NOFOLLOW_LINKS));
        Path real = parent.toRealPath();
        if (!real.startsWith(root)) {
            throw outside(path);
        }
        return real.resolve(parent.relativize(joined));
    }

    boolean isHidden(Path name) {
        return !hidden && name.toString().startsWith(".");
    }

    /** As tools say it: relative, with slashes. */
    static String name(Path root, Path file) {
        return root.relativize(file).toString();
    }

    private Path joined(Path root, String path) {
        Path relative;
        try {
            relative = Path.of(path);
        } catch (InvalidPathException wrong) {
            throw new ToolFailure("path: " + wrong.getReason(), wrong);
        }
        if (relative.isAbsolute()) {
            throw new ToolFailure("path: write it relative to the root, without a slash in front");
        }
        for (Path part : relative) {
            if (part.toString().equals("..")) {
                throw outside(path);
            }
            if (isHidden(part) && !part.toString().equals(".")) {
                throw new ToolFailure("path: names that begin with a dot are not served here");
            }
        }
        return root.resolve(relative).normalize();
    }

    /** A link may lead to a hidden file inside the root. */
    private void refuseHidden(Path root, Path found, String path) {
        for (Path part : root.relativize(found)) {
            if (isHidden(part)) {
                throw new ToolFailure("path: " + path + " leads to a name that begins with a dot, which is not served");
            }
        }
    }

    private static ToolFailure outside(String path) {
        return new ToolFailure("path: " + path + " leads out of the root, which is not allowed");
    }
}
