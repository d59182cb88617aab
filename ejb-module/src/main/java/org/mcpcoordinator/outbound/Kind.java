package org.mcpcoordinator.outbound;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;

/** What an address is, as far as it matters whether it is connected to. */
enum Kind {
    PUBLIC,
    PRIVATE,
    LOOPBACK,
    /** Never connected to: link-local, unspecified, multicast, reserved, and where clouds tell their secrets. */
    NEVER;

    /** Clouds answer whoever asks there with keys and tokens; some of these are no link-local addresses. */
    private static final Set<InetAddress> METADATA = Set.of(
            address(100, 100, 100, 200),
            address(168, 63, 129, 16),
            address(192, 0, 0, 192),
            address(0xfd, 0x00, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54),
            address(0xfd, 0x20, 0x00, 0xce, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54));

    static Kind of(InetAddress given) {
        InetAddress address = inner(given);
        if (METADATA.contains(address)
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isMulticastAddress()) {
            return NEVER;
        }
        if (address.isLoopbackAddress()) {
            return LOOPBACK;
        }
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? of4(bytes) : of6(bytes);
    }

    private static Kind of4(byte[] bytes) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        if (first == 0 || first >= 240) {
            return NEVER;
        }
        boolean inner = first == 10
                || (first == 172 && second >= 16 && second < 32)
                || (first == 192 && second == 168)
                || (first == 100 && second >= 64 && second < 128);
        return inner ? PRIVATE : PUBLIC;
    }

    private static Kind of6(byte[] bytes) {
        int first = bytes[0] & 0xff;
        boolean unique = (first & 0xfe) == 0xfc;
        boolean site = first == 0xfe && (bytes[1] & 0xc0) == 0xc0;
        return unique || site ? PRIVATE : PUBLIC;
    }

    /** The IPv4 address that one of IPv6 leads to: mapped, compatible, behind NAT64, or by 6to4. */
    private static InetAddress inner(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        if (begins(bytes, 0x20, 0x02)) {
            return address(bytes, 2);
        }
        boolean nat64 = begins(bytes, 0x00, 0x64, 0xff, 0x9b);
        boolean mapped = begins(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff);
        boolean compatible = begins(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) && (bytes[12] | bytes[13]) != 0;
        return nat64 || mapped || compatible ? address(bytes, 12) : address;
    }

    private static boolean begins(byte[] bytes, int... with) {
        for (int at = 0; at < with.length; at++) {
            if ((bytes[at] & 0xff) != with[at]) {
                return false;
            }
        }
        return true;
    }

    private static InetAddress address(byte[] bytes, int from) {
        return address(Arrays.copyOfRange(bytes, from, from + 4));
    }

    private static InetAddress address(int... parts) {
        byte[] bytes = new byte[parts.length];
        for (int at = 0; at < parts.length; at++) {
            bytes[at] = (byte) parts[at];
        }
        return address(bytes);
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException wrongLength) {
            throw new IllegalStateException(wrongLength);
        }
    }
}
