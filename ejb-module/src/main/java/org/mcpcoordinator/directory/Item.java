package org.mcpcoordinator.directory;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.mcpcoordinator.access.Sight;

/** One entry of a list: a tool, prompt, resource or template of one server, under the name it has for everybody. */
public final class Item {
    private final Kind kind;
    private final String key;
    private final Member member;
    private final Thing thing;

    Item(Kind kind, String key, Member member, Thing thing) {
        this.kind = Objects.requireNonNull(kind);
        this.key = Objects.requireNonNull(key);
        this.member = Objects.requireNonNull(member);
        this.thing = Objects.requireNonNull(thing);
    }

    /** Its name or URI where many servers are one. */
    public String key() {
        return key;
    }

    /** Its name or URI at its server. */
    public String name() {
        return thing.name();
    }

    /** Whose it is. */
    public Member member() {
        return member;
    }

    /** True if it is pinned for whoever sees that much. */
    public boolean isPinned(Sight sight) {
        return sight.pinned(member.server(), thing.name(), key);
    }

    boolean isSeen(Sight sight) {
        return sight.server(member.server(), member.category())
                && (kind != Kind.TOOLS || sight.tool(member.server(), thing.name(), key));
    }

    /** The same by the name it has at its server. */
    Item atHome() {
        return new Item(kind, thing.name(), member, thing);
    }

    /** Bytes it takes in a list, about. */
    public int length() {
        return key.length() + thing.length() + 20;
    }

    /** True if it says that calling it twice is calling it once, or that it only reads. */
    public boolean isIdempotent() {
        return thing.isIdempotent();
    }

    /** Writes it as the object it is in a list: UTF-8 JSON. */
    public void write(ByteArrayOutputStream out) {
        out.writeBytes(("{\"" + kind.key() + "\":\"").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(key));
        out.write('"');
        if (thing.length() > 0) {
            out.write(',');
            thing.write(out, member);
        }
        out.write('}');
    }

    int mark() {
        return 31 * key.hashCode() + thing.mark();
    }
}
