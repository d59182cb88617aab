package org.mcpcoordinator.directory;

/** What servers offer, by the lists of MCP. */
public enum Kind {
    TOOLS("tools/list", "tools", "name"),
    PROMPTS("prompts/list", "prompts", "name"),
    RESOURCES("resources/list", "resources", "uri"),
    TEMPLATES("resources/templates/list", "resourceTemplates", "uriTemplate");

    private final String method;
    private final String field;
    private final String key;

    Kind(String method, String field, String key) {
        this.method = method;
        this.field = field;
        this.key = key;
    }

    /** The method that lists them. */
    public String method() {
        return method;
    }

    /** Where its result has them. */
    public String field() {
        return field;
    }

    /** True if it is called by a name, false if by a URI. */
    boolean isNamed() {
        return key.equals("name");
    }

    /** The field by which one is told from the others. */
    public String key() {
        return key;
    }
}
