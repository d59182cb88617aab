package org.mcpcoordinator.rollout;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How carefully a rollout goes unless its terms say otherwise: the same code with other numbers. */
enum Profile {
    CAREFUL,
    QUICK;

    /** As people write it. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Profile> of(String id) {
        return Stream.of(values()).filter(profile -> profile.id().equals(id)).findFirst();
    }
}
