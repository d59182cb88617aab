package org.mcpcoordinator.mcp.server;

import java.io.IOException;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Frames;
import org.mcpcoordinator.mcp.Json;

/** What was posted, read as one message, or what is answered in its place. */
public sealed interface Posted {
    /** One message. */
    record Message(Frame frame) implements Posted {}

    /** None that can be read. */
    record Unreadable(HttpAnswer answer) implements Posted {}

    /** Reads it; {@code Accept} has to name both kinds of answers. */
    static Posted strictly(HttpQuestion question) {
        boolean mayAnswer = MediaRules.acceptsBoth(question.header("Accept"));
        return mayAnswer || !MediaRules.isJson(question.header("Content-Type"))
                ? read(question)
                : unreadable(406, ErrorCode.INVALID_REQUEST, "Accept must name application/json and text/event-stream");
    }

    /** Reads it, whatever {@code Accept} says. */
    static Posted read(HttpQuestion question) {
        if (!MediaRules.isJson(question.header("Content-Type"))) {
            return unreadable(415, ErrorCode.INVALID_REQUEST, "Content-Type must be application/json");
        }
        Frames.Reading reading;
        try {
            reading = Frames.read(Json.read(question.body()));
        } catch (IOException unreadable) {
            return unreadable(400, ErrorCode.PARSE_ERROR, "the body is not one JSON value");
        }
        return reading instanceof Frames.Reading.Refused refused
                ? new Unreadable(HttpAnswer.of(
                        400, new Frame.Failure(refused.id(), ErrorCode.INVALID_REQUEST.code(), refused.reason(), null)))
                : new Message(((Frames.Reading.Read) reading).frame());
    }

    private static Posted unreadable(int status, ErrorCode code, String reason) {
        return new Unreadable(HttpAnswer.refused(status, code, reason));
    }
}
