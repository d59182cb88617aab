package org.mcpcoordinator.host.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mcpcoordinator.host.builtin.BuiltinTypes;

/** The mode {@code serve} of the jar: serves until it is told to shut down or is killed. */
public final class Serve {
    private static final System.Logger LOG = System.getLogger(Serve.class.getName());

    /** Time for the answer to an order to shut down to reach the driver. */
    private static final long GOODBYE_MILLIS = 100;

    private static final int EXIT_WITHOUT_MEMORY = 3;

    private Serve() {}

    /**
     * Runs the process; returns after an order to shut down.
     *
     * @param args {@code --category NAME --socket PATH [--identity TOKEN]}
     */
    public static void main(String... args) throws IOException {
        ServeOptions options = ServeOptions.of(args);
        ServeConfig config = ServeConfig.read();
        Thread.setDefaultUncaughtExceptionHandler(Serve::uncaught);
        try (Later later = new Later();
                Ports ports = new Ports();
                ToolThreads threads = new ToolThreads(config.threads());
                Parts parts = new Parts(options, config, ports, threads, later)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(options.socket()), "goodbye"));
            LOG.log(System.Logger.Level.INFO, "serving {0}, orders at {1}", options.category(), options.socket());
            parts.socket.run();
        }
    }

    /** A thread of the process itself without memory is lost, and the process with it; its driver starts it again. */
    private static void uncaught(Thread thread, Throwable failure) {
        LOG.log(System.Logger.Level.ERROR, "thread " + thread.getName() + " ended", failure);
        if (failure instanceof OutOfMemoryError) {
            Runtime.getRuntime().halt(EXIT_WITHOUT_MEMORY);
        }
    }

    private static void remove(Path socket) {
        try {
            Files.deleteIfExists(socket);
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.DEBUG, "the socket stays behind", failure);
        }
    }

    /** The parts, joined. */
    private static final class Parts implements AutoCloseable {
        private final ControlSocket socket;

        Parts(ServeOptions options, ServeConfig config, Ports ports, ToolThreads threads, Later later)
                throws IOException {
            BuiltinTypes types = new BuiltinTypes();
            Servers servers = new Servers(config, types, ports, threads, options.directory(), later);
            Control control = new Control(options, types, servers, () -> later.after(GOODBYE_MILLIS, this::stop));
            socket = ControlSocket.open(options.socket(), control::answer);
        }

        private void stop() {
            try {
                socket.close();
            } catch (IOException failure) {
                LOG.log(System.Logger.Level.WARNING, "closing the socket failed", failure);
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
