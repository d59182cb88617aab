package org.mcpcoordinator.web.gateway.whole;

import org.mcpcoordinator.directory.Kind;
import org.mcpcoordinator.directory.Shelf;
import org.mcpcoordinator.directory.View;

/** Decides what of a view is listed. All of it; whoever lists less for some callers, or for many tools, does it here. */
final class Showing {
    private Showing() {}

    static Shelf of(View view, Kind kind) {
        return view.of(kind);
    }
}
