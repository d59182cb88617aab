package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The tiny MCP server in C, compiled where there is a compiler; a test is skipped where there is none. */
final class TinyProgram {
    private TinyProgram() {}

    static Path compile() throws Exception {
        Path compiler = Requirement.program("cc");
        Path program = Files.createDirectories(RunningProduct.ROOT.resolve("acceptance/target/c"))
                .resolve("tiny-mcp");
        Commands.Outcome compiled = Commands.run(
                List.of(compiler.toString(), "-O2", "-o", program.toString(), "tiny-mcp.c"),
                RunningProduct.ROOT.resolve("acceptance/src/test/c"),
                Map.of());
        assertThat(compiled.exitCode()).as(compiled.output()).isZero();
        return program;
    }
}
