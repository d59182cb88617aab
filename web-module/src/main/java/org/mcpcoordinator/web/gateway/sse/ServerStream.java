package org.mcpcoordinator.web.gateway.sse;

import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.client.Answers;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.runtime.SseTarget;
import org.mcpcoordinator.web.gateway.era.Post;
import org.mcpcoordinator.web.gateway.era.Wires;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;

/**
 * One stream of a server that speaks HTTP+SSE, on which it says all it says, and the address where it is told things, which the
 * stream begins with. On one I/O thread.
 */
final class ServerStream {
    private static final Logger LOG = Logger.getLogger(ServerStream.class);
    private static final int ENDPOINT_SECONDS = 10;
    private static final byte[] NOTHING = {};

    private final Wires wires;
    private final XnioIoThread thread;
    private final String place;
    private final URI url;
    private final Ears ears;
    private SseTarget target;
    private @Nullable Post stream;
    private @Nullable URI endpoint;
    private XnioExecutor.@Nullable Key timer;
    private boolean over;

    /** Hears it; nothing more after {@link #refused} and {@link #cut}. */
    interface Ears {
        /** It is open, and can be told things. */
        void opened();

        /** A message. */
        void heard(byte[] json);

        /** It has not become one. */
        void refused(Refusal refusal);

        /** It has ended, and not because we wanted it. */
        void cut();
    }

    ServerStream(Wires wires, XnioIoThread thread, String place, SseTarget target, Ears ears) {
        this.wires = wires;
        this.thread = thread;
        this.place = place;
        this.url = target.url();
        this.target = target;
        this.ears = ears;
    }

    /** True if it is at the address where this was begun; safe for any thread. */
    boolean isOf(SseTarget other) {
        return url.equals(other.url());
    }

    /** Its headers may be others than before. */
    void use(SseTarget now) {
        target = now;
    }

    boolean isOpen() {
        return endpoint != null && !over;
    }

    void open() {
        timer = thread.executeAfter(
                () -> refuse(Refusal.late(
                        "it has not said within " + ENDPOINT_SECONDS + " s where it is to be told things")),
                ENDPOINT_SECONDS,
                TimeUnit.SECONDS);
        Map<String, String> headers = Map.of("Accept", "text/event-stream", "Cache-Control", "no-store");
        Post opened = Post.send(wires, thread, route(url), Methods.GET, headers, NOTHING, new Hearing());
        stream = opened;
        if (over) {
            opened.hangUp();
        }
    }

    /** Nobody wants to hear any more of it. */
    void close() {
        over = true;
        if (timer != null) {
            timer.remove();
        }
        if (stream != null) {
            stream.hangUp();
        }
    }

    /** Says something to the server; hears once what becomes of it. What the answer to the POST itself says, says nothing. */
    void tell(byte[] body, Consumer<Fate> told) {
        URI to = endpoint;
        if (to == null || over) {
            told.accept(Fate.NEVER_SENT);
            return;
        }
        Map<String, String> headers = Map.of("Content-Type", "application/json");
        Taking taking = new Taking(told);
        taking.letGoOf(Post.send(wires, thread, route(to), Methods.POST, headers, body, taking));
    }

    private Route route(URI address) {
        return new Route(place, 0, address, target.headers());
    }

    private void refuse(Refusal refusal) {
        if (!over) {
            close();
            ears.refused(refusal);
        }
    }

    /** The first thing that is said. */
    private void begin(String type, byte[] data) {
        if (!type.equals("endpoint")) {
            refuse(Refusal.wrong(
                    "its stream does not begin with the event endpoint, as HTTP+SSE of 2024-11-05 wants it"));
            return;
        }
        Optional<URI> said = EndpointRule.resolve(url, new String(data, StandardCharsets.UTF_8));
        if (said.isEmpty()) {
            refuse(Refusal.wrong("it wants to be told things at another origin than its own, or at no address"));
            return;
        }
        if (timer != null) {
            timer.remove();
        }
        endpoint = said.get();
        ears.opened();
    }

    private final class Hearing implements Post.Ends {
        @Override
        public void head(int status, HeaderMap headers) {
            if (status == 200 && Answers.isEventStream(headers.getFirst(Headers.CONTENT_TYPE))) {
                return;
            }
            refuse(Refusal.ofStream(status, headers));
        }

        @Override
        public void message(byte[] json) {}

        @Override
        public void event(String type, byte[] data) {
            if (over) {
                return;
            }
            if (endpoint == null) {
                begin(type, data);
            } else if (type.isEmpty() || type.equals("message")) {
                ears.heard(data);
            }
        }

        @Override
        public void ended() {
            broken(Post.Break.CUT, true);
        }

        @Override
        public void broken(Post.Break how, boolean sent) {
            if (over) {
                return;
            }
            LOG.debugf("The stream of %s has ended: %s", place, how);
            if (how == Post.Break.AWAY) {
                away(new IOException("unusable"));
            } else if (how == Post.Break.SILENT) {
                refuse(Refusal.late("it does not answer when its stream is asked for"));
            } else if (endpoint == null) {
                refuse(Refusal.cut());
            } else {
                close();
                ears.cut();
            }
        }

        @Override
        public void away(IOException cause) {
            refuse(Refusal.away(cause));
        }
    }

    /** One message on its way to the server; what its answer holds is nobody's concern, and may never end. */
    private static final class Taking implements Post.Ends {
        private final Consumer<Fate> told;
        private @Nullable Post post;
        private boolean done;

        Taking(Consumer<Fate> told) {
            this.told = told;
        }

        void letGoOf(Post sent) {
            post = sent;
            if (done) {
                sent.letGo();
            }
        }

        private void tell(Fate fate) {
            if (!done) {
                done = true;
                if (post != null) {
                    post.letGo();
                }
                told.accept(fate);
            }
        }

        @Override
        public void head(int status, HeaderMap headers) {
            tell(Fate.of(status));
        }

        @Override
        public void message(byte[] json) {}

        @Override
        public void ended() {}

        @Override
        public void broken(Post.Break how, boolean sent) {
            tell(Fate.of(how));
        }
    }
}
