package org.mcpcoordinator.host.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mcpcoordinator.mcp.server.Schema;

class BuiltinTypesTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "files; {}; 4",
                "files; {\"write\":true}; 7",
                "sql; {}; 4",
                "sql; {\"readOnly\":false}; 5",
                "devtools; {}; 19",
                "devtools; {\"tools\":[\"hash\",\"encode\"]}; 2",
                "host; {}; 11",
                "http-api; {\"base\":\"http://127.0.0.1:1/x\"}; 2",
                "git; {}; 10",
                "git; {\"write\":true}; 12",
                "mail; {}; 3",
                "mail; {\"recipients\":[\"@example.org\"]}; 4",
                "llm; {}; 5",
                "mqtt; {}; 2",
                "mqtt; {\"publish\":[\"a/#\"]}; 3",
                "erpnext; {}; 6",
                "erpnext; {\"write\":true}; 8"
            })
    void eachTypeOffersItsTools(String type, String config, int tools) throws Exception {
        try (Calls calls = Calls.of(type, config, directory)) {
            assertThat(calls.tools()).hasSize(tools);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "files,theme",
        "sql,theme",
        "devtools,preset",
        "host,focus",
        "git,theme",
        "mail,theme",
        "llm,local",
        "mqtt,theme",
        "erpnext,theme"
    })
    void everyVariantCanBeBuiltAndThereAreEightAtLeast(String type, String setting) throws Exception {
        var variants = new BuiltinTypes().find(type).orElseThrow().sheet().choices(setting);
        assertThat(variants).hasSizeGreaterThanOrEqualTo(8);
        for (String variant : variants) {
            try (Calls calls = Calls.of(type, "{\"" + setting + "\":\"" + variant + "\"}", directory)) {
                assertThat(calls.tools()).isNotEmpty();
            }
        }
    }

    @Test
    void everyToolOfEverySheetIsDescribedAndClosedAgainstUnknownArguments() {
        BuiltinTypes types = new BuiltinTypes();
        for (String name : types.names()) {
            types.find(name).orElseThrow().sheet().tools().values().forEach(tool -> {
                assertThat(tool.path("description").asText())
                        .as(tool.path("name").asText())
                        .hasSizeGreaterThan(30);
                assertThat(tool.at("/inputSchema/additionalProperties").asBoolean(true))
                        .isFalse();
                assertThat(tool.at("/annotations/readOnlyHint").isBoolean()).isTrue();
            });
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "files# {\"theme\":\"nonsense\"}# theme: must be one of",
                "files# {\"documents\":0}# documents: must be at least 1",
                "files# {\"root\":\"/no/such/folder\"}# root: /no/such/folder is no folder",
                "sql# {\"rows\":5}# rows: must be at least 10",
                "sql# {\"url\":\"jdbc:oracle:x\"}# url: must look like",
                "sql# {\"url\":\"jdbc:h2:mem:a;init=x\"}# INIT",
                "devtools# {\"zone\":\"Mars/Crater\"}# zone: Mars/Crater is no time zone",
                "devtools# {\"colour\":1}# colour: is not known here",
                "host# {\"top\":\"many\"}# top: must be integer",
                "git# {\"repository\":\"/no/such/folder\"}# repository: /no/such/folder is no folder",
                "git# {\"repository\":\"relative\"}# repository: must look like",
                "mail# {\"imap\":{}}# imap.host: is missing",
                "mail# {\"smtp\":{\"host\":\"h\",\"from\":\"a@b\"}}# recipients: is missing; smtp needs it",
                "mail# {\"recipients\":[\"nobody\"]}# recipients[0]: must look like",
                "llm# {\"base\":\"http://h/v1\"}# model: is missing; base needs it",
                "llm# {\"local\":\"magic\"}# local: must be one of",
                "llm# {\"base\":\"http://h/../v1\",\"model\":\"m\"}# base: must not hold",
                "mqtt# {\"broker\":\"http://h:1\"}# broker: must look like",
                "mqtt# {\"topics\":[\"a+/b\"]}# topics: + stands alone",
                "mqtt# {\"user\":\"u\"}# broker: is missing; user needs it",
                "erpnext# {\"base\":\"http://h\"}# apiKey: is missing; base needs it",
                "erpnext# {\"doctypes\":[\"Rocket\"]}# doctypes: the sample has no Rocket",
                "http-api# {}# base: is missing",
                "http-api# {\"base\":\"ftp://x\"}# base: must look like",
                "http-api# {\"base\":\"http://user@x/\"}# base: must be",
                "http-api# {\"base\":\"http://x/a/../b\"}# base: must not hold"
            })
    void wrongSettingsAreRefusedWithTheFieldsName(String type, String config, String sentence) {
        assertThatThrownBy(() -> Calls.of(type, config, directory))
                .isInstanceOf(BadConfig.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void wrongArgumentsAreToolErrorsThatNameEach() throws Exception {
        try (Calls calls = Calls.of("devtools", "{}", directory)) {
            assertThat(calls.failure("hash", "{\"algorithm\":\"rot13\",\"texts\":\"a\"}"))
                    .contains("text: is missing", "algorithm: must be one of md5", "texts: is not known here");
        }
    }

    @Test
    void schemasOfSettingsUseOnlyWhatOurCheckUnderstands() throws Exception {
        var known = java.util.Set.of(
                "$schema",
                "type",
                "enum",
                "default",
                "description",
                "minimum",
                "maximum",
                "minLength",
                "maxLength",
                "minItems",
                "maxItems",
                "pattern",
                "items",
                "properties",
                "required",
                "dependentRequired",
                "additionalProperties");
        BuiltinTypes types = new BuiltinTypes();
        for (String name : types.names()) {
            TypeSheet sheet = types.find(name).orElseThrow().sheet();
            unknown(sheet.config(), known);
            sheet.tools().values().forEach(tool -> unknown(tool.get("inputSchema"), known));
            assertThat(Schema.mistakes(sheet.config(), org.mcpcoordinator.mcp.Json.read("[]")))
                    .hasSize(1);
        }
    }

    /** The coordinator checks a fleet file against its own copy of these schemas, long before a server is built. */
    @Test
    void theCatalogKnowsTheSameSettingsWithTheSameBounds() throws Exception {
        var catalog = org.mcpcoordinator.mcp.Json.read(java.nio.file.Files.readAllBytes(Path.of(
                "..",
                "ejb-module",
                "src",
                "main",
                "resources",
                "org",
                "mcpcoordinator",
                "catalog",
                "builtin-types.json")));
        BuiltinTypes types = new BuiltinTypes();
        for (String name : types.names()) {
            var ours = types.find(name).orElseThrow().sheet().config();
            var theirs = catalog.path(name);
            assertThat(names(theirs.path("properties"))).as(name).isEqualTo(names(ours.path("properties")));
            assertThat(theirs.path("dependentRequired")).isEqualTo(ours.path("dependentRequired"));
            ours.path("properties").properties().forEach(property -> {
                for (String word :
                        java.util.List.of("type", "enum", "minimum", "maximum", "maxLength", "maxItems", "default")) {
                    if (!property.getKey().equals("methods")) {
                        assertThat(theirs.path("properties")
                                        .path(property.getKey())
                                        .path(word))
                                .as("%s.%s.%s", name, property.getKey(), word)
                                .isEqualTo(property.getValue().path(word));
                    }
                }
            });
        }
    }

    /** Or a file would pass its plan, and its server fail at the start. */
    @Test
    void whatTheCatalogLetsPassInListsFitsHereToo() throws Exception {
        var theirs = org.mcpcoordinator.mcp.Json.read(java.nio.file.Files.readAllBytes(
                        Path.of("../ejb-module/src/main/resources/org/mcpcoordinator/catalog/builtin-types.json")))
                .at("/http-api/properties/operations/items/properties");
        var ours = new BuiltinTypes()
                .find("http-api")
                .orElseThrow()
                .sheet()
                .config()
                .at("/properties/operations/items/properties");
        for (String field : java.util.List.of("description", "path")) {
            assertThat(theirs.path(field).path("maxLength"))
                    .as(field)
                    .isEqualTo(ours.path(field).path("maxLength"));
        }
        assertThat(ours.path("name").path("pattern").asText()).isEqualTo("^[a-z0-9_]{1,48}$");
        assertThat(theirs.path("name").path("maxLength").asInt()).isEqualTo(48);
        assertThat(theirs.path("name").path("pattern").asText()).isEqualTo("^[a-z0-9_]+$");
    }

    private static java.util.Set<String> names(com.fasterxml.jackson.databind.JsonNode properties) {
        var names = new java.util.TreeSet<String>();
        properties.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static void unknown(com.fasterxml.jackson.databind.JsonNode schema, java.util.Set<String> known) {
        schema.properties().forEach(field -> {
            assertThat(known).contains(field.getKey());
            if (field.getKey().equals("properties")) {
                field.getValue().forEach(property -> unknown(property, known));
            } else if (field.getKey().equals("items")
                    || (field.getKey().equals("additionalProperties")
                            && field.getValue().isObject())) {
                unknown(field.getValue(), known);
            }
        });
    }
}
