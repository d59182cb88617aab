package org.mcpcoordinator.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What of a definition decides which code runs. Two definitions with the same one run the same program, whatever it is told
 * to do. Whoever could tell a runtime, a wrapper or a build tool from a program that takes plain words would have to know them
 * all, so of whatever is no package all arguments count; and so do variables that make a program load what they name.
 *
 * @param program a package ({@code npm:NAME}, {@code uv:NAME}), an image ({@code image:REGISTRY/NAME}), a name found on the PATH, or an absolute path
 * @param identity the same with all that decides
 * @param variables names of those that make it load code
 */
public record Executable(String program, String identity, List<String> variables) {
    /**
     * Variables by which a program is made to load code, as the manuals of loaders, runtimes and tools name them. Those that
     * everybody sets and that load nothing are left out.
     */
    private static final Pattern LOADING = Pattern.compile(
            String.join(
                    "|",
                    "LD_.*|DYLD_.*|GLIBC_TUNABLES|GCONV_PATH|LOCPATH|PATH|HOME|XDG_.*|SHELL|ENV|BASH_.*|SHELLOPTS|BASHOPTS|PS4",
                    "PROMPT_COMMAND|ZDOTDIR|IFS|FPATH|EDITOR|VISUAL|.*PAGER|LESSOPEN|LESSCLOSE|BROWSER",
                    "NODE_(OPTIONS|PATH|REPL_EXTERNAL_MODULE)|(?i:npm_config_.*)|YARN_.*|COREPACK_.*|TS_NODE_.*|TSX_.*|ELECTRON_.*",
                    "BUN_.*|DENO_.*|PYTHON(?!UNBUFFERED$|DONTWRITEBYTECODE$|IOENCODING$|UTF8$|HASHSEED$).*|VIRTUAL_ENV|PIP_.*|UV_.*",
                    "CONDA_.*|JAVA_HOME|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|.*_OPTS|CLASSPATH|DOTNET_.*|CORECLR_.*|COR_.*",
                    "COMPlus_.*|MONO_.*|RUBY.*|GEM_.*|BUNDLE_.*|PERL.*|PHP.*|LUA_.*|R_.*|JULIA_.*|ERL_.*|ELIXIR_.*|GUILE_.*|TCL.*",
                    "CARGO_.*|RUST(C|UP|DOC).*|GOFLAGS|GO(ROOT|PATH|ENV|TOOLCHAIN)|CC|CXX|MAKEFLAGS",
                    "GIT_(?!AUTHOR_|COMMITTER_|TERMINAL_PROMPT$).*|SSH_ASKPASS|SUDO_ASKPASS|RSYNC_RSH",
                    "OPENSSL_.*|SASL_PATH|KRB5_CONFIG|GTK_(MODULES|PATH)|GIO_.*|QT_.*|GST_PLUGIN.*|ODBC.*|PGSYSCONFDIR|PGSERVICEFILE",
                    "KUBECONFIG|AWS_(CONFIG_FILE|SHARED_CREDENTIALS_FILE)|DOCKER_.*|PLAYWRIGHT_.*|.*_EXECUTABLE_PATH|CHROME_PATH"));

    private static final String IMAGE = "image:";

    public Executable {
        variables = List.copyOf(variables);
    }

    /** What the definition runs; empty if it starts no program of its own. */
    public static Optional<Executable> of(Way way) {
        if (!(way instanceof Way.Program command)) {
            return Optional.empty();
        }
        Optional<Recipe> recipe = command.recipe();
        String program = command instanceof Way.Image image
                ? IMAGE + image.name()
                : recipe.map(Executable::named).orElse(command.words().get(0));
        StringBuilder identity = new StringBuilder(program);
        if (recipe.isPresent()) {
            identity.append('\0').append(recipe.get().program());
        } else {
            command.words().stream()
                    .skip(command instanceof Way.Image ? 0 : 1)
                    .forEach(word -> identity.append('\0').append(word));
        }
        Map<String, String> loading = loading(command.env());
        loading.forEach((name, value) ->
                identity.append("\0\0").append(name).append('=').append(value));
        // In an image they load what is in it, and nothing of the host's is.
        List<String> variables = command instanceof Way.Image ? List.of() : List.copyOf(loading.keySet());
        return Optional.of(new Executable(program, identity.toString(), variables));
    }

    /** True if it lies in a container image. */
    public boolean isImage() {
        return program.startsWith(IMAGE);
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
