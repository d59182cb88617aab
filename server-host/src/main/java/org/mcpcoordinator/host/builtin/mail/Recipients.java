package org.mcpcoordinator.host.builtin.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mcpcoordinator.mcp.server.ToolFailure;

/** Who may be written to: whole addresses, or all of a domain written as {@code @example.org}. */
final class Recipients {
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
        if (at < 1 || !(allowed.contains(plain) || allowed.contains(plain.substring(at)))) {
            throw new ToolFailure(argument + ": " + plain + " may not be written to from here; allowed are "
                    + String.join(", ", allowed));
        }
        return address;
    }
}
