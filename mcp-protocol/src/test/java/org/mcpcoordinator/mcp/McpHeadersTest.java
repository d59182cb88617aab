package org.mcpcoordinator.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class McpHeadersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"plain", " outer blank ", "ภาษาไทย", "tab\there", "=?base64?YQ==?=", "", "=?base64?", "a=?b"})
    void everyValueSurvivesTheWayThroughAHeader(String value) {
        String header = McpHeaders.encode(value);
        assertThat(header).matches("[\\x20-\\x7e]*").isEqualTo(header.strip());
        assertThat(McpHeaders.decode(header)).contains(value);
    }

    @Test
    void plainValuesStayReadable() {
        assertThat(McpHeaders.encode("tools call")).isEqualTo("tools call");
        assertThat(McpHeaders.decode("  search ")).contains("search");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=?base64?%%%?=", "=?base64?/w==?=", "=?base64?YQ?YQ?="})
    void aMarkedValueThatIsNoBase64OfUtf8StandsForNothing(String header) {
        assertThat(McpHeaders.decode(header)).isEmpty();
    }

    @Test
    void markersAreLowerCaseAndExact() {
        assertThat(McpHeaders.decode("=?BASE64?YQ==?=")).contains("=?BASE64?YQ==?=");
    }
}
