package org.mcpcoordinator.cli.product;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.terminal.Refusal;

/** The folder that holds all state of one product (default {@code .coordinator}); readable by its owner only. */
public record DataFolder(Path root) {
    private static final int LONGEST_SOCKET_PATH = 107;
    private static final Pattern NODE = Pattern.compile("node-([1-9][0-9]?)");
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    public DataFolder {
        root = root.toAbsolutePath().normalize();
    }

    /** The folder, made if it is not there yet. */
    public DataFolder make() {
        try {
            Files.createDirectories(root);
            restrict(root, "rwx------");
            Files.createDirectories(logs());
            Files.createDirectories(node());
            makeAgent();
            return this;
        } catch (IOException e) {
            throw Refusal.failed("cannot make the data folder " + root, e);
        }
    }

    public boolean exists() {
        return Files.exists(upFile());
    }

    public Path upFile() {
        return root.resolve("up.json");
    }

    public Path adminPassword() {
        return root.resolve("admin-password");
    }

    public Path secretKey() {
        return root.resolve("secret-key");
    }

    Path databasePasswords() {
        return root.resolve("database-passwords");
    }

    Path postgres() {
        return root.resolve("postgres");
    }

    /** The value of a header Authorization for the admin. */
    public String adminLogin() {
        try {
            String login = "admin:" + Files.readString(adminPassword()).trim();
            return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw Refusal.failed("cannot read " + adminPassword(), e);
        }
    }

    /** Whether it is the folder every command takes when none is named. */
    public boolean isDefault() {
        return equals(usual());
    }

    /** The folder every command takes when none is named: {@code .coordinator} beside the script. */
    public static DataFolder usual() {
        return new DataFolder(Installation.find().root().resolve(".coordinator"));
    }

    public Path serverHome() {
        return root.resolve("wildfly");
    }

    /** The {@code jboss.server.base.dir} of the first node. */
    public Path node() {
        return node(1);
    }

    /** The {@code jboss.server.base.dir} of a node. */
    Path node(int number) {
        return root.resolve("node-" + number);
    }

    /** Stands while a node is drained because it is replaced, and not because somebody wants it so. */
    Flag turn(int number) {
        return new Flag(root.resolve("node-" + number + ".turn"));
    }

    /** Deletes a node's folder, not its logs. */
    void deleteNode(int number) {
        try {
            deleteAll(node(number));
        } catch (IOException e) {
            throw Refusal.failed("cannot delete " + node(number), e);
        }
    }

    /** The nodes there ever were, by their numbers. */
    List<Integer> nodeNumbers() {
        try (Stream<Path> inside = Files.list(root)) {
            return inside.map(path -> NODE.matcher(String.valueOf(path.getFileName())))
                    .filter(Matcher::matches)
                    .map(name -> Integer.valueOf(name.group(1)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw Refusal.failed("cannot read the data folder " + root, e);
        }
    }

    /** The host agent's folder; behind a link where the paths of its sockets would be too long for the system. */
    public Path agent() {
        Path agent = root.resolve("agent");
        try {
            return Files.isSymbolicLink(agent) ? Files.readSymbolicLink(agent) : agent;
        } catch (IOException e) {
            throw Refusal.failed("cannot read the link " + agent, e);
        }
    }

    /** Bytes of the longest path a Unix socket of the agent may get. */
    public int longestSocketPath() {
        return socketPath(agent());
    }

    private void makeAgent() throws IOException {
        Path agent = root.resolve("agent");
        if (!Files.exists(agent, LinkOption.NOFOLLOW_LINKS) && socketPath(agent) > LONGEST_SOCKET_PATH) {
            String name = Integer.toHexString(root.hashCode());
            Path elsewhere = Path.of(System.getProperty("user.home"), ".coordinator-agents", name);
            Files.createDirectories(elsewhere);
            Files.createSymbolicLink(agent, elsewhere);
        }
        if (longestSocketPath() > LONGEST_SOCKET_PATH) {
            throw Refusal.refused("the path of " + agent() + " is too long for Unix sockets; choose a shorter --data");
        }
        Files.createDirectories(agent());
        restrict(agent(), "rwx------");
    }

    private static int socketPath(Path agent) {
        return agent.resolve("serve/version-control-99.sock").toString().getBytes(StandardCharsets.UTF_8).length;
    }

    /** Deletes everything; refuses a folder that no {@code up} made. */
    public void wipe() {
        if (!Files.exists(root)) {
            return;
        }
        try {
            if (!exists() && holdsFiles()) {
                throw Refusal.refused(
                        root + " is not empty and was not made by up (no up.json there); nothing is deleted");
            }
            deleteAll(agent());
            deleteAll(root);
        } catch (IOException e) {
            throw Refusal.failed("cannot delete " + root, e);
        }
    }

    /** An {@code up} that was refused before it began leaves folders and its lock, which are nobody's loss. */
    private boolean holdsFiles() throws IOException {
        try (Stream<Path> inside = Files.walk(root)) {
            return inside.filter(path -> !Files.isDirectory(path))
                    .anyMatch(path -> !path.equals(lock()) && !path.equals(root.resolve("agent")));
        }
    }

    private Path lock() {
        return root.resolve(".lock");
    }

    static void deleteAll(Path top) throws IOException {
        if (Files.exists(top, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> all = Files.walk(top)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    public Path logs() {
        return root.resolve("logs");
    }

    /** Where a node logs; the first one beside the other parts of the product. */
    public Path logs(int number) {
        return number == 1 ? logs() : logs().resolve("node-" + number);
    }

    /** The key with which the nodes of a cluster know each other. */
    Path clusterKey() {
        return root.resolve("cluster.p12");
    }

    Path clusterSecret() {
        return root.resolve("cluster-secret");
    }

    Path mark(String process) {
        return root.resolve(process + ".pid");
    }

    /** Does the work while no second {@code up} or {@code down} can work on the same folder. */
    public <T> T locked(Supplier<T> work) {
        return locked(lock(), "another up or down is working on " + root + "; wait for it to end", work);
    }

    /** Does the work while no second drill can be made on the same product, whoever has started it. */
    public <T> T drilling(Supplier<T> work) {
        return locked(root.resolve(".drill"), "another drill of " + root + " is under way; wait for it to end", work);
    }

    private static <T> T locked(Path file, String busy, Supplier<T> work) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = tryLock(channel)) {
            if (lock == null) {
                throw Refusal.refused(busy);
            }
            return work.get();
        } catch (IOException e) {
            throw Refusal.failed("cannot lock " + file, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }

    /** Writes a file that only its owner reads; the old text stays until the new one is complete. */
    public static void writePrivate(Path file, String text) {
        try {
            Path draft = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(draft);
            if (POSIX) {
                Files.createFile(
                        draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            Files.writeString(draft, text);
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void restrict(Path path, String mode) throws IOException {
        if (POSIX) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        }
    }
}
