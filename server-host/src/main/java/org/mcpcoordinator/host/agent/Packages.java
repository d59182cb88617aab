package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.host.store.Installed;
import org.mcpcoordinator.host.store.PackageProblem;
import org.mcpcoordinator.host.store.PackageRef;
import org.mcpcoordinator.host.store.PackageStore;

/** The host's packages as callers and launches see them. */
final class Packages implements AutoCloseable {
    /** For one installation. */
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final PackageStore store;

    Packages(PackageStore store) {
        this.store = store;
    }

    static Packages of(AgentSettings settings, Clock clock) {
        PackageStore store = new PackageStore(
                settings.store(), CleanEnvironment.ofPackageManagers(), LIMIT, clock, settings.shared());
        store.tidy();
        return new Packages(store);
    }

    /**
     * A package somebody wants to be there.
     *
     * @param version exact, a range or a tag; empty for the newest
     * @param program to be run; empty for the one it is known for
     * @param integrity as pinned; empty if it is not
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Wish(
            @Nullable String manager,
            @Nullable String name,
            @Nullable String version,
            @Nullable String program,
            @Nullable String integrity) {
        PackageRef ref() {
            return PackageRef.of(manager, name, version, program);
        }
    }

    /** Fetches all; tells when all have ended, or that time is over, one item for each wish in its order. */
    void fetch(List<Wish> wishes, Duration most, Consumer<ArrayNode> told) {
        List<CompletableFuture<Installed>> fetched = new ArrayList<>();
        for (Wish wish : wishes) {
            try {
                fetched.add(store.fetch(wish.ref(), wish.integrity() == null ? "" : wish.integrity()));
            } catch (IllegalArgumentException wrong) {
                fetched.add(CompletableFuture.failedFuture(wrong));
            }
        }
        CompletableFuture<Void> unused = CompletableFuture.allOf(fetched.toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, most.toMillis(), TimeUnit.MILLISECONDS)
                .handle((all, failure) -> {
                    ArrayNode items = Json.MAPPER.createArrayNode();
                    for (int i = 0; i < wishes.size(); i++) {
                        items.add(item(wishes.get(i), fetched.get(i)));
                    }
                    told.accept(items);
                    return null;
                });
    }

    /**
     * What runs a program of the store: it has been looked at that it is what was installed.
     *
     * @throws IOException if it has to be fetched first, which has begun
     * @throws Keeper.Refusal if it must not be run
     */
    List<String> command(Launch.Recipe recipe) throws IOException {
        PackageRef ref = recipe.ref();
        Optional<Installed> there = store.find(ref);
        if (there.isEmpty()) {
            CompletableFuture<Installed> coming = store.fetch(ref, recipe.integrity());
            throw new IOException(ref + " is not in the store of this host; "
                    + (coming.isCompletedExceptionally() ? reason(coming) : "it is being installed"));
        }
        try {
            store.check(there.get(), recipe.integrity());
            return store.command(there.get(), recipe.program());
        } catch (PackageProblem problem) {
            throw new Keeper.Refusal("LAUNCH_FAILED", problem.sentence());
        }
    }

    @Override
    public void close() {
        store.close();
    }

    private ObjectNode item(Wish wish, CompletableFuture<Installed> fetched) {
        ObjectNode item = Json.object();
        if (!fetched.isDone()) {
            return item.put("state", "installing");
        }
        try {
            Installed installed = fetched.get();
            store.compare(installed, wish.integrity() == null ? "" : wish.integrity());
            List<String> command = store.command(installed, wish.ref().program());
            item.put("state", "ready")
                    .put("version", installed.version())
                    .put("integrity", installed.integrity())
                    .put("digest", installed.digest())
                    .put("files", installed.files())
                    .put("folder", store.home(installed).toString());
            ArrayNode argv = item.putArray("argv");
            command.forEach(argv::add);
            return item;
        } catch (PackageProblem problem) {
            return failed(item, problem);
        } catch (ExecutionException failure) {
            return failed(item, failure.getCause());
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return item.put("state", "installing");
        }
    }

    private static ObjectNode failed(ObjectNode item, @Nullable Throwable failure) {
        boolean told = failure instanceof PackageProblem;
        if (!told && failure != null) {
            Report.failure("a package", failure);
        }
        return item.put("state", "failed")
                .put("code", failure instanceof PackageProblem problem ? problem.code() : PackageProblem.FAILED)
                .put("message", failure == null ? "" : String.valueOf(failure.getMessage()));
    }

    private static String reason(CompletableFuture<Installed> failed) {
        try {
            return failed.get().toString();
        } catch (ExecutionException failure) {
            Throwable cause = failure.getCause();
            return cause == null ? "it cannot be installed" : String.valueOf(cause.getMessage());
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return "it is being installed";
        }
    }
}
