package org.mcpcoordinator.web.api;

import java.util.Map;

/** Who may use what, written down a second time by hand: a route whose role changes must change here too. */
final class Rights {
    static final Map<String, String> TABLE = Map.ofEntries(
            Map.entry("POST /login", "viewer"),
            Map.entry("POST /logout", "viewer"),
            Map.entry("GET /me", "viewer"),
            Map.entry("GET /fleet", "viewer"),
            Map.entry("GET /fleetfile", "viewer"),
            Map.entry("GET /fleetfile/schema.json", "viewer"),
            Map.entry("GET /servers", "viewer"),
            Map.entry("GET /servers/{name}", "viewer"),
            Map.entry("GET /servers/{name}/logs", "viewer"),
            Map.entry("GET /servers/{name}/explain", "viewer"),
            Map.entry("GET /servers/{name}/tools", "viewer"),
            Map.entry("POST /servers/{name}/call", "operator"),
            Map.entry("POST /servers/{name}/{action}", "operator"),
            Map.entry("POST /plans", "operator"),
            Map.entry("GET /plans/{id}", "viewer"),
            Map.entry("GET /rollouts", "viewer"),
            Map.entry("POST /rollouts", "operator"),
            Map.entry("GET /rollouts/{id}", "viewer"),
            Map.entry("GET /rollouts/{id}/explain", "viewer"),
            Map.entry("GET /rollouts/{id}/report", "viewer"),
            Map.entry("GET /rollouts/{id}/report.md", "viewer"),
            Map.entry("POST /rollouts/{id}/{action}", "operator"),
            Map.entry("GET /revisions", "viewer"),
            Map.entry("GET /revisions/{id}", "viewer"),
            Map.entry("GET /revisions/{id}/file", "viewer"),
            Map.entry("GET /revisions/{from}/diff/{to}", "viewer"),
            Map.entry("POST /revisions/{id}/plan", "operator"),
            Map.entry("GET /nodes", "viewer"),
            Map.entry("GET /hosts", "viewer"),
            Map.entry("GET /ports", "viewer"),
            Map.entry("GET /tokens", "admin"),
            Map.entry("POST /tokens", "admin"),
            Map.entry("DELETE /tokens/{id}", "admin"),
            Map.entry("GET /users", "admin"),
            Map.entry("POST /users", "admin"),
            Map.entry("PUT /users/{name}", "admin"),
            Map.entry("GET /audit", "admin"),
            Map.entry("GET /secrets", "admin"),
            Map.entry("PUT /secrets/{name}", "admin"),
            Map.entry("DELETE /secrets/{name}", "admin"),
            Map.entry("GET /backups", "admin"),
            Map.entry("POST /backups", "admin"),
            Map.entry("GET /backups/{id}", "admin"),
            Map.entry("GET /backups/{id}/archive", "admin"),
            Map.entry("GET /restores", "admin"),
            Map.entry("POST /restores", "admin"),
            Map.entry("GET /restores/{id}", "admin"),
            Map.entry("GET /openapi.json", "viewer"));

    private Rights() {}
}
