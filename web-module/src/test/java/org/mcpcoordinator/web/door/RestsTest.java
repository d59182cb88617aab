package org.mcpcoordinator.web.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSourceConduit;

/** Of a body that never ends, sent faster than anybody reads; it is the test that says whose turn it is. */
class RestsTest {
    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(5);

    private final Line line = new Line();
    private final Queue<Runnable> turns = new ArrayDeque<>();
    private boolean complete;
    private final Leftover rest = new Leftover(line, () -> complete, turns::add, true, PATIENCE);

    @Test
    void aTurnIsOnePieceHoweverOftenItIsAskedFor() throws IOException {
        rest.resumeReads();
        for (int turn = 1; turn <= 5; turn++) {
            assertThat(drained() + drained() + drained()).isEqualTo(Leftover.PIECE);
            assertThat(turns).hasSize(1);
            turns.remove().run();
        }
        assertThat(line.read).isEqualTo(5L * Leftover.PIECE);
    }

    @Test
    void betweenTwoTurnsTheLineIsNotLookedAt() throws IOException {
        rest.resumeReads();
        drained();

        assertThat(line.resumed).isFalse();
        assertThat(rest.isReadResumed()).isTrue();
        rest.resumeReads();
        rest.wakeupReads();
        assertThat(line.resumed).isFalse();

        turns.remove().run();
        assertThat(line.woken).isEqualTo(1);
        assertThat(line.resumed).isTrue();
    }

    @Test
    void whoDoesNotWantToReadOnIsNotWoken() throws IOException {
        rest.resumeReads();
        drained();
        rest.suspendReads();
        assertThat(rest.isReadResumed()).isFalse();

        turns.remove().run();
        assertThat(line.woken).isZero();
        assertThat(line.resumed).isFalse();
        assertThat(drained()).isEqualTo(Leftover.PIECE);
    }

    @Test
    void whoBeginsToReadDuringTheRestIsWokenAfterIt() throws IOException {
        drained();
        rest.resumeReads();
        assertThat(line.resumed).isFalse();
        turns.remove().run();
        assertThat(line.woken).isEqualTo(1);
    }

    @Test
    void aThreadThatWaitsForMoreWaitsForItsTurn() throws IOException {
        drained();
        rest.awaitReadable(1, TimeUnit.MICROSECONDS);
        assertThat(line.awaited).isZero();

        turns.remove().run();
        rest.awaitReadable(1, TimeUnit.MICROSECONDS);
        rest.awaitReadable();
        assertThat(line.awaited).isEqualTo(2);
    }

    @Test
    void aThreadWhoseTurnNeverComesIsCutOffForTheThreadThatGivesTurnsMayHaveEnded() throws IOException {
        drained();
        assertThatThrownBy(rest::awaitReadable)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("its turn to be read on has not come");
        assertThat(line.awaited).isZero();
    }

    @Test
    void whoAsksForATurnWhileTheGatewayStopsIsCutOff() {
        Leftover late = new Leftover(
                line,
                () -> false,
                turn -> {
                    throw new RejectedExecutionException("Thread is terminating");
                },
                true,
                PATIENCE);
        assertThatThrownBy(() -> late.read(ByteBuffer.allocate(Leftover.PIECE)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the gateway is stopping");
    }

    @Test
    void atItsEndThereIsNoRest() throws IOException {
        complete = true;
        assertThat(rest.read(ByteBuffer.allocate(Leftover.PIECE))).isEqualTo(Leftover.PIECE);
        assertThat(turns).isEmpty();
    }

    @Test
    void whatIsWantedIsReadWithoutRests() throws IOException {
        Leftover wanted = new Leftover(line, () -> false, turns::add, false, PATIENCE);
        for (int i = 0; i < 10; i++) {
            assertThat(wanted.read(ByteBuffer.allocate(Leftover.PIECE))).isEqualTo(Leftover.PIECE);
        }
        assertThat(turns).isEmpty();
    }

    @Test
    void allBodiesOfAThreadTakeTurns() {
        long[] last = {1_000};
        assertThat(Turns.after(last, 2_000)).as("after a long time").isEqualTo(Turns.REST);
        assertThat(Turns.after(last, 2_000)).as("another body").isEqualTo(2 * Turns.REST);
        assertThat(Turns.after(last, 2_000 + Turns.REST))
                .as("when the first has had its turn")
                .isEqualTo(2 * Turns.REST);
    }

    @Test
    void noTurnIsPromisedToWhomIsCutOffByThen() {
        long[] last = {0};
        for (int i = 0; i < 100_000; i++) {
            assertThat(Turns.after(last, 0)).isLessThanOrEqualTo(Turns.LATEST);
        }
        assertThat(last[0]).isEqualTo(Turns.LATEST);
    }

    private long drained() throws IOException {
        ByteBuffer to = ByteBuffer.allocate(16 * 1024);
        long all = 0;
        for (int read = rest.read(to); read > 0; read = rest.read(to.clear())) {
            all += read;
        }
        return all;
    }

    /** Always full. */
    private static final class Line implements StreamSourceConduit {
        private long read;
        private boolean resumed;
        private int woken;
        private int awaited;

        @Override
        public int read(ByteBuffer to) {
            int bytes = to.remaining();
            to.position(to.limit());
            read += bytes;
            return bytes;
        }

        @Override
        public long read(ByteBuffer[] to, int offset, int length) {
            return read(to[offset]);
        }

        @Override
        public void resumeReads() {
            resumed = true;
        }

        @Override
        public void suspendReads() {
            resumed = false;
        }

        @Override
        public void wakeupReads() {
            resumed = true;
            woken++;
        }

        @Override
        public boolean isReadResumed() {
            return resumed;
        }

        @Override
        public void awaitReadable() {
            awaited++;
        }

        @Override
        public void awaitReadable(long time, TimeUnit unit) {
            awaited++;
        }

        @Override
        public boolean isReadShutdown() {
            return false;
        }

        @Override
        public void terminateReads() {
            resumed = false;
        }

        @Override
        public void setReadReadyHandler(ReadReadyHandler handler) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferTo(long position, long count, FileChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferTo(long count, ByteBuffer through, StreamSinkChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public XnioIoThread getReadThread() {
            throw new UnsupportedOperationException();
        }

        @Override
        public XnioWorker getWorker() {
            throw new UnsupportedOperationException();
        }
    }
}
