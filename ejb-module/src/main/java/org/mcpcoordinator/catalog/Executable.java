package org.mcpcoordinator.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What of a definition decides which code runs. Two definitions with the same one run the same program, whatever it is told
 * to do. An interpreter runs what its arguments say, and some variables make a program load what they name, so both count.
 *
 * @param program a package ({@code npm:NAME}, {@code uv:NAME}), a name found on the PATH, or an absolute path
 * @param identity the same with all that decides
 */
public record Executable(String program, String identity) {
    /** Programs whose arguments are programs. */
    private static final Pattern INTERPRETER = Pattern.compile(
            "(node|nodejs|deno|bun|tsx|ts-node|python[0-9.]*|pypy[0-9.]*"
                    + "|java|ruby[0-9.]*|perl[0-9.]*|php[0-9.]*|lua[0-9.]*|sh|bash|dash|zsh|ksh|fish|busybox|env|setsid|nice|nohup"
                    + "|timeout|xargs|sudo|su|doas|chroot|unshare|docker|podman|npm|npx|pnpm|yarn|uv|uvx|pipx|ssh|systemd-run)");

    /** Variables by which a program is made to load code. */
    private static final Pattern LOADING = Pattern.compile(
            "(LD_.*|PATH|ENV|BASH_ENV|SHELLOPTS|NODE_OPTIONS|NODE_PATH|PYTHON.*"
                    + "|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|CLASSPATH|RUBYOPT|RUBYLIB|PERL5.*|PHP.*|DENO_.*|BUN_.*|HOME)");

    /** What the definition runs; empty if it starts no program of its own. */
    public static Optional<Executable> of(Way way) {
        if (!(way instanceof Way.Command command)) {
            return Optional.empty();
        }
        Optional<Recipe> recipe = command.recipe();
        String program = recipe.map(Executable::named).orElse(command.argv().get(0));
        StringBuilder identity = new StringBuilder(program);
        if (recipe.isPresent()) {
            identity.append('\0').append(recipe.get().program());
        } else if (interprets(program)) {
            command.argv().stream()
                    .skip(1)
                    .forEach(word -> identity.append('\0').append(word));
        }
        loading(command.env())
                .forEach((name, value) ->
                        identity.append("\0\0").append(name).append('=').append(value));
        return Optional.of(new Executable(program, identity.toString()));
    }

    /** What of these definitions runs, without what stands among {@code known}. */
    public static List<Executable> newOf(List<ServerDefinition> wanted, List<ServerDefinition> known) {
        List<String> before = known.stream()
                .flatMap(server -> of(server.way()).stream())
                .map(Executable::identity)
                .distinct()
                .toList();
        Set<String> all = Set.copyOf(before);
        return wanted.stream()
                .flatMap(server -> of(server.way()).stream())
                .filter(executable -> !all.contains(executable.identity()))
                .distinct()
                .toList();
    }

    private static String named(Recipe recipe) {
        return recipe.manager().id() + ":" + recipe.name();
    }

    private static boolean interprets(String program) {
        return INTERPRETER
                .matcher(program.substring(program.lastIndexOf('/') + 1))
                .matches();
    }

    private static Map<String, String> loading(Map<String, String> env) {
        Map<String, String> loading = new TreeMap<>();
        env.forEach((name, value) -> {
            if (LOADING.matcher(name).matches()) {
                loading.put(name, value);
            }
        });
        return loading;
    }
}
