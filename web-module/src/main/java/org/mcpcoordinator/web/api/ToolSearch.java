package org.mcpcoordinator.web.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.directory.Directory;
import org.mcpcoordinator.directory.Item;
import org.mcpcoordinator.directory.Kind;
import org.mcpcoordinator.directory.Listing;
import org.mcpcoordinator.directory.Member;
import org.mcpcoordinator.directory.View;
import org.mcpcoordinator.finding.Finder;
import org.mcpcoordinator.finding.FoundTool;
import org.mcpcoordinator.finding.ToolIndex;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.web.wire.OwnServer;

/** The tools that a caller may call, by name or by what is asked; those that {@code /mcp} has, under the names they have there. */
@Dependent
class ToolSearch {
    private final Supplier<Listing> listing;
    private final Index index;
    private final Function<Role, ArrayNode> own;

    @Inject
    ToolSearch(Directory directory, Finder finder, OwnServer own) {
        this(directory::listing, finder::find, own::tools);
    }

    /** @param own the coordinator's own tools, as far as a role may use them */
    ToolSearch(Supplier<Listing> listing, Index index, Function<Role, ArrayNode> own) {
        this.listing = listing;
        this.index = index;
        this.own = own;
    }

    /** Finds tools: servers by the hash of their definition. */
    @FunctionalInterface
    interface Index {
        CompletableFuture<List<FoundTool>> find(String question, Map<String, List<String>> servers, int most);
    }

    /**
     * A tool among all others, and who else has the very same.
     *
     * @param others best first; at most as many as a search names
     */
    record Hit(Item item, List<Item> others) {}

    /** All tools of servers that are wanted, by name. */
    List<Hit> all(Role role, Predicate<Member> wanted) {
        return items(role)
                .filter(item -> wanted.test(item.member()))
                .sorted(Comparator.comparing(Item::key))
                .map(item -> new Hit(item, List.of()))
                .toList();
    }

    /** Those that answer a question, best first, {@link ToolIndex#MOST} at most. */
    List<Hit> find(String question, Role role, Predicate<Member> wanted) {
        Map<String, List<String>> servers = new HashMap<>();
        members(role)
                .filter(wanted)
                .forEach(member -> servers.computeIfAbsent(member.definitionHash(), hash -> new ArrayList<>())
                        .add(member.server()));
        List<FoundTool> found = ask(question, servers);
        Map<String, List<Item>> items = new HashMap<>();
        found.forEach(each ->
                each.definitions().forEach(hash -> items.put(hash + " " + each.name(), new ArrayList<>())));
        items(role).filter(item -> wanted.test(item.member())).forEach(item -> {
            List<Item> same = items.get(item.member().definitionHash() + " " + item.name());
            if (same != null) {
                same.add(item);
            }
        });
        List<Hit> hits = new ArrayList<>();
        for (FoundTool each : found) {
            List<Item> same = each.definitions().stream()
                    .flatMap(hash -> items.getOrDefault(hash + " " + each.name(), List.of()).stream())
                    .toList();
            if (!same.isEmpty()) {
                hits.add(new Hit(same.get(0), same.subList(1, same.size())));
            }
        }
        return hits;
    }

    /** The tool of that name. */
    Optional<Item> named(String name, Role role) {
        return listing.get()
                .all()
                .of(Kind.TOOLS)
                .find(name)
                .or(() -> ours(role).of(Kind.TOOLS).find(name));
    }

    private List<FoundTool> ask(String question, Map<String, List<String>> servers) {
        try {
            return index.find(question, servers, ToolIndex.MOST).join();
        } catch (CompletionException failed) {
            @Nullable Throwable cause = failed.getCause();
            if (cause instanceof RejectedExecutionException) {
                throw new ProblemException(
                        ProblemCode.SEARCHES_BUSY, "Too many searches are under way; try again in a second.");
            }
            throw cause instanceof RuntimeException known ? known : failed;
        }
    }

    private Stream<Item> items(Role role) {
        return Stream.concat(
                listing.get().all().of(Kind.TOOLS).items().stream(), ours(role).of(Kind.TOOLS).items().stream());
    }

    private Stream<Member> members(Role role) {
        return Stream.concat(listing.get().all().members().values().stream(), ours(role).members().values().stream());
    }

    /** The coordinator's own, as far as the role may use them. */
    private View ours(Role role) {
        return Listing.EMPTY.with(Catalog.OWN_NAME, own.apply(role)).all();
    }
}
