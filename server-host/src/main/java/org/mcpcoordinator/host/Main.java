package org.mcpcoordinator.host;

import java.io.IOException;
import java.util.Arrays;
import org.mcpcoordinator.host.serve.Serve;

/** Entry point of the server-host jar; the first argument names the mode. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws IOException {
        if (args.length > 0 && args[0].equals("serve")) {
            Serve.main(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        throw new IllegalArgumentException("usage: server-host.jar agent|serve");
    }
}
