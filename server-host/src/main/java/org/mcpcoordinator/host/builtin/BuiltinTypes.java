package org.mcpcoordinator.host.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.mcpcoordinator.host.builtin.devtools.DevTools;
import org.mcpcoordinator.host.builtin.erpnext.ErpnextType;
import org.mcpcoordinator.host.builtin.files.FilesType;
import org.mcpcoordinator.host.builtin.git.GitType;
import org.mcpcoordinator.host.builtin.http.HttpApiType;
import org.mcpcoordinator.host.builtin.llm.LlmType;
import org.mcpcoordinator.host.builtin.machine.HostType;
import org.mcpcoordinator.host.builtin.mail.MailType;
import org.mcpcoordinator.host.builtin.mqtt.MqttType;
import org.mcpcoordinator.host.builtin.sql.SqlType;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.McpServer;
import org.mcpcoordinator.mcp.server.Schema;
import org.mcpcoordinator.mcp.server.ServerIdentity;
import org.mcpcoordinator.mcp.server.Tool;

/** All types by name. A type is loaded when its first server is built; threads may share this. */
public final class BuiltinTypes {
    private static final String VERSION = "0.1.0";

    private final Map<String, Supplier<BuiltinType>> makers = new LinkedHashMap<>();
    private final Map<String, BuiltinType> loaded = new ConcurrentHashMap<>();

    /** The types of this product. */
    public BuiltinTypes() {
        makers.put("files", FilesType::new);
        makers.put("sql", SqlType::new);
        makers.put("devtools", DevTools::new);
        makers.put("host", HostType::new);
        makers.put("http-api", HttpApiType::new);
        makers.put("git", GitType::new);
        makers.put("mail", MailType::new);
        makers.put("llm", LlmType::new);
        makers.put("mqtt", MqttType::new);
        makers.put("erpnext", ErpnextType::new);
    }

    /** Their names, in the order of the documentation. */
    public List<String> names() {
        return List.copyOf(makers.keySet());
    }

    /** The type of that name, if there is one. */
    public Optional<BuiltinType> find(String name) {
        return Optional.ofNullable(makers.get(name)).map(maker -> loaded.computeIfAbsent(name, unused -> maker.get()));
    }

    /**
     * Builds a server.
     *
     * @throws BadConfig if the settings do not fit; the message names each mistake
     */
    public BuiltServer build(BuiltinType type, Setup setup) throws BadConfig {
        List<String> mistakes =
                Schema.mistakes(type.sheet().config(), setup.config().json());
        if (!mistakes.isEmpty()) {
            throw new BadConfig(String.join("; ", mistakes));
        }
        Content content = type.build(setup);
        List<Tool> tools = new ArrayList<>();
        content.tools().forEach((name, offer) -> tools.add(tool(type.sheet(), name, offer)));
        return new BuiltServer(new McpServer(identity(type.sheet(), setup, content), tools), content.resource());
    }

    private static Tool tool(TypeSheet sheet, String name, Content.Offer offer) {
        if (offer instanceof Content.Offer.OfItsOwn own) {
            return own.tool();
        }
        ObjectNode declaration = Objects.requireNonNull(sheet.tools().get(name), name);
        return new Tool(name, declaration, ((Content.Offer.FromSheet) offer).handler());
    }

    private static ServerIdentity identity(TypeSheet sheet, Setup setup, Content content) {
        Arguments config = setup.config();
        String words = (config.text("instructions", "") + " " + content.about() + " " + sheet.instructions()).strip();
        return new ServerIdentity(setup.server(), config.text("title", setup.server()), VERSION, words);
    }
}
