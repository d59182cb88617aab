package org.mcpcoordinator.web.gateway.era;

import io.undertow.util.HeaderMap;
import java.time.Duration;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.routing.Route;

/** What comes of sending a request once, for as long as anybody waits for that. */
abstract class Answering implements Post.Ends {
    private final Route route;
    private final Duration limit;
    private int status;

    Answering(Route route, Duration limit) {
        this.route = route;
        this.limit = limit;
    }

    /** False once the request has been sent anew, or is over. */
    abstract boolean counts();

    /** The server has said that; {@code told} is the status of its response. */
    abstract void heard(Frame frame, int told);

    /** No answer will come. */
    abstract void fail(Fault fault);

    /** True if an end without an answer is one after which the request begins anew. */
    boolean beginsAnew(int told) {
        return false;
    }

    @Override
    public void head(int told, HeaderMap headers) {
        status = told;
    }

    @Override
    public void message(byte[] json) {
        Frame frame = counts() ? Messages.read(json) : null;
        if (frame != null) {
            heard(frame, status);
        }
    }

    @Override
    public void ended() {
        if (counts() && !beginsAnew(status)) {
            fail(Fault.unfinished(route, status));
        }
    }

    @Override
    public void broken(Post.Break how, boolean sent) {
        if (counts()) {
            fail(Fault.of(how, route, limit));
        }
    }
}
