package org.mcpcoordinator.host.builtin.files;

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

/** The type {@code files}. */
public final class FilesType implements BuiltinType {
    private final TypeSheet sheet = TypeSheet.beside(FilesType.class, "files");

    @Override
    public TypeSheet sheet() {
        return sheet;
    }

    @Override
    public Content build(Setup setup) throws BadConfig {
        Arguments config = setup.config();
        int maxBytes = config.number("maxBytes", 262_144);
        Root root = root(setup);
        ReadTools reading = new ReadTools(root, maxBytes);
        SearchTool searching = new SearchTool(root, maxBytes);
        Map<String, Content.Offer> offers = new LinkedHashMap<>();
        offers.put("list_folder", new Content.Offer.FromSheet(reading::list));
        offers.put("read_file", new Content.Offer.FromSheet(reading::read));
        offers.put("search_files", new Content.Offer.FromSheet(searching::search));
        offers.put("file_info", new Content.Offer.FromSheet(reading::info));
        if (config.flag("write", false)) {
            WriteTools writing = new WriteTools(root, maxBytes);
            offers.put("write_file", new Content.Offer.FromSheet(writing::write));
            offers.put("make_folder", new Content.Offer.FromSheet(writing::makeFolder));
            offers.put("delete_file", new Content.Offer.FromSheet(writing::delete));
        }
        String about = config.find("root").isPresent()
                ? "Documents of a folder."
                : "Sample documents: " + Documents.about(config.text("theme", "handbook")) + ".";
        return Content.of(about, offers);
    }

    private static Root root(Setup setup) throws BadConfig {
        Arguments config = setup.config();
        boolean hidden = config.flag("hidden", false);
        if (config.find("root").isPresent()) {
            Path folder = Path.of(config.text("root"));
            if (!Files.isDirectory(folder)) {
                throw new BadConfig("root: " + folder + " is no folder on this host");
            }
            return new Root(folder, () -> {}, hidden, false);
        }
        Documents documents = new Documents(
                config.text("theme", "handbook"), config.number("seed", 0), config.number("documents", 24));
        Path folder = setup.directory().resolve("files").resolve(setup.server()).resolve(documents.folderName());
        return new Root(folder, () -> documents.make(folder), hidden, true);
    }
}
