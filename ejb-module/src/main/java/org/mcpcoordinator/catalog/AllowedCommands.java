package org.mcpcoordinator.catalog;

import java.util.List;
import java.util.stream.Stream;

/**
 * The programs that may be brought into a fleet at all. Each entry is a name found on the PATH ({@code node}), an absolute
 * path, a folder with a slash at its end, a package ({@code npm:NAME}, {@code npm:@SCOPE/*}, {@code uv:*}), an image
 * ({@code image:docker.io/mcp/*}), a variable that makes
 * programs load code ({@code env:NODE_OPTIONS}, {@code env:GIT_*}), or {@code *} for everything. A runtime on the list means
 * all that its arguments can say.
 *
 * @param entries as the setting names them
 */
public record AllowedCommands(List<String> entries) {
    public static final String SETTING = "coordinator.catalog.allowed-commands";

    /**
     * Runtimes that users bring their own servers with, and packages, whose name, version and hash a plan shows. No shell, and
     * nothing that lies at a place of its own: whoever owns the machine names that. Images, of which a plan shows the digest, have
     * fewer rights than packages.
     */
    static final String USUAL = "node,/usr/bin/node,python3,/usr/bin/python3,java,/usr/bin/java,npm:*,uv:*,image:*";

    private static final String VARIABLE = "env:";

    public AllowedCommands {
        entries = List.copyOf(entries);
    }

    /** Read from the text of the setting, with commas between the entries. */
    public static AllowedCommands of(String text) {
        List<String> entries = Stream.of(text.split(",", -1))
                .map(String::trim)
                .filter(entry -> !entry.isEmpty())
                .toList();
        entries.stream().filter(entry -> !fits(entry)).findFirst().ifPresent(wrong -> {
            throw new IllegalStateException(
                    "setting " + SETTING + " has the entry " + wrong
                            + ", which is no program's name, absolute path, folder/, npm:NAME, uv:NAME, image:NAME, env:VARIABLE or *");
        });
        return new AllowedCommands(entries);
    }

    /** True if the program is on the list, and each variable that makes it load code. */
    public boolean allows(Executable executable) {
        return missing(executable).isEmpty();
    }

    /** The entries that would have to be on the list as well: of the program, and of variables that make it load code. */
    public List<String> missing(Executable executable) {
        return Stream.concat(
                        Stream.of(executable.program()),
                        executable.variables().stream().map(name -> VARIABLE + name))
                .filter(needed -> entries.stream().noneMatch(entry -> covers(entry, needed)))
                .toList();
    }

    private static boolean covers(String entry, String program) {
        if (entry.equals("*") || entry.equals(program)) {
            return true;
        }
        if (entry.startsWith("/")) {
            return entry.endsWith("/") && program.startsWith(entry);
        }
        return entry.endsWith("*") && program.startsWith(entry.substring(0, entry.length() - 1));
    }

    private static boolean fits(String entry) {
        boolean path = entry.startsWith("/")
                && !entry.contains("*")
                && !List.of(entry.split("/", -1)).contains("..");
        boolean packages = entry.matches("(npm|uv|image):[^*\\s]*\\*?");
        boolean variables = entry.matches(VARIABLE + "[A-Za-z_][A-Za-z0-9_]*\\*?");
        return entry.equals("*") || variables || path || packages || entry.matches("[^/:*\\s]+");
    }

    @Override
    public String toString() {
        return entries.isEmpty() ? "nothing" : String.join(", ", entries);
    }
}
