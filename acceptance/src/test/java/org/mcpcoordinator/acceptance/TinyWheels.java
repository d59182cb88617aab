package org.mcpcoordinator.acceptance;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A tiny MCP server in Python and a package it stands on, as wheels in a folder where every product of these tests looks beside
 * the index that this machine is configured with.
 */
final class TinyWheels {
    static final String NAME = "coordinator-tiny-clock";

    /** What pip of a product's agent sees, with the folders it had before. */
    static final Map<String, String> ENVIRONMENT =
            Map.of("PIP_FIND_LINKS", (System.getenv().getOrDefault("PIP_FIND_LINKS", "") + " " + folder()).strip());

    private static final String SERVER = """
            import json, sys
            from coordinator_tiny_words import greeting

            def answer(method, params):
                if method == "initialize":
                    return {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}},
                            "serverInfo": {"name": "tiny-clock", "version": "1.0.0"}}
                if method == "tools/list":
                    return {"tools": [{"name": "greet", "inputSchema": {"type": "object",
                            "properties": {"name": {"type": "string"}}}}]}
                if method == "tools/call":
                    return {"content": [{"type": "text", "text": greeting(params["arguments"]["name"], sys.argv[1:])}]}
                return {}

            def main():
                for line in sys.stdin:
                    message = json.loads(line)
                    if "id" in message:
                        result = answer(message["method"], message.get("params") or {})
                        print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}), flush=True)
            """;

    private static final String WORDS = """
            def greeting(name, words):
                return " ".join(["hello", name, *words])
            """;

    private TinyWheels() {}

    /** Writes both; whole or not at all, for other tests may be looking. */
    static void write() throws IOException {
        wheel("coordinator_tiny_words", WORDS, "", "");
        wheel(
                "coordinator_tiny_clock",
                SERVER,
                "Requires-Dist: coordinator-tiny-words>=1\n",
                "[console_scripts]\ncoordinator-tiny-clock = coordinator_tiny_clock:main\n");
    }

    private static Path folder() {
        return RunningProduct.ROOT.resolve("acceptance/target/wheels");
    }

    private static void wheel(String name, String module, String requires, String entryPoints) throws IOException {
        String info = name + "-1.0.dist-info/";
        Map<String, String> entries = new TreeMap<>();
        entries.put(name + ".py", module);
        entries.put(info + "METADATA", "Metadata-Version: 2.1\nName: " + name + "\nVersion: 1.0\n" + requires);
        entries.put(info + "WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
        if (!entryPoints.isEmpty()) {
            entries.put(info + "entry_points.txt", entryPoints);
        }
        // Hashes in there are for whoever uninstalls; pip takes a wheel without.
        StringBuilder record = new StringBuilder();
        entries.keySet().forEach(path -> record.append(path).append(",,\n"));
        entries.put(info + "RECORD", record + info + "RECORD,,\n");
        Path made = Files.createTempFile(Files.createDirectories(folder()), "wheel", ".tmp");
        try (OutputStream file = Files.newOutputStream(made);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                ZipEntry header = new ZipEntry(entry.getKey());
                header.setTime(0);
                zip.putNextEntry(header);
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        Files.move(made, folder().resolve(name + "-1.0-py3-none-any.whl"), StandardCopyOption.ATOMIC_MOVE);
    }
}
