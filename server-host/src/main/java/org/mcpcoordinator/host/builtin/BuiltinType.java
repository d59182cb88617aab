package org.mcpcoordinator.host.builtin;

/** A kind of server that needs no program of its own. */
public interface BuiltinType {
    /** Its words, settings and tools. */
    TypeSheet sheet();

    /**
     * Builds one server's content; opens nothing.
     *
     * @throws BadConfig if settings that fit the schema still make no sense
     */
    Content build(Setup setup) throws BadConfig;
}
