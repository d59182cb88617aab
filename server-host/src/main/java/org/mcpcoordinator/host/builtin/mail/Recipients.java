package org.mcpcoordinator.host.builtin.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.mcpcoordinator.mcp.server.ToolFailure;

/** Who may be written to: whole addresses, or all of a domain written as {@code @example.org}. */
final class Recipients {
    /**
     * What no mail server reads as a way to somebody else. RFC 5321 still has routes ({@code @relay:name@domain}), and
     * older servers take {@code name%domain@relay}, {@code relay!name@domain} and quoted names the same way.
     */
    private static final Pattern PLAIN = Pattern.compile("[a-z0-9.#$&'*+/=?^_`{|}~-]+@[a-z0-9.-]+");

    private final List<String> allowed;

    Recipients(List<String> allowed) {
        this.allowed =
                allowed.stream().map(entry -> entry.toLowerCase(Locale.ROOT)).toList();
    }

    /** Addresses that are well formed and on the list. */
    List<InternetAddress> checked(List<String> given, String argument) {
        List<InternetAddress> addresses = new ArrayList<>();
        for (String text : given) {
            addresses.add(checked(text, argument));
        }
        return addresses;
    }

    private InternetAddress checked(String text, String argument) {
        Lines.single(text, argument);
        InternetAddress address;
        try {
            InternetAddress[] parsed = InternetAddress.parse(text, true);
            if (parsed.length != 1 || parsed[0].isGroup()) {
                throw new ToolFailure(argument + ": write one address in each entry");
            }
            address = parsed[0];
            address.validate();
        } catch (AddressException malformed) {
            throw new ToolFailure(argument + ": " + text + " is no address: " + malformed.getMessage(), malformed);
        }
        String plain = address.getAddress().toLowerCase(Locale.ROOT);
        int at = plain.lastIndexOf('@');
        if (!PLAIN.matcher(plain).matches()) {
            throw new ToolFailure(argument + ": " + plain + " is no plain address; write name@domain, without quotes,"
                    + " routes or percent signs, by which a server could send it on to others");
        }
        if (!(allowed.contains(plain) || allowed.contains(plain.substring(at)))) {
            throw new ToolFailure(argument + ": " + plain + " may not be written to from here; allowed are "
                    + String.join(", ", allowed));
        }
        return address;
    }
}
