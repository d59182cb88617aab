package org.mcpcoordinator.cli.bench;

import java.util.List;
import java.util.Optional;
import org.mcpcoordinator.cli.api.ApiDesk;
import org.mcpcoordinator.cli.product.Installation;
import org.mcpcoordinator.cli.product.Product;

/** All benches there are. */
public final class Benches {
    private static final List<Bench> ALL = List.of(
            new Bench(
                    "fleet",
                    "an empty product to 1,000 servers HEALTHY and routed",
                    0,
                    setting -> new FleetBench(Target.of(setting), setting.servers())),
            new Bench(
                    "success",
                    "200 tools/call a second spread over all servers, through the gateway",
                    600,
                    setting -> new SuccessBench(Target.of(setting), setting.time())),
            new Bench(
                    "gateway",
                    "the gateway beside HAProxy and the direct way to the same backend",
                    10,
                    setting -> new GatewayBench(Target.of(setting), setting.time())),
            new Bench(
                    "matrix",
                    "the gateway beside HAProxy and nginx: small and large, JSON and streams, 1 to 512 clients; and mcp-proxy",
                    5,
                    setting -> new MatrixBench(Target.of(setting), setting.time())),
            new Bench(
                    "many",
                    "the rate through /mcp with 10 servers behind it and with 1,000",
                    10,
                    setting -> new ManyBench(Target.of(setting), setting.servers(), setting.time())),
            new Bench(
                    "find",
                    "finding among 10,000 tools: time, size of the list, recall, beside PostgreSQL's full text",
                    10,
                    setting -> new FindBench(Target.of(setting), setting.folder(), setting.time())),
            new Bench(
                    "slow",
                    "2,000 calls at once to a server that takes 5 s for each",
                    0,
                    setting -> new SlowBench(Target.of(setting))),
            new Bench(
                    "hostile",
                    "clients that mean no good, beside others who call",
                    10,
                    setting -> new HostileBench(Target.of(setting), setting.time())),
            new Bench(
                    "health",
                    "probing all servers, then with 10 % black holes beside them",
                    60,
                    setting -> new HealthBench(Target.of(setting), setting.time())),
            new Bench(
                    "console",
                    "first paint of the fleet's page in Chromium",
                    0,
                    setting -> new ConsoleBench(Target.of(setting), setting.folder())),
            new Bench(
                    "plan",
                    "plans of the sample fleet, unchanged and with every server changed",
                    0,
                    setting -> new PlanBench(Target.of(setting), setting.servers())),
            new Bench(
                    "update",
                    "another definition for 1,000 built-in servers and 200 programs under 200 calls a second",
                    60,
                    setting -> new UpdateBench(Target.of(setting), setting.servers(), setting.time())),
            new Bench(
                    "wake",
                    "100 npm servers: always on, asleep until they are called, and under supervisord",
                    120,
                    setting -> new WakeBench(Target.of(setting), setting.servers(), setting.time())),
            new Bench("start", "a stopped WildFly to the first answered call", 0, Benches::start));

    private Benches() {}

    public static List<Bench> all() {
        return ALL;
    }

    public static Optional<Bench> named(String name) {
        return ALL.stream().filter(bench -> bench.name().equals(name)).findFirst();
    }

    private static StartBench start(BenchSetting setting) {
        Product product = new Product(
                setting.folder(), Installation.find(), setting.shell().printer());
        return new StartBench(
                Target.of(setting),
                () -> product.down(true),
                () -> product.up(Product.Wish.NONE, new ApiDesk(setting.folder())));
    }
}
