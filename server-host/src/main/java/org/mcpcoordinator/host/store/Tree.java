package org.mcpcoordinator.host.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** All files below a folder as one word: of what is in them, or, quicker, of what the kernel says of them. */
final class Tree {
    private static final int CHUNK = 64 << 10;

    private static final Set<PosixFilePermission> WRITING =
            Set.of(PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private Tree() {}

    /**
     * A digest, and of how many files it is.
     *
     * @param digest SHA-256 in hex
     */
    record Sum(String digest, int files) {}

    /** Of paths, links and every byte. */
    static Sum content(Path folder) throws IOException {
        return sum(folder, (file, digest) -> {
            try (InputStream input = Files.newInputStream(file)) {
                byte[] chunk = new byte[CHUNK];
                MessageDigest own = sha256();
                for (int read = input.read(chunk); read >= 0; read = input.read(chunk)) {
                    own.update(chunk, 0, read);
                }
                digest.update(own.digest());
            }
        });
    }

    /**
     * Of paths, links, inodes, sizes and times of change. The kernel sets the time of change (ctime) at each write and nobody
     * can set it otherwise, so the same word means the same bytes.
     */
    static Sum marks(Path folder) throws IOException {
        return sum(folder, (file, digest) -> {
            Map<String, Object> marks =
                    Files.readAttributes(file, "unix:ino,size,ctime,mode", LinkOption.NOFOLLOW_LINKS);
            for (String mark : List.of("ino", "size", "ctime", "mode")) {
                digest.update((marks.get(mark) + " ").getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    /** Takes everybody's right to write there: what a program keeps belongs elsewhere. */
    static void close(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.filter(path -> !Files.isSymbolicLink(path)).toList()) {
                Set<PosixFilePermission> rights = EnumSet.copyOf(Files.getPosixFilePermissions(path));
                rights.removeAll(WRITING);
                Files.setPosixFilePermissions(path, rights);
            }
        }
    }

    /** Lets everybody read what its owner may read, and run what its owner may run. */
    static void share(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.filter(path -> !Files.isSymbolicLink(path)).toList()) {
                Set<PosixFilePermission> rights = EnumSet.copyOf(Files.getPosixFilePermissions(path));
                if (rights.contains(PosixFilePermission.OWNER_READ)) {
                    rights.add(PosixFilePermission.GROUP_READ);
                    rights.add(PosixFilePermission.OTHERS_READ);
                }
                if (rights.contains(PosixFilePermission.OWNER_EXECUTE)) {
                    rights.add(PosixFilePermission.GROUP_EXECUTE);
                    rights.add(PosixFilePermission.OTHERS_EXECUTE);
                }
                Files.setPosixFilePermissions(path, rights);
            }
        }
    }

    /** Lets its owner take away what lies in its folders. */
    static void open(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .toList()) {
                Set<PosixFilePermission> rights = EnumSet.copyOf(Files.getPosixFilePermissions(path));
                if (rights.add(PosixFilePermission.OWNER_WRITE)) {
                    Files.setPosixFilePermissions(path, rights);
                }
            }
        }
    }

    /** Deletes it, if it is there. */
    static void discard(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all = new ArrayList<>();
        open(folder);
        try (Stream<Path> walk = Files.walk(folder)) {
            walk.sorted(Comparator.reverseOrder()).forEach(all::add);
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }

    @FunctionalInterface
    private interface Reading {
        void add(Path file, MessageDigest digest) throws IOException;
    }

    private static Sum sum(Path folder, Reading reading) throws IOException {
        MessageDigest digest = sha256();
        int files = 0;
        for (Path path : paths(folder)) {
            digest.update((folder.relativize(path) + "\n").getBytes(StandardCharsets.UTF_8));
            if (Files.isSymbolicLink(path)) {
                digest.update(("-> " + Files.readSymbolicLink(path)).getBytes(StandardCharsets.UTF_8));
            } else {
                reading.add(path, digest);
            }
            digest.update((byte) 0);
            files++;
        }
        return new Sum(HexFormat.of().formatHex(digest.digest()), files);
    }

    static List<Path> paths(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
