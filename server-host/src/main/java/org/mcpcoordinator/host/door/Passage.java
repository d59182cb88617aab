package org.mcpcoordinator.host.door;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A connection that is ready or not, and never waited for. */
public interface Passage {
    /** As much as is there; -1 at the end. To be called when it is readable. */
    int read(ByteBuffer to) throws IOException;

    /** As much as is taken now; what is not is to be offered again when it is writable. */
    int write(ByteBuffer from) throws IOException;

    /** Whether to tell that it is writable; from any thread. */
    void wantWrite(boolean wanted);

    /** Ends it; from any thread. */
    void close() throws IOException;

    /** Who is told, on the thread of the connection. */
    interface Ear {
        /** There is something to be read, or the end. */
        void readable();

        /** Something can be written. */
        void writable();
    }
}
