package org.mcpcoordinator.host;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.mcpcoordinator.host.agent.AgentMain;
import org.mcpcoordinator.host.serve.Serve;

/** Entry point of the server-host jar; the first argument names the mode. */
public final class Main {
    private Main() {}

    /** {@code agent} ends with an exit code, see {@link AgentMain#run}; {@code serve} when it is told to. */
    public static void main(String[] args) throws IOException {
        List<String> rest = Arrays.asList(args).subList(Math.min(1, args.length), args.length);
        switch (args.length == 0 ? "" : args[0]) {
            case "agent" -> System.exit(AgentMain.run(rest));
            case "serve" -> Serve.main(rest.toArray(String[]::new));
            default -> throw new IllegalArgumentException("usage: server-host.jar agent|serve");
        }
    }
}
