package org.mcpcoordinator.host;

/** Entry point of the server-host jar; the first argument names the mode. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        throw new IllegalArgumentException("usage: server-host.jar agent|serve");
    }
}
