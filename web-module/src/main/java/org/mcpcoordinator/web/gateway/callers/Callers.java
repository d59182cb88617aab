package org.mcpcoordinator.web.gateway.callers;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.CallRate;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.directory.Listing;
import org.mcpcoordinator.insight.GatewayFigures;
import org.mcpcoordinator.usage.Called;
import org.mcpcoordinator.usage.Sharing;

/** What is common to all callers: their allowances, those of servers, and where it is written down what was called. */
public final class Callers implements Sharing.Purse {
    private static final Pattern NUMBERS = Pattern.compile("\\S+ \\S+( [0-9]{1,9}){5}");

    private final GatewayFigures figures;
    private final CallRate usual;
    private final Supplier<Listing> listing;
    private final Consumer<Called> over;
    private final Allowances tokens;
    private final Allowances users;
    private final Allowances servers;
    private final List<Kind> kinds;

    /** Which kind is told next; for the thread that tells. */
    private int telling;

    private record Kind(String word, Allowances allowances) {}

    /**
     * None yet.
     *
     * @param usual what a caller is allowed whose token says nothing
     * @param over hears of each call that is over
     */
    public Callers(
            CallRate usual,
            Supplier<Listing> listing,
            LongSupplier nanos,
            GatewayFigures figures,
            Consumer<Called> over) {
        this.figures = figures;
        this.usual = usual;
        this.listing = listing;
        this.over = over;
        this.tokens = new Allowances(nanos);
        this.users = new Allowances(nanos);
        this.servers = new Allowances(nanos);
        this.kinds = List.of(new Kind("t", tokens), new Kind("u", users), new Kind("s", servers));
    }

    /** What is left to the caller; null for no limit. A token and an account of the same name are two. */
    public @Nullable Allowance of(Caller caller) {
        CallRate own = caller.sight().rate();
        CallRate rate = own.isNone() ? usual : own;
        // Others may give one person tokens of different rates; to use them in turn must not begin anew each time.
        boolean granted = caller.means().equals("oauth") && !own.isNone();
        String name = granted ? caller.name() + ' ' + rate.perSecond() : caller.name();
        return (caller.means().equals("bearer") ? tokens : users).of(name, rate);
    }

    /** What is left to be called of the server; null for no limit. */
    public @Nullable Allowance of(String server) {
        return servers.of(server, listing.get().rate(server));
    }

    @Override
    public List<String> spent(int most) {
        List<String> lines = new ArrayList<>();
        for (int told = 0; told < kinds.size(); told++) {
            Kind kind = kinds.get(telling);
            if (!kind.allowances().tell(kind.word(), most, lines)) {
                // From here on next time: whoever is told first each time might leave no room for the others, ever.
                break;
            }
            telling = (telling + 1) % kinds.size();
        }
        return lines;
    }

    @Override
    public void alone() {
        kinds.forEach(kind -> kind.allowances().alone());
    }

    @Override
    public void heard(String node, String line) {
        String[] words = line.split(" ", -1);
        if (words.length != 7 || !NUMBERS.matcher(line).matches()) {
            // Of a node of another release.
            return;
        }
        kinds.stream()
                .filter(kind -> kind.word().equals(words[0]))
                .forEach(kind -> kind.allowances().heard(node, words));
    }

    /** Where it is counted who was refused. */
    public GatewayFigures figures() {
        return figures;
    }

    /** A call is over. */
    public void over(Called call) {
        over.accept(call);
    }
}
