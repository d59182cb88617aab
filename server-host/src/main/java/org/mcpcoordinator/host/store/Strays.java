package org.mcpcoordinator.host.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Files that have come into a package since it was installed: mostly what its own program keeps there, which no folder that
 * is deleted should take with it. Programs of root can write in spite of all rights.
 */
final class Strays {
    private static final int NAMED = 3;

    private Strays() {}

    /** Writes down what is there now, one path in each line. */
    static void note(Path tree, Path list) throws IOException {
        Files.write(list, names(tree));
    }

    /** A sentence with what is there and was not; of what was there if nothing is new. */
    static String in(Path tree, Path list) throws IOException {
        if (!Files.isRegularFile(list)) {
            return "Something in it is another.";
        }
        Set<String> before = new HashSet<>(Files.readAllLines(list));
        List<String> fresh =
                names(tree).stream().filter(name -> !before.contains(name)).toList();
        if (fresh.isEmpty()) {
            return "Files of its own were changed or taken away.";
        }
        String more = fresh.size() > NAMED ? " and " + (fresh.size() - NAMED) + " more" : "";
        return "In " + tree + " new is " + String.join(", ", fresh.subList(0, Math.min(NAMED, fresh.size()))) + more
                + ". If its program has written that, move it out of there, for it may be somebody's data, and let the"
                + " definition have it write elsewhere (most programs have a variable or an argument for that); it then starts"
                + " again.";
    }

    /** Whoever names a file may put anything into its name but what would end a line of a log. */
    private static List<String> names(Path tree) throws IOException {
        return Tree.paths(tree).stream()
                .map(path -> tree.relativize(path).toString().replaceAll("\\p{Cntrl}", "?"))
                .toList();
    }
}
