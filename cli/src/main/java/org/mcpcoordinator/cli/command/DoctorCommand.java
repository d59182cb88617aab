package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.doctor.Apart;
import org.mcpcoordinator.cli.doctor.Checks;
import org.mcpcoordinator.cli.doctor.Facts;
import org.mcpcoordinator.cli.doctor.Finding;
import org.mcpcoordinator.cli.doctor.ThisMachine;
import org.mcpcoordinator.cli.product.DataFolder;
import org.mcpcoordinator.cli.product.Product;
import org.mcpcoordinator.cli.product.UpFile;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code doctor}: whether this machine can carry the product. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Looks at JDKs, memory, limits, ports and the host agent, and tells what to do about each.",
        footer = {"", "Exit codes: 0 no problem, 1 a problem."})
final class DoctorCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private final Remote remote;

    @Option(names = "--port-base", paramLabel = "P", description = "First port of the layout (default: that of up).")
    private @Nullable Integer portBase;

    DoctorCommand(Shell shell) {
        this.shell = shell;
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        DataFolder folder = remote.folder();
        int base = portBase != null
                ? portBase
                : UpFile.read(folder).map(UpFile::portBase).orElse(UpFile.DEFAULT_PORT_BASE);
        Facts facts = new ThisMachine(folder, shell.environment()).facts(base, ours(folder), Product.agent(folder));
        List<Finding> findings = new ArrayList<>(Checks.of(facts));
        findings.addAll(Apart.of(confines(folder)));
        if (remote.json()) {
            printJson(findings);
        } else {
            findings.forEach(this::print);
        }
        return findings.stream().anyMatch(finding -> finding.level() == Finding.Level.PROBLEM)
                ? ExitCode.FAILED
                : ExitCode.DONE;
    }

    /** By which means the host's agent holds programs apart, if the product can be asked. */
    private JsonNode confines(DataFolder folder) {
        if (folder.exists()) {
            try {
                for (JsonNode host : remote.api().get("hosts").path("items")) {
                    if (!host.path("confines").isEmpty()) {
                        return host.path("confines");
                    }
                }
            } catch (Refusal notUp) {
                // Said already, where the ports were asked for.
                return JsonNodeFactory.instance.objectNode();
            }
        }
        return JsonNodeFactory.instance.objectNode();
    }

    /** The fleet's ports, as far as the product can be asked. */
    private List<Integer> ours(DataFolder folder) {
        if (!folder.exists()) {
            return List.of();
        }
        try {
            return remote.api().get("ports").path("items").findValues("port").stream()
                    .map(port -> port.asInt())
                    .toList();
        } catch (Refusal notUp) {
            shell.printer().step("(The product does not answer, so its own servers count as somebody else's.)");
            return List.of();
        }
    }

    private void print(Finding finding) {
        String mark = switch (finding.level()) {
            case OK -> "ok     ";
            case NOTE -> "note   ";
            case PROBLEM -> "PROBLEM";
        };
        shell.printer().line(mark + "  " + finding.subject() + ": " + finding.said());
        if (!finding.advice().isEmpty()) {
            shell.printer().line("         -> " + finding.advice());
        }
    }

    private void printJson(List<Finding> findings) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        findings.forEach(finding -> all.addObject()
                .put("level", finding.level().name())
                .put("subject", finding.subject())
                .put("said", finding.said())
                .put("advice", finding.advice()));
        shell.printer().json(all);
    }
}
