package org.mcpcoordinator.host.confine;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Ways into networks that have nothing but a loopback: who connects to a port of the host's is connected to the same port in
 * there, and nobody in there to anything out here. {@code systemd-socket-activate} listens on the host's loopback until
 * somebody knocks, then goes into the network and becomes {@code systemd-socket-proxyd}: a socket stays in the network it was
 * opened in. Neither of them needs systemd to run. A relay needs nobody, so a server is reached while its agent is away.
 */
final class Relays {
    private static final Duration MOST = Duration.ofSeconds(5);
    private static final long LOOK_NANOS = 2_000_000;

    /** It says of each connection that the program did not take yet that it was refused, and would fill the program's log. */
    private static final String QUIET = "SYSTEMD_LOG_LEVEL=emerg";

    private static final String LOOPBACK = "127.0.0.1:";
    private static final String AT_ONCE = "--connections-max=1024";
    private static final String FOLDERS = ":/usr/lib/systemd:/lib/systemd";

    private final List<String> before;
    private final String activate;
    private final List<String> enter;
    private final List<String> then;
    private final String proxy;

    private Relays(List<String> before, String activate, List<String> enter, List<String> then, String proxy) {
        this.before = List.copyOf(before);
        this.activate = activate;
        this.enter = List.copyOf(enter);
        this.then = List.copyOf(then);
        this.proxy = proxy;
    }

    /**
     * Those of this host, if it has what they take; whether they work is to be tried.
     *
     * @param user words that make processes whose programs are to be
     * @param enter words that lead into the network of a process, whose number follows
     * @param then words that stand before what they are in there
     */
    static Optional<Relays> find(Tools tools, List<String> user, List<String> enter, List<String> then) {
        Optional<String> setsid = tools.find("setsid");
        Optional<String> activate = tools.find("systemd-socket-activate");
        Optional<String> proxy = tools.and(FOLDERS).find("systemd-socket-proxyd");
        if (setsid.isEmpty() || activate.isEmpty() || proxy.isEmpty()) {
            return Optional.empty();
        }
        List<String> before = new ArrayList<>(List.of(setsid.get()));
        before.addAll(user);
        return Optional.of(new Relays(before, activate.get(), enter, then, proxy.get()));
    }

    /** For a try. */
    static Inlet anywhere() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Inlet(socket.getLocalPort(), socket.getLocalPort(), Path.of("/dev/null"));
        }
    }

    /**
     * Makes one; it is in the network when this returns, whether or not somebody listens there.
     *
     * @param pid of a process that is in there
     */
    Process open(long pid, Inlet inlet) throws IOException {
        List<String> words = new ArrayList<>(before);
        words.addAll(List.of(activate, "-E", QUIET, "-l", LOOPBACK + inlet.port()));
        words.addAll(enter);
        words.add(Long.toString(pid));
        words.addAll(then);
        words.addAll(List.of(proxy, AT_ONCE, LOOPBACK + inlet.inside()));
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                // By what it writes to, the next agent finds one of which nobody has written down that it was started.
                .redirectError(ProcessBuilder.Redirect.appendTo(inlet.log().toFile()));
        builder.environment().clear();
        String[] quiet = QUIET.split("=", 2);
        builder.environment().put(quiet[0], quiet[1]);
        Process relay = builder.start();
        try {
            awaitInside(relay, pid, inlet.port());
            return relay;
        } catch (IOException | RuntimeException | Error failure) {
            relay.destroyForcibly();
            throw failure;
        }
    }

    private void awaitInside(Process relay, long pid, int port) throws IOException {
        long patience = System.nanoTime() + MOST.toNanos();
        boolean knocked = false;
        while (!command(relay).equals(proxy)) {
            if (!relay.isAlive()) {
                throw new IOException(
                        "what leads to port " + port + " in a network of its own has ended with exit code "
                                + relay.exitValue() + "; if another program listens there, that is why");
            }
            if (System.nanoTime() > patience) {
                throw new IOException(
                        "nothing leads to port " + port + " in a network of its own after " + MOST.toSeconds() + " s");
            }
            knocked = knocked || (command(relay).equals(activate) && knock(port));
            LockSupport.parkNanos(LOOK_NANOS);
        }
        if (!Loopback.networkOf(relay.pid()).equals(Loopback.networkOf(pid))) {
            throw new IOException("what leads to port " + port + " is in another network than its program");
        }
    }

    /** Somebody who connects and leaves again. */
    private static boolean knock(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** What it is by now; empty if it is gone. */
    private static String command(Process process) {
        try {
            String words =
                    Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"), StandardCharsets.ISO_8859_1);
            return words.substring(0, Math.max(0, words.indexOf('\0')));
        } catch (IOException gone) {
            return "";
        }
    }
}
