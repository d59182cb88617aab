package org.mcpcoordinator.web.api;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What the API can do, for programs. */
@Path("openapi.json")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class OpenApiResource {
    private final JsonNode document = OpenApi.of(RestApi.resources(), RestApi.VERSION);

    /** The OpenAPI document. */
    @GET
    @Route(does = "Gives this document")
    public JsonNode document() {
        return document;
    }
}
