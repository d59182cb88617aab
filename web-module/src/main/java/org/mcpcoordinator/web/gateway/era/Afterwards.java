package org.mcpcoordinator.web.gateway.era;

import io.undertow.util.HeaderMap;

/** Goes on when a request is over, whatever came of it. */
record Afterwards(Runnable then) implements Post.Ends {
    @Override
    public void head(int status, HeaderMap headers) {}

    @Override
    public void message(byte[] json) {}

    @Override
    public void ended() {
        then.run();
    }

    @Override
    public void broken(Post.Break how, boolean sent) {
        then.run();
    }
}
