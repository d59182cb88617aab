package org.mcpcoordinator.web.gateway.socket;

import org.mcpcoordinator.web.gateway.whole.Demand;

/** What comes back, as far as it must be known: its contents are passed on as they are. */
enum Said {
    /** The answer to a request. */
    ANSWER,
    /** A notification, or a question. */
    MORE,
    /** No message at all. */
    NOTHING;

    static Said of(byte[] json) {
        if (!(Demand.read(json) instanceof Demand.Reading.Read read)) {
            return NOTHING;
        }
        return read.demand().method() == null ? ANSWER : MORE;
    }
}
