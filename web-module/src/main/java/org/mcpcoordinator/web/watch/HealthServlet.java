package org.mcpcoordinator.web.watch;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.insight.Readiness;
import org.mcpcoordinator.web.wire.Json;

/**
 * {@code /health/live}: this process answers. {@code /health/ready} and {@code /health}: it can do its work, and is not drained. Status 200
 * or 503, and names of checks, nothing else: it needs no login.
 */
@WebServlet(urlPatterns = {"/health", "/health/live", "/health/ready"})
public class HealthServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Inject
    transient Readiness readiness;

    @Inject
    transient Cluster cluster;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Map<String, BooleanSupplier> checks = new LinkedHashMap<>();
        if (!request.getServletPath().endsWith("/live")) {
            checks.put("database", readiness::databaseAnswers);
            checks.put("routes", readiness::routesLoaded);
            checks.put("undrained", () -> !cluster.isDraining());
        }
        HealthView health = HealthView.of(checks);
        response.setStatus(health.up() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(Json.text(health).getBytes(StandardCharsets.UTF_8));
    }
}
