package org.mcpcoordinator.host.builtin.llm;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mcpcoordinator.host.builtin.BadConfig;
import org.mcpcoordinator.host.builtin.BuiltinType;
import org.mcpcoordinator.host.builtin.Content;
import org.mcpcoordinator.host.builtin.Setup;
import org.mcpcoordinator.host.builtin.TypeSheet;
import org.mcpcoordinator.host.builtin.http.JsonService;
import org.mcpcoordinator.mcp.server.Arguments;

/** The type {@code llm}. */
public final class LlmType implements BuiltinType {
    /** Vectors of 64 texts with 3,072 numbers each fit. */
    private static final int LARGEST_ANSWER = 4 << 20;

    private final TypeSheet sheet = TypeSheet.beside(LlmType.class, "llm");

    @Override
    public TypeSheet sheet() {
        return sheet;
    }

    @Override
    public Content build(Setup setup) throws BadConfig {
        Arguments config = setup.config();
        boolean remote = config.find("base").isPresent();
        Skill skill = Skill.of(config.text("local", "summary"));
        Model model = remote
                ? remote(config)
                : new LocalModel(skill, config.number("sentences", 3), config.number("dimensions", 64));
        LlmTools tools = new LlmTools(
                model, config.text("system", ""), config.number("maxTokens", 512), config.number("maxChars", 50_000));
        Map<String, Content.Offer> offers = new LinkedHashMap<>();
        offers.put("ask", new Content.Offer.FromSheet(tools::ask));
        offers.put("chat", new Content.Offer.FromSheet(tools::chat));
        offers.put("list_models", new Content.Offer.FromSheet(tools::listModels));
        offers.put("embed", new Content.Offer.FromSheet(tools::embed));
        offers.put("rank_texts", new Content.Offer.FromSheet(tools::rank));
        String about = remote
                ? "The model " + config.text("model") + " at " + config.text("base") + "."
                : "A local sample model that counts words and knows nothing but your text; its answers are "
                        + skill.words() + ".";
        return Content.of(about, offers);
    }

    private static Model remote(Arguments config) throws BadConfig {
        String key = config.text("apiKey", "");
        JsonService service = JsonService.at(
                config.text("base"),
                key.isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + key),
                List.of(key),
                Duration.ofMillis(config.number("timeoutMillis", 25_000)),
                LARGEST_ANSWER);
        String model = config.text("model");
        return new RemoteModel(
                service, model, config.text("embeddingModel", model), config.text("limitField", "max_tokens"));
    }
}
