package org.mcpcoordinator.web.door;

import io.undertow.util.AttachmentKey;
import org.mcpcoordinator.access.Caller;

/** What the door leaves with a request it has let through. */
public final class Door {
    /** Who is asking; on the exchange. */
    public static final AttachmentKey<Caller> CALLER = AttachmentKey.create(Caller.class);

    /** Name of the servlet request's attribute with the same {@link Caller}. */
    public static final String ATTRIBUTE = "org.mcpcoordinator.caller";

    private Door() {}
}
