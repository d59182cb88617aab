package org.mcpcoordinator.web.door;

import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.FilterInfo;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Places {@link CallerHandler} before every other filter and behind all of the server's own handlers. Elytron's handlers
 * want their own security context on the exchange until they have passed the request on; only then may it be ours.
 */
final class CallerFilter implements Filter {
    private final Supplier<@Nullable Staff> staff;

    private CallerFilter(Supplier<@Nullable Staff> staff) {
        this.staff = staff;
    }

    /** Puts the filter first, for requests from outside only. */
    static void addTo(DeploymentInfo deployment, Supplier<@Nullable Staff> staff) {
        deployment
                .addFilter(new FilterInfo(
                                "door", CallerFilter.class, new ImmediateInstanceFactory<>(new CallerFilter(staff)))
                        .setAsyncSupported(true))
                .insertFilterUrlMapping(0, "door", "/*", DispatcherType.REQUEST);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        CallerHandler handler = new CallerHandler(staff, exchange -> chain.doFilter(request, response));
        try {
            handler.handleRequest(ServletRequestContext.requireCurrent().getExchange());
        } catch (IOException | ServletException | RuntimeException passedOn) {
            throw passedOn;
        } catch (Exception other) {
            throw new ServletException(other);
        }
    }
}
