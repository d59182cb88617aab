package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One drill as it is kept on disk: by it the next agent knows a drill that killed the last one.
 *
 * @param id its number, from 1 on
 * @param wish what was asked for
 * @param startedAt when
 * @param process who does it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record DrillRecord(long id, DrillWish wish, String startedAt, ProcessId process) {
    ObjectNode view() {
        return Json.object()
                .put("id", id)
                .put("drill", wish.drill())
                .put("target", wish.target())
                .put("seconds", wish.seconds())
                .put("by", wish.by())
                .put("startedAt", startedAt);
    }
}
