package org.mcpcoordinator.web.tools;

/** How much a call does; a person may have to agree to what is heavy. */
enum Weight {
    /** Nothing is changed. */
    LOOKS,
    /** Something is changed that is changed back as easily. */
    CHANGES,
    /** Something ends, or much is changed at once. */
    DESTROYS
}
