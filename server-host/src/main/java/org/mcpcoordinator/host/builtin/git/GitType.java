package org.mcpcoordinator.host.builtin.git;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mcpcoordinator.host.builtin.BadConfig;
import org.mcpcoordinator.host.builtin.BuiltinType;
import org.mcpcoordinator.host.builtin.Content;
import org.mcpcoordinator.host.builtin.Setup;
import org.mcpcoordinator.host.builtin.TypeSheet;
import org.mcpcoordinator.mcp.server.Arguments;

/** The type {@code git}. */
public final class GitType implements BuiltinType {
    private final TypeSheet sheet = TypeSheet.beside(GitType.class, "git");

    @Override
    public TypeSheet sheet() {
        return sheet;
    }

    @Override
    public Content build(Setup setup) throws BadConfig {
        Arguments config = setup.config();
        int maxBytes = config.number("maxBytes", 262_144);
        Place place = place(setup);
        HistoryTools history = new HistoryTools(place, maxBytes);
        TreeTools trees = new TreeTools(place, maxBytes);
        Map<String, Content.Offer> offers = new LinkedHashMap<>();
        offers.put("log", new Content.Offer.FromSheet(history::log));
        offers.put("show_commit", new Content.Offer.FromSheet(history::show));
        offers.put("diff", new Content.Offer.FromSheet(history::diff));
        offers.put("blame", new Content.Offer.FromSheet(history::blame));
        offers.put("list_branches", new Content.Offer.FromSheet(trees::branches));
        offers.put("list_tags", new Content.Offer.FromSheet(trees::tags));
        offers.put("list_files", new Content.Offer.FromSheet(trees::listFiles));
        offers.put("read_file", new Content.Offer.FromSheet(trees::readFile));
        offers.put("search", new Content.Offer.FromSheet(trees::search));
        offers.put("status", new Content.Offer.FromSheet(trees::status));
        if (config.flag("write", false)) {
            WriteTools writing = new WriteTools(
                    place,
                    maxBytes,
                    config.text("authorName", setup.server()),
                    config.text("authorEmail", setup.server() + "@localhost"));
            offers.put("commit", new Content.Offer.FromSheet(writing::commit));
            offers.put("create_branch", new Content.Offer.FromSheet(writing::createBranch));
        }
        return Content.of(about(config), offers);
    }

    private static Place place(Setup setup) throws BadConfig {
        Arguments config = setup.config();
        int timeout = config.number("timeoutMillis", 10_000);
        if (config.find("repository").isPresent()) {
            Path folder = Path.of(config.text("repository"));
            if (!Files.isDirectory(folder)) {
                throw new BadConfig("repository: " + folder + " is no folder on this host");
            }
            return new Place(folder, () -> {}, timeout);
        }
        Path root = setup.directory().resolve("git").resolve(setup.server());
        String name =
                config.text("theme", "website") + "-" + config.number("seed", 0) + "-" + config.number("commits", 20);
        // What is written belongs to one copy; what is only read may be shared by all.
        Path folder = root.resolve(config.flag("write", false) ? name + "-" + setup.replica() : name);
        return new Place(
                folder,
                () -> new SampleRepository(
                                config.text("theme", "website"), config.number("seed", 0), config.number("commits", 20))
                        .make(folder),
                timeout);
    }

    private static String about(Arguments config) {
        return config.find("repository").isPresent()
                ? "A Git repository on this host."
                : "A local sample repository, made on first use: "
                        + SampleRepository.about(config.text("theme", "website")) + ".";
    }
}
