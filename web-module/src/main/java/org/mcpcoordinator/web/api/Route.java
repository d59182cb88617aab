package org.mcpcoordinator.web.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.mcpcoordinator.access.Role;

/**
 * What a route of the API is for and who may use it: the rights table, the audit trail and the OpenAPI document are all
 * read from here. A route without it is refused to everybody.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Route {
    /** One sentence for the OpenAPI document. */
    String does();

    /** The least role that may use it. */
    Role role() default Role.VIEWER;

    /** True for the routes that need no login. */
    boolean open() default false;

    /** Verb of the trade for the audit trail, for example {@code rollout.start}; empty for routes that change nothing. */
    String audit() default "";

    /** Status of a good answer, 200 to 204. */
    int status() default 200;
}
