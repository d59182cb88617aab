package org.mcpcoordinator.web.gateway.whole;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.mcpcoordinator.finding.FoundTool;

/** Finds tools by what somebody asks for, on threads of its own. */
@FunctionalInterface
public interface Search {
    /**
     * Finds.
     *
     * @param servers what the caller may see: names of servers by the hash of their definition
     */
    CompletableFuture<List<FoundTool>> find(String question, Map<String, List<String>> servers, int most);
}
