package org.mcpcoordinator.intake;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of container images as foreign files write them, made into what a fleet file takes. */
final class ImageNames {
    private static final String USUAL_REGISTRY = "docker.io/";
    private static final Pattern FIXED = Pattern.compile("([^@\\s]{1,255})@(sha256:[0-9a-f]{64})");

    private ImageNames() {}

    /** With its registry and its digest, and without its tag; empty if it has no digest. */
    static Optional<String> fixed(String image) {
        Matcher matcher = FIXED.matcher(image.replaceFirst("^(docker|oci)://", ""));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String name = matcher.group(1).replaceFirst(":[^:/]*$", "");
        List<String> parts = List.of(name.split("/", -1));
        String first = parts.get(0);
        boolean hasRegistry =
                parts.size() > 1 && (first.contains(".") || first.contains(":") || first.equals("localhost"));
        String whole = hasRegistry ? name : USUAL_REGISTRY + (parts.size() > 1 ? "" : "library/") + name;
        return Optional.of(whole + "@" + matcher.group(2));
    }
}
