package org.mcpcoordinator.web.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.mcpcoordinator.web.problem.ProblemAnswers;

/** The REST API: this list is all of it. */
@ApplicationPath(RestApi.ROOT)
public class RestApi extends Application {
    /** Where it begins. */
    static final String ROOT = "/api/v1";

    /** Name of the session cookie, as in web.xml. */
    static final String COOKIE = "COORDINATOR_SESSION";

    /** Version of the API's document. */
    static final String VERSION = "1.0.0";

    private static final List<Class<?>> RESOURCES = List.of(
            SessionResource.class,
            FleetResource.class,
            ServersResource.class,
            PlansResource.class,
            ImportsResource.class,
            RegistryResource.class,
            TrialsResource.class,
            RolloutsResource.class,
            JobsResource.class,
            RevisionsResource.class,
            NodesResource.class,
            HostsResource.class,
            PortsResource.class,
            DriftResource.class,
            TokensResource.class,
            UsersResource.class,
            SecretsResource.class,
            AuditResource.class,
            UsageResource.class,
            BackupsResource.class,
            RestoresResource.class,
            DrillsResource.class,
            ToolsResource.class,
            OpenApiResource.class);

    private static final List<Class<?>> PROVIDERS = List.of(
            RouteGuard.class,
            OneEffect.class,
            AnswerKeeper.class,
            AuditTrail.class,
            JsonBodies.class,
            TextBody.Reader.class,
            ProblemAnswers.class);

    /** Every class that has routes. */
    static List<Class<?>> resources() {
        return RESOURCES;
    }

    @Override
    public Set<Class<?>> getClasses() {
        Set<Class<?>> all = new LinkedHashSet<>(RESOURCES);
        all.addAll(PROVIDERS);
        return all;
    }
}
