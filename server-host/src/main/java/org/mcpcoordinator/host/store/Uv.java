package org.mcpcoordinator.host.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** uv, and the index of its own configuration. */
record Uv(Tool tool, Path uv) implements PythonClient {
    @Override
    public void lock(String what, Path folder) throws IOException, InterruptedException, PackageProblem {
        tool.run(what, folder, List.of(uv.toString(), "venv", "--quiet", "--relocatable", ENVIRONMENT));
        List<String> lock = new ArrayList<>(List.of(uv.toString(), "pip", "compile", "--quiet", "--generate-hashes"));
        lock.addAll(List.of("--no-header", "--no-annotate", "--only-binary", ":all:", "--python", python(folder)));
        lock.addAll(List.of("--output-file", LOCK, WANTED));
        tool.run(what, folder, lock);
    }

    @Override
    public void install(String what, Path folder) throws IOException, InterruptedException, PackageProblem {
        List<String> install = new ArrayList<>(List.of(uv.toString(), "pip", "install", "--quiet", "--require-hashes"));
        install.addAll(List.of("--only-binary", ":all:", "--compile-bytecode", "--link-mode", "copy"));
        install.addAll(List.of("--python", python(folder), "--requirement", LOCK));
        tool.run(what, folder, install);
    }

    private static String python(Path folder) {
        return folder.resolve(ENVIRONMENT).resolve("bin/python").toString();
    }
}
