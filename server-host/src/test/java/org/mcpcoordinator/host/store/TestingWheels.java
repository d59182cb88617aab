package org.mcpcoordinator.host.store;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** An index of Python packages on loopback, in the simple layout (PEP 503), with wheels that are written by hand. */
public final class TestingWheels implements AutoCloseable {
    /** A real MCP server that speaks stdio, in a few lines; what its tool says is another package's. */
    private static final String SERVER = """
            import json, os, sys
            from tiny_words import greeting

            def answer(method, params):
                if method == "initialize":
                    return {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}},
                            "serverInfo": {"name": "tiny-py", "version": "1.0.0"}}
                if method == "tools/list":
                    return {"tools": [{"name": "greet", "inputSchema": {"type": "object",
                            "properties": {"name": {"type": "string"}}}}]}
                if method == "tools/call":
                    return {"content": [{"type": "text", "text": greeting(params["arguments"]["name"])}]}
                return {}

            def main():
                for line in sys.stdin:
                    message = json.loads(line)
                    if "id" in message:
                        result = answer(message["method"], message.get("params") or {})
                        print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}), flush=True)
            """;

    private static final String WORDS = """
            def greeting(name):
                return "hello " + name
            """;

    private final HttpServer server;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();

    /** Files of each package, and the hash that stands beside it. */
    private final Map<String, Map<String, String>> pages = new ConcurrentHashMap<>();

    public TestingWheels() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = answer(exchange.getRequestURI().getPath());
            exchange.getResponseHeaders().add("Content-Type", body.length > 0 && body[0] == '<' ? "text/html" : "x/x");
            exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        wheel("tiny_words", "2.0", Map.of("tiny_words.py", WORDS));
        wheel("tiny_mcp", "1.0", Map.of("tiny_mcp.py", SERVER), "tiny-words>=1");
    }

    /** Where pip is to look. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/simple/");
    }

    /** Publishes one, with a program of its name. */
    public void wheel(String name, String version, Map<String, String> modules, String... requires) {
        String info = name + "-" + version + ".dist-info/";
        Map<String, String> entries = new LinkedHashMap<>(new TreeMap<>(modules));
        StringBuilder metadata =
                new StringBuilder("Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n");
        for (String requirement : requires) {
            metadata.append("Requires-Dist: ").append(requirement).append('\n');
        }
        entries.put(info + "METADATA", metadata.toString());
        entries.put(info + "WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
        if (modules.containsKey("tiny_mcp.py")) {
            entries.put(
                    info + "entry_points.txt", "[console_scripts]\n" + name.replace('_', '-') + " = tiny_mcp:main\n");
        }
        List<String> record = new ArrayList<>();
        entries.forEach((path, text) -> record.add(path + ",sha256="
                + Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(text.getBytes(StandardCharsets.UTF_8)))
                + "," + text.getBytes(StandardCharsets.UTF_8).length));
        record.add(info + "RECORD,,");
        entries.put(info + "RECORD", String.join("\n", record) + "\n");
        byte[] archive = zip(entries);
        publish(
                name,
                name + "-" + version + "-py3-none-any.whl",
                archive,
                HexFormat.of().formatHex(sha256(archive)));
    }

    /** The same server under another name, which wants these. */
    public void server(String name, String... requires) {
        wheel(name, "1.0", Map.of("tiny_mcp.py", SERVER), requires);
    }

    /** Publishes a file, and the hash that is said of it. */
    public void publish(String name, String file, byte[] bytes, String hash) {
        files.put("/files/" + file, bytes);
        pages.computeIfAbsent(Wheel.normal(name), each -> new ConcurrentHashMap<>())
                .put(file, hash);
    }

    /** The bytes of a file that was published. */
    public byte[] bytes(String file) {
        return files.getOrDefault("/files/" + file, new byte[0]);
    }

    private byte[] answer(String path) {
        Map<String, String> page = pages.get(path.replace("/simple/", "").replace("/", ""));
        if (path.startsWith("/simple/") && page != null) {
            StringBuilder html = new StringBuilder("<!DOCTYPE html><html><body>\n");
            page.forEach((file, hash) ->
                    html.append("<a href=\"../../files/" + file + "#sha256=" + hash + "\">" + file + "</a>\n"));
            return html.append("</body></html>").toString().getBytes(StandardCharsets.UTF_8);
        }
        return files.getOrDefault(path, new byte[0]);
    }

    static byte[] zip(Map<String, String> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                ZipEntry header = new ZipEntry(entry.getKey());
                // Else the same wheel would be other bytes each time.
                header.setTime(0);
                zip.putNextEntry(header);
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (java.security.NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
