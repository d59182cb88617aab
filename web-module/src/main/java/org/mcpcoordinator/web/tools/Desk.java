package org.mcpcoordinator.web.tools;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Audit;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.database.DatabaseAwayException;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.Replies;
import org.mcpcoordinator.mcp.server.Tool;
import org.mcpcoordinator.mcp.server.ToolResult;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.web.problem.ProblemView;
import org.mcpcoordinator.web.problem.Problems;

/** Carries calls out: rights, a person's yes where that is wanted, the work, the audit trail, errors with their codes. */
@ApplicationScoped
class Desk {
    private static final Logger LOG = Logger.getLogger(Desk.class);
    private static final int MISTAKES = 20;

    @Inject
    Audit audit;

    @Inject
    Clock clock;

    private Confirm confirm = Confirm.DESTRUCTIVE;
    private @Nullable Consents consents;

    @PostConstruct
    void open() {
        confirm = Confirm.fromSettings();
        consents = new Consents(clock);
    }

    /** Makes calls of that tool in the caller's name; one that may not is told so. */
    Tool.Handler handler(OwnTool tool, Caller caller) {
        return new Tool.Handler() {
            @Override
            public ToolResult call(Arguments arguments) {
                return call(arguments, Replies.NONE);
            }

            @Override
            public ToolResult call(Arguments arguments, Replies replies) {
                return made(tool, caller, arguments, replies);
            }
        };
    }

    private ToolResult made(OwnTool tool, Caller caller, Arguments arguments, Replies replies) {
        String about = tool.about().apply(arguments);
        try {
            if (!caller.role().includes(tool.role())) {
                throw new ProblemException(
                        ProblemCode.FORBIDDEN,
                        "This needs the role " + tool.role().id() + "; yours is "
                                + caller.role().id() + ".");
            }
            if (confirm.isWanted(tool.weight().apply(arguments))) {
                ToolResult asked = asked(tool, caller, arguments, replies);
                if (asked != null) {
                    return asked;
                }
            }
            Told told = tool.work().call(arguments, caller);
            record(tool, caller, arguments, told.target().isEmpty() ? about : told.target(), "ok", told.note());
            return new ToolResult(told.text(), told.structured(), false);
        } catch (RuntimeException failed) {
            ProblemView problem =
                    Problems.of(failed, occurrence -> LOG.errorf(failed, "%s failed, %s", tool.name(), occurrence));
            record(tool, caller, arguments, about, problem.code(), problem.detail());
            return ToolResult.failure(sentence(problem));
        }
    }

    /** What goes out instead of doing it; null if it may be done. */
    private @Nullable ToolResult asked(OwnTool tool, Caller caller, Arguments arguments, Replies replies) {
        Consents known = consents;
        if (known == null) {
            throw new IllegalStateException("asked before it was opened");
        }
        String sentence = tool.question().apply(arguments);
        return switch (known.answer(caller, tool.name(), arguments.json(), sentence, replies)) {
            case YES -> null;
            case ASK -> known.ask(caller, tool.name(), arguments.json(), sentence);
            case NO ->
                throw new ProblemException(ProblemCode.NOT_CONFIRMED, "Nothing was done. Asked was: " + sentence);
            case NOBODY ->
                throw new ProblemException(
                        ProblemCode.CONFIRMATION_NEEDED,
                        "Somebody has to agree to this, and this client cannot ask (it offers no elicitation). Nothing was"
                                + " done. A person can do it by the command line or the console, or an administrator sets "
                                + Confirm.SETTING + " to never. To be asked was: " + sentence);
        };
    }

    private void record(OwnTool tool, Caller caller, Arguments arguments, String about, String outcome, String detail) {
        if (tool.audit().isEmpty()) {
            return;
        }
        String action =
                arguments.find("action").map(each -> tool.audit() + "." + each).orElse(tool.audit());
        try {
            audit.record(new Caller(caller.name(), caller.role(), "mcp"), action, about, outcome, detail);
        } catch (DatabaseAwayException away) {
            LOG.errorf(
                    "The audit trail lacks an entry: %s %s %s; the database does not answer", action, about, outcome);
        } catch (RuntimeException lost) {
            LOG.errorf(lost, "The audit trail lacks an entry: %s %s %s", action, about, outcome);
        }
    }

    private static String sentence(ProblemView problem) {
        String mistakes =
                problem.mistakes().stream().limit(MISTAKES).map(Desk::sentence).collect(Collectors.joining());
        return problem.code() + ": " + problem.title() + ". " + problem.detail() + mistakes;
    }

    private static String sentence(Mistake mistake) {
        return "\n" + mistake.place() + ": " + mistake.message();
    }
}
