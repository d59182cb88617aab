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
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.access.Secrets;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.SecretUse;

/** Secrets: set and removed by name; their values never come back. */
@Path("secrets")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SecretsResource {
    private static final int SHOWN = 20;

    @Inject
    Secrets secrets;

    @Inject
    Catalog catalog;

    /** The names of those that are set, and of those that servers name and nobody has set. */
    @GET
    @Route(does = "Lists the names of all secrets and the servers that use them, never a value", role = Role.ADMIN)
    public ListView<SecretView> list() {
        Set<String> set = Set.copyOf(secrets.list());
        SortedMap<String, List<SecretUse>> uses = catalog.secretUses();
        SortedSet<String> names = new TreeSet<>(set);
        names.addAll(uses.keySet());
        return ListView.of(names.stream()
                .map(name -> view(name, set.contains(name), uses.getOrDefault(name, List.of())))
                .toList());
    }

    private static SecretView view(String name, boolean set, List<SecretUse> uses) {
        return new SecretView(name, set, uses.stream().limit(SHOWN).toList(), uses.size());
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

    /**
     * A secret; its value is never shown.
     *
     * @param name as in {@code ${secret:NAME}}
     * @param set false if servers name it and nobody has set it: those cannot start
     * @param usedBy servers of the newest revisions that name it, the first twenty
     * @param uses how many there are
     */
    public record SecretView(String name, boolean set, List<SecretUse> usedBy, int uses) {
        public SecretView {
            usedBy = List.copyOf(usedBy);
        }
    }
}
