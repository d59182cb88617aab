package org.mcpcoordinator.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a server that is a container image. */
final class ImageReader {
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final Pattern PART = Pattern.compile("[a-z0-9]+([._-]+[a-z0-9]+)*");
    private static final Pattern REGISTRY = Pattern.compile("[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?(:[0-9]{1,5})?");

    /** A secret goes through the environment of the engine's client, which some variables steer. */
    private static final Pattern STEERING =
            Pattern.compile("(LD|XDG|CONTAINERS?|PODMAN|DOCKER|STORAGE|DBUS)_.*|PATH|HOME");

    private final Mistakes mistakes;

    ImageReader(Mistakes mistakes) {
        this.mistakes = mistakes;
    }

    Way.Image read(ObjectNode server, String place) {
        image(server.get("image").textValue(), place + "/image");
        boolean stdio = server.path("transport").asText().equals("stdio");
        if (stdio && server.has("path")) {
            mistakes.add(place + "/path", "an image that speaks stdio has no address, and so no path; leave it out");
        }
        if (stdio == server.has("containerPort")) {
            mistakes.add(
                    stdio ? place + "/containerPort" : place,
                    stdio
                            ? "an image that speaks stdio listens on no port; leave it out"
                            : "\"containerPort\" is missing: the port that the program in the image listens on, on all"
                                    + " addresses of its container");
        }
        Placeholders none = new Placeholders(mistakes, Set.of());
        none.check(server.path("args"), place + "/args");
        none.check(server.path("env"), place + "/env");
        secrets(server, place);
        if (server.path("exposed").asBoolean()) {
            mistakes.add(place + "/exposed", "an image's port is published on loopback and nowhere else; leave it out");
        }
        JsonNode limits = server.path("limits");
        if (Limits.isOutside(limits.path("memory").asText())) {
            mistakes.add(place + "/limits/memory", limits.path("memory").asText() + " is outside 16MB to 1024GB");
        }
        if (!stdio && Way.Network.of(server.path("network").asText()) == Way.Network.NONE) {
            mistakes.add(
                    place + "/network",
                    "none leaves no loopback, and an image that listens on a port needs one: say loopback, or let the"
                            + " image speak stdio");
        }
        return DefinitionJson.image(server);
    }

    private void image(String image, String place) {
        int at = image.indexOf('@');
        if (at < 0) {
            mistakes.add(
                    place,
                    "a name or a tag may be another image tomorrow; add its digest, REGISTRY/NAME@sha256:..., as"
                            + " \"podman image inspect --format '{{.Digest}}' NAME\" and the registry's page show it");
            return;
        }
        String[] parts = image.substring(0, at).split("/", -1);
        if (!DIGEST.matcher(image.substring(at + 1)).matches()) {
            mistakes.add(place, "a digest is sha256: and 64 digits of 0-9 and a-f");
        } else if (parts.length < 2 || !isRegistry(parts[0])) {
            mistakes.add(
                    place,
                    "names no registry, and each host would look in another one; begin with it, for example docker.io/library/...");
        } else {
            String last = parts[parts.length - 1];
            if (last.contains(":")) {
                mistakes.add(
                        place,
                        "has a tag and a digest, and the digest decides; leave \":"
                                + Mistakes.shortened(last.split(":", 2)[1]) + "\" out");
                return;
            }
            for (int i = 1; i < parts.length; i++) {
                if (!PART.matcher(parts[i]).matches()) {
                    mistakes.add(
                            place,
                            "an image's name has parts of a-z, 0-9, dots, dashes and underscores, with / between them");
                    return;
                }
            }
        }
    }

    private static boolean isRegistry(String part) {
        return REGISTRY.matcher(part).matches()
                && (part.contains(".") || part.contains(":") || part.equals("localhost"));
    }

    private void secrets(ObjectNode server, String place) {
        for (int i = 0; i < server.path("args").size(); i++) {
            if (server.at("/args/" + i).asText().contains("${secret:")) {
                mistakes.add(
                        place + "/args/" + i,
                        "everybody on the host can read a container's arguments; hand a secret over in env");
            }
        }
        for (Map.Entry<String, JsonNode> variable : server.path("env").properties()) {
            if (variable.getValue().asText().contains("${secret:")
                    && STEERING.matcher(variable.getKey()).matches()) {
                mistakes.add(
                        Mistakes.below(place + "/env", variable.getKey()),
                        "would steer the container engine; a secret cannot have that name");
            }
        }
    }
}
