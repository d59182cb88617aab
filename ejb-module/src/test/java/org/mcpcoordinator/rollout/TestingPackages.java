package org.mcpcoordinator.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mcpcoordinator.catalog.Recipe;

/** A host on which every package is there, in version 1.0.0 unless another is named. */
final class TestingPackages implements PackageKeeper {
    final List<List<Wish>> asked = new ArrayList<>();
    final Map<String, String> missing = new HashMap<>();
    String newest = "1.0.0";

    /** What happens while packages are installed. */
    Runnable meanwhile = () -> {};

    @Override
    public List<Kept> keep(String host, List<Wish> wishes, Duration patience) {
        asked.add(List.copyOf(wishes));
        meanwhile.run();
        return wishes.stream().map(this::kept).toList();
    }

    private Kept kept(Wish wish) {
        Recipe recipe = wish.recipe();
        String code = missing.get(recipe.name());
        if (code != null) {
            return new Kept("", "", List.of(), "", 0, "", code, "it is not there");
        }
        String version = recipe.exact() ? recipe.wanted() : newest;
        String folder = "/store/" + recipe.manager().id() + "/" + recipe.name() + "/" + version;
        return new Kept(
                version,
                "sha512-" + version.replace(".", ""),
                List.of("/usr/bin/node", folder + "/tree/index.js"),
                folder,
                12,
                "d1",
                "",
                "");
    }
}
