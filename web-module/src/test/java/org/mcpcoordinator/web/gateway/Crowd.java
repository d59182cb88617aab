package org.mcpcoordinator.web.gateway;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Some callers at a time, until so many calls have been answered. */
final class Crowd {
    /** One of the calls. */
    interface Calling {
        HttpResponse<String> call(int number) throws Exception;
    }

    /** What came of a call. */
    record Answer(int number, int status, String body, long micros) {
        boolean good() {
            return status == 200;
        }
    }

    private Crowd() {}

    static List<Answer> call(int calls, int callers, Calling calling) throws Exception {
        AtomicInteger next = new AtomicInteger();
        Queue<Answer> answers = new ConcurrentLinkedQueue<>();
        Callable<Void> caller = () -> {
            for (int number = next.getAndIncrement(); number < calls; number = next.getAndIncrement()) {
                long begun = System.nanoTime();
                HttpResponse<String> answer = calling.call(number);
                answers.add(
                        new Answer(number, answer.statusCode(), answer.body(), (System.nanoTime() - begun) / 1_000));
            }
            return null;
        };
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Future<Void>> done = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                done.add(threads.submit(caller));
            }
            for (Future<Void> each : done) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return new ArrayList<>(answers);
    }

    static long good(List<Answer> answers) {
        return answers.stream().filter(Answer::good).count();
    }

    /** The time that 95 % of them did not exceed, in microseconds. */
    static long p95(List<Answer> answers) {
        return percentile(answers, 95);
    }

    static long percentile(List<Answer> answers, int percent) {
        List<Long> sorted = answers.stream().map(Answer::micros).sorted().toList();
        return sorted.get(sorted.size() * percent / 100);
    }
}
