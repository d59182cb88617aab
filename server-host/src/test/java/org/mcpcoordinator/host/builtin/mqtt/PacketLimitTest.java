package org.mcpcoordinator.host.builtin.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacketLimitTest {
    private static final byte[] SMALL = {0x30, 3, 'a', 'b', 'c'};
    private static final byte[] PONG = {(byte) 0xD0, 0};
    private static final int HUGE = 100_000_000;

    /** A packet that is never in memory. */
    private static InputStream huge(long announced, long sent) {
        byte[] head = {
            0x31,
            (byte) (announced & 0x7f | 0x80),
            (byte) (announced >> 7 & 0x7f | 0x80),
            (byte) (announced >> 14 & 0x7f | 0x80),
            (byte) (announced >> 21)
        };
        InputStream body = new InputStream() {
            private long left = sent;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public long skip(long count) {
                long skipped = Math.min(count, left);
                left -= skipped;
                return skipped;
            }
        };
        return new SequenceInputStream(new ByteArrayInputStream(head), body);
    }

    private static InputStream limited(InputStream... packets) {
        return new PacketLimit(new SequenceInputStream(Collections.enumeration(List.of(packets))));
    }

    private static InputStream of(byte[] packet) {
        return new ByteArrayInputStream(packet);
    }

    @Test
    void whatIsShortComesThroughByteForByte() throws IOException {
        byte[] most = new byte[4 + PacketLimit.BYTES];
        most[0] = 0x30;
        most[1] = (byte) 0x80;
        most[2] = (byte) 0x80;
        most[3] = 0x20;
        assertThat(limited(of(SMALL), of(PONG), of(most)).readAllBytes())
                .startsWith(SMALL)
                .endsWith(most)
                .hasSize(SMALL.length + PONG.length + most.length);
    }

    @Test
    void whatIsTooLongIsReadPast() throws IOException {
        assertThat(limited(of(SMALL), huge(HUGE, HUGE), of(PONG)).readAllBytes())
                .isEqualTo(new byte[] {0x30, 3, 'a', 'b', 'c', (byte) 0xD0, 0});
        assertThat(limited(huge(PacketLimit.BYTES + 1, PacketLimit.BYTES + 1), of(PONG))
                        .readAllBytes())
                .isEqualTo(PONG);
    }

    @Test
    void anEndInTheMiddleIsAnEnd() {
        assertThatThrownBy(() -> limited(huge(HUGE, 10)).readAllBytes()).isInstanceOf(EOFException.class);
    }
}
