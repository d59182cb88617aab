package org.mcpcoordinator.cli.connect;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The clients whose configuration is known, each as its own documentation tells it (November 2026). */
public enum Client {
    /** Starts programs only; what it reaches over HTTP is not in this file. Linux has no official build. */
    CLAUDE_DESKTOP("mcpServers", false, null),

    /** The project's file, which is shared with others: no token belongs into it. */
    CLAUDE_CODE("mcpServers", true, "${COORDINATOR_TOKEN}"),

    CURSOR("mcpServers", true, "${env:COORDINATOR_TOKEN}"),

    /** Asks for the token once, and keeps it where it keeps secrets. */
    VSCODE("servers", true, "${input:coordinator-token}"),

    /** Reads the file that it is given. */
    INSPECTOR("mcpServers", true, null);

    private final String key;
    private final boolean http;
    private final @Nullable String reference;

    Client(String key, boolean http, @Nullable String reference) {
        this.key = key;
        this.http = http;
        this.reference = reference;
    }

    /** The name on the command line, for example {@code claude-desktop}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The member of the file that holds the servers. */
    public String key() {
        return key;
    }

    /** Whether it speaks HTTP with headers of its user's. */
    public boolean http() {
        return http;
    }

    /** How an entry names a token that stands elsewhere; empty where the client knows no such thing. */
    public Optional<String> reference() {
        return Optional.ofNullable(reference);
    }

    /** Where the file lies. */
    public Path file(Machine machine) {
        return switch (this) {
            case CLAUDE_DESKTOP -> machine.settings().resolve("Claude/claude_desktop_config.json");
            case CLAUDE_CODE -> machine.work().resolve(".mcp.json");
            case CURSOR -> machine.home().resolve(".cursor/mcp.json");
            case VSCODE -> machine.settings().resolve("Code/User/mcp.json");
            case INSPECTOR -> machine.work().resolve("inspector.json");
        };
    }

    /** What is left to do once the entry stands in the file. */
    public String next(Path file, String name) {
        return switch (this) {
            case CLAUDE_DESKTOP -> "Quit Claude Desktop and start it again.";
            case CLAUDE_CODE -> "Start claude in this folder and allow the server when it asks.";
            case CURSOR -> "Switch the server on in Cursor's settings, below MCP.";
            case VSCODE -> "Run \"MCP: List Servers\" in VS Code and start it there.";
            case INSPECTOR ->
                "npx @modelcontextprotocol/inspector@2.12.0 --config " + file + " --server " + name
                        + "   (needs Node 22.19 or newer)";
        };
    }
}
