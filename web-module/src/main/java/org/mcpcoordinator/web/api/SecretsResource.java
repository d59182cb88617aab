package org.mcpcoordinator.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.access.Secrets;

/** Secrets: set and removed by name; their values never come back. */
@Path("secrets")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SecretsResource {
    @Inject
    Secrets secrets;

    /** The names. */
    @GET
    @Route(does = "Lists the names of all secrets, never a value", role = Role.ADMIN)
    public ListView<SecretView> list() {
        return ListView.of(secrets.list().stream().map(SecretView::new).toList());
    }

    /** Keeps a value under a name. */
    @PUT
    @Path("{name}")
    @Consumes(MediaType.TEXT_PLAIN)
    @Route(does = "Keeps the body as the secret of that name", role = Role.ADMIN, audit = "secret.set", status = 204)
    public void set(@PathParam("name") String name, TextBody value) {
        secrets.set(name, value.text());
    }

    /** Forgets a secret. */
    @DELETE
    @Path("{name}")
    @Route(does = "Forgets the secret of that name", role = Role.ADMIN, audit = "secret.remove", status = 204)
    public void remove(@PathParam("name") String name) {
        secrets.remove(name);
    }

    /** A secret's name; nothing else of it is ever shown. */
    public record SecretView(String name) {}
}
