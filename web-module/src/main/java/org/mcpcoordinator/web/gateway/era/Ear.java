package org.mcpcoordinator.web.gateway.era;

import org.mcpcoordinator.mcp.Frame;

/** Hears what comes of a request, in the terms of the asker's era; always on the I/O thread it was carried on. */
public interface Ear {
    /** Progress or a log message of this request; the progress token is the asker's. */
    void told(Frame.Notification notification);

    /**
     * The server wants to know something; only a legacy asker that has declared the capability hears this. Its id is unique
     * among the questions of this request and goes back with {@link Carried#answer}.
     */
    void asked(Frame.Request question);

    /**
     * The last that is heard.
     *
     * @param status of HTTP, if the asker is spoken to by HTTP
     * @param answer a result or a failure, with the id of the request
     */
    void answered(int status, Frame answer);
}
