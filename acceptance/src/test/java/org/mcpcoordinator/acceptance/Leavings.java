package org.mcpcoordinator.acceptance;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.RuntimeMXBean;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;

/**
 * What deployments of the EAR leave in WildFly.
 *
 * @param loaders living class loaders of the EAR and its modules, by module
 * @param threads living threads by name, without numbers; the pools of WildFly itself, which grow to their bounds with or
 *     without us, and the JVM's own threads for compiling and collecting are left out
 * @param handles open file handles by what they are for: {@code socket}, {@code file}, or a kind of the kernel's
 */
record Leavings(Map<String, Integer> loaders, Map<String, Integer> threads, Map<String, Integer> handles) {
    private static final Map<String, Integer> ONE_DEPLOYMENT =
            Map.of("", 1, ".ejb-module.jar", 1, ".batch-jobs.jar", 1, ".web-module.war", 1);

    /**
     * What comes and goes, and how many more of it may be there at a moment without a meaning: connections, of which each
     * server's probe has one, made within five seconds; threads that Elytron and the JMX connector keep for a while; workers of
     * the client that asks servers what they offer a minute after they have become well, which are there for a minute more. A
     * client that is left behind has a thread of its own besides, and that is counted.
     */
    private static final Map<String, Integer> RESTLESS = Map.of(
            "socket", RunningProduct.SERVERS, "pool-#-thread-#", 0, "HttpClient-#-Worker-#", RunningProduct.SERVERS);

    private static final Pattern LOADER = Pattern.compile("\"deployment\\.coordinator\\.ear([^\"]*)\"");

    /** Attach Listener is the JVM's thread for whoever looks into it from outside. */
    private static final Pattern POOLS =
            Pattern.compile("(default task|coordinator task|management task|EE-ManagedExecutorService|EJB default"
                    + "|Batch Thread|ServerService Thread Pool|ServerDeploymentRepository|MSC service thread"
                    + "|External Management|.*non-?blocking-thread|blocking-thread|Attach Listener"
                    + "|C[12] CompilerThread|G1 |GC Thread).*");

    /** Nothing at all. */
    static Leavings none() {
        return new Leavings(Map.of(), Map.of(), Map.of());
    }

    /** What there is after a collection. */
    static Leavings in(MBeanServerConnection beans) {
        try {
            JMX.newMXBeanProxy(beans, new ObjectName(ManagementFactory.MEMORY_MXBEAN_NAME), MemoryMXBean.class)
                    .gc();
            return new Leavings(loadersIn(beans), threadsIn(beans), handlesIn(beans));
        } catch (JMException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The more of each kind: what comes and goes is there now and then. */
    Leavings or(Leavings other) {
        return new Leavings(more(loaders, other.loaders), more(threads, other.threads), more(handles, other.handles));
    }

    /**
     * Refuses the class loaders of an earlier deployment, one thread more, and one file more than there were. Of what comes and
     * goes, one more for each redeployment is refused.
     */
    void refuseMoreThan(Leavings before, int redeployments) {
        if (!loaders.equals(ONE_DEPLOYMENT)) {
            throw new IllegalStateException("class loaders of " + loaders);
        }
        Map<String, Integer> more = excess(threads, before.threads);
        more.putAll(excess(handles, before.handles));
        RESTLESS.forEach((kind, most) ->
                more.computeIfPresent(kind, (name, count) -> count < most + redeployments ? null : count));
        if (!more.isEmpty()) {
            throw new IllegalStateException("more than before by " + more);
        }
    }

    private static Map<String, Integer> loadersIn(MBeanServerConnection beans) throws JMException, IOException {
        String tree = (String) beans.invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "vmClassloaders",
                new Object[] {new String[] {"fold=false"}},
                new String[] {String[].class.getName()});
        Map<String, Integer> loaders = new TreeMap<>();
        Matcher found = LOADER.matcher(tree);
        while (found.find()) {
            loaders.merge(found.group(1), 1, Integer::sum);
        }
        return loaders;
    }

    private static Map<String, Integer> threadsIn(MBeanServerConnection beans) throws JMException {
        ThreadMXBean living =
                JMX.newMXBeanProxy(beans, new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME), ThreadMXBean.class);
        Map<String, Integer> threads = new TreeMap<>();
        Arrays.stream(living.getThreadInfo(living.getAllThreadIds()))
                .filter(Objects::nonNull)
                .map(ThreadInfo::getThreadName)
                .filter(name -> !POOLS.matcher(name).matches())
                .forEach(name -> threads.merge(name.replaceAll("\\d+", "#"), 1, Integer::sum));
        return threads;
    }

    private static Map<String, Integer> handlesIn(MBeanServerConnection beans) throws JMException, IOException {
        long pid = JMX.newMXBeanProxy(beans, new ObjectName(ManagementFactory.RUNTIME_MXBEAN_NAME), RuntimeMXBean.class)
                .getPid();
        Map<String, Integer> handles = new TreeMap<>();
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path handle : open) {
                handles.merge(kind(handle), 1, Integer::sum);
            }
        }
        return handles;
    }

    private static String kind(Path handle) {
        try {
            String target = Files.readSymbolicLink(handle).toString();
            return target.startsWith("/") ? "file" : target.replaceFirst(":\\[\\d+]$", "");
        } catch (IOException closedMeanwhile) {
            return "closed";
        }
    }

    private static Map<String, Integer> more(Map<String, Integer> some, Map<String, Integer> others) {
        Map<String, Integer> more = new TreeMap<>(some);
        others.forEach((kind, count) -> more.merge(kind, count, Math::max));
        return more;
    }

    private static Map<String, Integer> excess(Map<String, Integer> now, Map<String, Integer> before) {
        Map<String, Integer> excess = new TreeMap<>();
        now.forEach((kind, count) -> {
            int over = count - before.getOrDefault(kind, 0);
            if (over > 0) {
                excess.put(kind, over);
            }
        });
        return excess;
    }
}
