package org.mcpcoordinator.intake;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mcpcoordinator.catalog.Revision;
import org.mcpcoordinator.catalog.Way;

/**
 * Names of secrets that are somebody's: those that are set, and those that a fleet names, which may be set later. No gap of
 * a foreign file gets one of them, since the file chooses both the name and the address it would be sent to.
 */
final class SecretNames {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{secret:([^}]*)}");

    private final Set<String> taken;

    SecretNames(Collection<String> set, Collection<Revision> fleets) {
        taken = new TreeSet<>(set);
        fleets.forEach(fleet -> fleet.servers().forEach(server -> taken.addAll(in(server.way()))));
    }

    boolean holds(String name) {
        return taken.contains(name);
    }

    /** The secrets that a server is run with. */
    static Set<String> in(Way way) {
        List<String> texts = new ArrayList<>();
        if (way instanceof Way.Command command) {
            texts.addAll(command.argv());
            texts.addAll(command.env().values());
        } else if (way instanceof Way.Url url) {
            texts.addAll(url.headers().values());
        }
        Set<String> names = new TreeSet<>();
        for (String text : texts) {
            Matcher found = REFERENCE.matcher(text);
            while (found.find()) {
                names.add(found.group(1));
            }
        }
        return names;
    }
}
