package org.mcpcoordinator.host.agent;

import java.util.stream.Stream;

/** Programs of both kinds: those that listen on a port, and those that have pipes. */
record ProgramRunner(CommandRunner commands, PipeRunner pipes) implements Runner {
    @Override
    public void start(Launching launching) {
        boolean stdio = launching.order().launch() instanceof Launch.Program program && program.stdio();
        (stdio ? pipes : commands).start(launching);
    }

    /** All processes of programs now. */
    Stream<ProcessId> processes() {
        return Stream.concat(commands.processes().values().stream(), pipes.processes().values().stream());
    }

    @Override
    public void stop(ServerKey key, long token) {
        (pipes.runs(key) ? pipes : commands).stop(key, token);
    }
}
