package org.mcpcoordinator.host.builtin.mqtt;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * What a broker sends, without packets that are too long: those are read past, not kept. Paho makes room for as many bytes
 * as a packet announces, up to 256 MB, and a server has a hundredth of its process.
 *
 * <p>Source: MQTT 3.1.1, sections 2.2 (fixed header) and 2.2.3 (remaining length).
 */
final class PacketLimit extends FilterInputStream {
    /** The longest packet that is read, in bytes after its fixed header. */
    static final int BYTES = 512 << 10;

    private static final int LENGTH_BYTES = 4;

    private final byte[] head = new byte[1 + LENGTH_BYTES];
    private int headLength;
    private int headRead;
    private long bodyLeft;

    PacketLimit(InputStream broker) {
        super(broker);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
        if (most == 0) {
            return 0;
        }
        if (headRead == headLength && bodyLeft == 0 && !nextPacket()) {
            return -1;
        }
        if (headRead < headLength) {
            int count = Math.min(most, headLength - headRead);
            System.arraycopy(head, headRead, into, from, count);
            headRead += count;
            return count;
        }
        int count = in.read(into, from, (int) Math.min(most, bodyLeft));
        bodyLeft -= Math.max(count, 0);
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        return count > 0 && read() >= 0 ? 1 : 0;
    }

    @Override
    public int available() throws IOException {
        return headLength - headRead + (int) Math.min(bodyLeft, in.available());
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Reads the next fixed header whose packet is short enough; false at the end. */
    private boolean nextPacket() throws IOException {
        while (true) {
            headLength = 0;
            headRead = 0;
            long length = 0;
            for (int shift = -7; shift < 7 * LENGTH_BYTES; shift += 7) {
                int next = in.read();
                if (next < 0) {
                    // A header that is cut off is passed on as far as it came.
                    return headLength > 0;
                }
                head[headLength++] = (byte) next;
                if (shift >= 0) {
                    length |= (long) (next & 0x7f) << shift;
                    if ((next & 0x80) == 0) {
                        break;
                    }
                }
            }
            if (length <= BYTES) {
                bodyLeft = length;
                return true;
            }
            in.skipNBytes(length);
        }
    }
}
