package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.mcpcoordinator.mcp.EraTerms;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.Meta;

/** What a legacy server tells and asks while it works on a call. On the call's I/O thread. */
final class Meanwhile {
    private final LegacyCall call;
    private final Pause pause;

    Meanwhile(LegacyCall call, Pause pause) {
        this.call = call;
        this.pause = pause;
    }

    void told(Frame.Notification notification) {
        if (pause.withdraws(notification) || pause.isParked() || call.isOver()) {
            return;
        }
        boolean progress = notification.method().equals("notifications/progress");
        ObjectNode params = notification.params();
        if (progress) {
            JsonNode token = call.token();
            if (token != null && call.isMine(params.path(Meta.PROGRESS_TOKEN))) {
                call.ear()
                        .told(new Frame.Notification(
                                notification.method(), params.deepCopy().set(Meta.PROGRESS_TOKEN, token)));
            }
        } else if (!call.asker().isModern()
                || (notification.method().equals("notifications/message")
                        && LogLevels.covers(
                                call.asker().level(), params.path("level").textValue()))) {
            call.ear().told(notification);
        }
    }

    void asked(Frame.Request question) {
        Asker asker = call.asker();
        if (question.method().equals("ping")) {
            call.say(new Frame.Result(question.id(), Json.object()));
        } else if (call.isOver() || !EraTerms.mayAsk(asker.capabilities(), question.method(), question.params())) {
            call.say(new Frame.Failure(
                    question.id(),
                    ErrorCode.METHOD_NOT_FOUND.code(),
                    "the client has not declared that it can be asked " + question.method(),
                    null));
        } else if (asker.isModern()) {
            pause.ask(question);
        } else {
            call.ear().asked(question);
        }
    }
}
