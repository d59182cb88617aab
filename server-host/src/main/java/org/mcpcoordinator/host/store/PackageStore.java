package org.mcpcoordinator.host.store;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The packages of a host: {@code MANAGER/NAME/VERSION}, each installed once however many ask at a time, in a folder of its
 * own that is put in place whole. A version that is there is never asked for again. What a range or a tag leads to is
 * remembered for an hour.
 */
public final class PackageStore implements AutoCloseable {
    private static final String RECORD = "installed.json";
    /** What files were installed, for sentences. */
    private static final String FILES = "files.txt";

    /** Of pip's variables those that say where packages are; others would say where they go, and how they are built. */
    private static final Set<String> PIP = Set.of(
            "PIP_INDEX_URL",
            "PIP_EXTRA_INDEX_URL",
            "PIP_FIND_LINKS",
            "PIP_NO_INDEX",
            "PIP_TRUSTED_HOST",
            "PIP_CERT",
            "PIP_CLIENT_CERT",
            "PIP_PROXY",
            "PIP_CONFIG_FILE",
            "PIP_CACHE_DIR",
            "PIP_NO_CACHE_DIR");

    private static final Duration REMEMBERED = Duration.ofHours(1);
    private static final int AT_A_TIME = 2;
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final Path folder;
    private final Clock clock;
    private final boolean shared;
    private final Map<PackageRef.Origin, Installer> installers = new EnumMap<>(PackageRef.Origin.class);
    private final Map<PackageRef, CompletableFuture<Installed>> underWay = new ConcurrentHashMap<>();
    private final Map<PackageRef, Led> led = new ConcurrentHashMap<>();
    private final Map<Path, String> seen = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME, task -> {
        Thread thread = new Thread(task, "agent-packages");
        thread.setDaemon(true);
        return thread;
    });

    private record Led(Installed to, Instant at) {}

    /**
     * A store.
     *
     * @param folder nobody else's
     * @param environment what package managers see
     * @param limit for one installation
     */
    public PackageStore(Path folder, Map<String, String> environment, Duration limit, Clock clock) {
        this(folder, environment, limit, clock, false);
    }

    /**
     * A store.
     *
     * @param shared true if other users run what is in it: they may read all of it, and write nothing
     */
    public PackageStore(Path folder, Map<String, String> environment, Duration limit, Clock clock, boolean shared) {
        this.folder = folder;
        this.shared = shared;
        this.clock = clock;
        Tool tool = new Tool(environment, limit);
        installers.put(PackageRef.Origin.NPM, new Npm(tool));
        installers.put(PackageRef.Origin.UV, new PyPi(tool, folder.resolve("tools")));
    }

    /** The same with whatever bytes there are. */
    public CompletableFuture<Installed> fetch(PackageRef asked) {
        return fetch(asked, "");
    }

    /**
     * Fetches what is not there yet; fails with a {@link PackageProblem}. Does not wait.
     *
     * @param integrity as pinned, for an installation that begins now; see {@link #compare} for what is there already
     */
    public CompletableFuture<Installed> fetch(PackageRef asked, String integrity) {
        PackageRef wanted = asked.whole();
        Optional<Installed> there = wanted.exact() ? find(wanted) : remembered(wanted);
        if (there.isPresent()) {
            return CompletableFuture.completedFuture(there.get());
        }
        CompletableFuture<Installed> mine = new CompletableFuture<>();
        CompletableFuture<Installed> other = underWay.putIfAbsent(wanted, mine);
        if (other != null) {
            return other;
        }
        threads.execute(() -> installInto(wanted, integrity, mine));
        return mine;
    }

    /** Whoever hears of the end and asks again does not find this one still under way. */
    private void installInto(PackageRef wanted, String integrity, CompletableFuture<Installed> mine) {
        try {
            Installed installed = install(wanted, integrity);
            led.put(wanted, new Led(installed, clock.instant()));
            underWay.remove(wanted, mine);
            mine.complete(installed);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            underWay.remove(wanted, mine);
            mine.completeExceptionally(closing);
        } catch (Throwable failure) {
            // An error as well: it would stay under way for ever.
            underWay.remove(wanted, mine);
            mine.completeExceptionally(failure);
        }
    }

    /** What is there of exactly that version. */
    public Optional<Installed> find(PackageRef exact) {
        return read(home(exact.manager(), exact.name(), exact.wanted()));
    }

    /** The folder of what was installed. */
    public Path home(Installed installed) {
        return home(PackageRef.Origin.of(installed.manager()), installed.name(), installed.version());
    }

    /**
     * What runs it, to be followed by the arguments of the program.
     *
     * @param program its name; empty for the one the package is known for
     * @throws PackageProblem NO_PROGRAM
     */
    public List<String> command(Installed installed, String program) throws PackageProblem {
        String name = program.isEmpty() ? installed.main() : program;
        String path = installed.programs().get(name);
        if (path == null) {
            throw new PackageProblem(
                    PackageProblem.NO_PROGRAM,
                    installed + (program.isEmpty() ? " is known for no program" : " has no program " + program)
                            + "; it has "
                            + installed.programs().keySet().stream().sorted().toList());
        }
        return installer(installed).command(tree(home(installed)).resolve(path));
    }

    /**
     * Makes sure that it is what was installed, and that this is what was pinned. The first time every byte is read, then only
     * what the kernel says of the files, until that differs.
     *
     * @param integrity as pinned; empty for whatever there is
     * @throws PackageProblem ALTERED, OTHER_CONTENT
     */
    public void check(Installed installed, String integrity) throws IOException, PackageProblem {
        compare(installed, integrity);
        Path home = home(installed);
        String marks = Tree.marks(tree(home)).digest();
        if (marks.equals(seen.get(home))) {
            return;
        }
        if (!Tree.content(tree(home)).digest().equals(installed.digest())) {
            throw new PackageProblem(
                    PackageProblem.ALTERED,
                    installed + " is not as it was installed. " + Strays.in(tree(home), home.resolve(FILES))
                            + " Look into it, then delete " + home
                            + " (chmod -R u+w first): it is installed anew at the next start");
        }
        seen.put(home, marks);
    }

    /**
     * Holds what was installed against what was pinned.
     *
     * @param integrity as pinned; empty for whatever there is
     * @throws PackageProblem OTHER_CONTENT
     */
    public void compare(Installed installed, String integrity) throws PackageProblem {
        if (!integrity.isEmpty() && !installed.isOneOf(integrity)) {
            throw new PackageProblem(
                    PackageProblem.OTHER_CONTENT,
                    installed + " has the integrity " + installed.integrity() + " here, but " + integrity
                            + " was pinned; the registry gives other bytes under that version");
        }
    }

    /** Throws away what an installation has left that was broken off. */
    public void tidy() {
        try {
            Tree.discard(folder.resolve("tmp"));
        } catch (IOException | UncheckedIOException inUse) {
            // Somebody still writes there; the next start tries again.
            return;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private Installed install(PackageRef wanted, String integrity)
            throws IOException, InterruptedException, PackageProblem {
        Path temporary = folder.resolve("tmp").resolve(UUID.randomUUID().toString());
        Path work = temporary.resolve("tree");
        Files.createDirectories(work);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(shared ? "rwx--x--x" : "rwx------"));
        try {
            Installed installed =
                    Objects.requireNonNull(installers.get(wanted.manager())).install(wanted, integrity, work);
            Tree.close(work);
            if (shared) {
                Tree.share(work);
            }
            Installed whole = installed.with(Tree.content(work));
            Path home = home(whole);
            Optional<Installed> earlier = read(home);
            if (earlier.isPresent()) {
                return earlier.get();
            }
            JSON.writeValue(temporary.resolve(RECORD).toFile(), whole);
            Strays.note(work, temporary.resolve(FILES));
            Files.createDirectories(home.resolve("..").normalize());
            Tree.discard(home);
            Files.move(temporary, home, StandardCopyOption.ATOMIC_MOVE);
            if (shared) {
                // On the way to it; a package's name may have a folder of its own.
                for (Path on = home; on != null && !on.equals(folder); on = on.getParent()) {
                    Files.setPosixFilePermissions(on, PosixFilePermissions.fromString("rwx--x--x"));
                }
            }
            return whole;
        } finally {
            Tree.discard(temporary);
        }
    }

    private Optional<Installed> remembered(PackageRef wanted) {
        Led last = led.get(wanted);
        return last == null || last.at().plus(REMEMBERED).isBefore(clock.instant())
                ? Optional.empty()
                : read(home(last.to()));
    }

    private static Optional<Installed> read(Path home) {
        Path record = home.resolve(RECORD);
        if (!Files.isRegularFile(record)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(record.toFile(), Installed.class));
        } catch (IOException | RuntimeException unreadable) {
            // As good as not there: it is installed again.
            return Optional.empty();
        }
    }

    private Installer installer(Installed installed) {
        return Objects.requireNonNull(installers.get(PackageRef.Origin.of(installed.manager())));
    }

    private Path home(PackageRef.Origin manager, String name, String version) {
        return folder.resolve(manager.id()).resolve(name).resolve(version);
    }

    /** Programs lie in here: their paths are relative to the version's folder. */
    private static Path tree(Path home) {
        return home.resolve("tree");
    }

    /** Names of variables that lead package managers to their registries; kept for them and seen by nobody else. */
    public static boolean leadsToRegistries(String variable) {
        String name = variable.toUpperCase(Locale.ROOT);
        return name.startsWith("NPM_CONFIG_")
                || name.startsWith("UV_")
                || PIP.contains(name)
                || name.endsWith("_PROXY")
                || List.of("NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR")
                        .contains(name);
    }
}
