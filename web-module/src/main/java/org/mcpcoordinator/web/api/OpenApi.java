package org.mcpcoordinator.web.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.mcpcoordinator.web.problem.ProblemView;
import org.mcpcoordinator.web.wire.Json;

/**
 * The OpenAPI 3.1 document, read from the resource classes and records themselves, so that it cannot drift from what is
 * deployed. {@code x-role} names the least role of a route.
 */
final class OpenApi {
    private final ObjectNode document = Json.mapper().createObjectNode();
    private final Schemas schemas = new Schemas(document.putObject("components").putObject("schemas"));

    private OpenApi() {}

    /** The document for these resource classes. */
    static ObjectNode of(List<Class<?>> resources, String version) {
        OpenApi api = new OpenApi();
        api.head(version);
        resources.forEach(api::add);
        return api.document;
    }

    /** Every method of the class that answers requests. */
    static Stream<Method> routes(Class<?> resource) {
        return Stream.of(resource.getDeclaredMethods())
                .filter(method -> verb(method).isPresent())
                .sorted((one, other) -> one.toString().compareTo(other.toString()));
    }

    /** GET, POST, PUT or DELETE; empty for a method that answers no requests. */
    static Optional<String> verb(Method method) {
        return Stream.of(method.getAnnotations())
                .map(Annotation::annotationType)
                .map(type -> type.getAnnotation(HttpMethod.class))
                .flatMap(Stream::ofNullable)
                .map(HttpMethod::value)
                .findFirst();
    }

    /** Address of the route below /api/v1, beginning with a slash. */
    static String path(Method method) {
        String above = method.getDeclaringClass()
                .getAnnotation(jakarta.ws.rs.Path.class)
                .value();
        jakarta.ws.rs.Path own = method.getAnnotation(jakarta.ws.rs.Path.class);
        return ("/" + above + "/" + (own == null ? "" : own.value()))
                .replaceAll("/+", "/")
                .replaceAll("(?<=.)/$", "");
    }

    private void head(String version) {
        document.put("openapi", "3.1.0");
        document.putObject("info").put("title", "MCP Coordinator").put("version", version);
        document.putArray("servers").addObject().put("url", RestApi.ROOT);
        ObjectNode schemes = ((ObjectNode) document.get("components")).putObject("securitySchemes");
        schemes.putObject("basic").put("type", "http").put("scheme", "basic");
        schemes.putObject("bearer").put("type", "http").put("scheme", "bearer");
        schemes.putObject("session")
                .put("type", "apiKey")
                .put("in", "cookie")
                .put("name", RestApi.COOKIE)
                .put(
                        "description",
                        "Changes also need the header " + RouteGuard.OWN_PAGE + ": " + RouteGuard.OWN_PAGE_VALUE);
        ArrayNode security = document.putArray("security");
        schemes.fieldNames().forEachRemaining(scheme -> security.addObject().putArray(scheme));
        ObjectNode problem = ((ObjectNode) document.get("components"))
                .putObject("responses")
                .putObject("problem")
                .put("description", "What went wrong, with a stable code (RFC 9457)");
        problem.putObject("content").putObject(ProblemView.MEDIA_TYPE).set("schema", schemas.of(ProblemView.class));
    }

    private void add(Class<?> resource) {
        routes(resource).forEach(method -> {
            ObjectNode paths = document.withObjectProperty("paths");
            add(
                    paths.withObjectProperty(path(method))
                            .putObject(verb(method).orElseThrow().toLowerCase(Locale.ROOT)),
                    method);
        });
    }

    private void add(ObjectNode operation, Method method) {
        Route route = method.getAnnotation(Route.class);
        operation.put(
                "operationId",
                method.getDeclaringClass().getSimpleName().replace("Resource", "") + "." + method.getName());
        operation.put("summary", route.does());
        if (route.open()) {
            operation.putArray("security");
        } else {
            operation.put("x-role", route.role().id());
        }
        for (Parameter parameter : method.getParameters()) {
            add(operation, method, parameter);
        }
        if (verb(method).orElseThrow().equals("POST") && !route.open()) {
            ObjectNode key = operation.withArrayProperty("parameters").addObject();
            key.put("name", OneEffect.KEY).put("in", "header").put("required", false);
            key.put("description", "Sent again with the same key within 24 h it has no second effect");
            key.putObject("schema").put("type", "string").put("maxLength", OneEffect.LONGEST);
        }
        ObjectNode responses = operation.putObject("responses");
        ObjectNode good = responses.putObject(Integer.toString(route.status())).put("description", "Done");
        if (method.getReturnType() == Response.class) {
            String media = method.getAnnotation(Produces.class).value()[0];
            good.putObject("content").putObject(media).set("schema", binary());
        } else if (method.getReturnType() != void.class) {
            good.putObject("content")
                    .putObject(produced(method))
                    .set("schema", schemas.of(method.getGenericReturnType()));
        }
        responses.putObject("default").put("$ref", "#/components/responses/problem");
    }

    private static String produced(Method method) {
        Produces own = method.getAnnotation(Produces.class);
        return own == null ? MediaType.APPLICATION_JSON : own.value()[0];
    }

    private void add(ObjectNode operation, Method method, Parameter parameter) {
        PathParam path = parameter.getAnnotation(PathParam.class);
        QueryParam query = parameter.getAnnotation(QueryParam.class);
        HeaderParam header = parameter.getAnnotation(HeaderParam.class);
        if (path != null || query != null || header != null) {
            ObjectNode described = operation.withArrayProperty("parameters").addObject();
            described.put("name", path != null ? path.value() : query != null ? query.value() : header.value());
            described.put("in", path != null ? "path" : query != null ? "query" : "header");
            described.put("required", path != null);
            described.set("schema", schemas.of(parameter.getParameterizedType()));
            return;
        }
        ObjectNode body =
                operation.putObject("requestBody").put("required", true).putObject("content");
        Consumes consumes = method.getAnnotation(Consumes.class);
        for (String media : consumes == null ? new String[] {MediaType.TEXT_PLAIN} : consumes.value()) {
            body.putObject(media).set("schema", bodyOf(parameter));
        }
    }

    private ObjectNode bodyOf(Parameter parameter) {
        if (parameter.getType() == InputStream.class) {
            return binary();
        }
        return parameter.getType() == TextBody.class
                ? Json.mapper().createObjectNode().put("type", "string")
                : schemas.of(parameter.getParameterizedType());
    }

    private static ObjectNode binary() {
        return Json.mapper().createObjectNode().put("type", "string").put("format", "binary");
    }
}
