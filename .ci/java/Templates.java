import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.PathNotFoundException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.lang.StringEscapeUtils;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;

/**
 * Renders mapping templates with Velocity. Each line of input is {template, body, query, header, context}, each line of output
 * {text, status, header} or {error}. $input, $util and $context are as API Gateway documents them, over Jayway's JsonPath.
 */
public class Templates {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .configure(JsonGenerator.Feature.ESCAPE_NON_ASCII, true)
          .configure(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, true);

  public static void main(String[] arguments) throws Exception {
    var engine = new VelocityEngine();
    engine.setProperty("parser.allow_hyphen_in_identifiers", "true"); // 2.x reads header.Retry-After as a difference without it
    engine.setProperty("parser.space_gobbling", "bc"); // 2.x leaves line breaks as 1.7 does
    engine.setProperty("runtime.log.logsystem.class", "org.apache.velocity.runtime.log.NullLogChute"); // 1.7 writes a file else
    engine.init();
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (var line = lines.readLine(); line != null; line = lines.readLine())
      out.println(JSON.writeValueAsString(render(engine, JSON.readTree(line))));
  }

  private static ObjectNode render(VelocityEngine engine, JsonNode call) {
    var answer = JSON.createObjectNode();
    try {
      var context = JSON.convertValue(call.get("context"), Map.class);
      var override = new LinkedHashMap<String, Object>();
      var header = new LinkedHashMap<String, Object>();
      override.put("header", header);
      context.put("responseOverride", override);
      var scope = new VelocityContext();
      scope.put("input", new Input(call));
      scope.put("util", new Util());
      scope.put("context", context);
      var text = new StringWriter();
      engine.evaluate(scope, text, "template", call.get("template").textValue());
      answer.put("text", text.toString());
      answer.set("status", JSON.valueToTree(override.get("status")));
      answer.set("header", JSON.valueToTree(header));
    } catch (Exception error) {
      answer.removeAll();
      answer.put("error", String.valueOf(error.getMessage()));
    }
    return answer;
  }

  public static class Input {
    private final JsonNode call;

    Input(JsonNode call) {
      this.call = call;
    }

    public String getBody() {
      return call.get("body").textValue();
    }

    public Object path(String path) throws Exception {
      if (getBody().isEmpty()) return "";
      if (JSON.readTree(getBody()).isNull()) return ""; // JsonPath takes no null, and what is no JSON
      try {
        Object found = JsonPath.read(getBody(), path);
        return found == null ? "" : found;
      } catch (PathNotFoundException nothing) {
        return "";
      }
    }

    public String json(String path) throws Exception {
      return new ObjectMapper().writeValueAsString(path(path));
    }

    public String params(String name) {
      for (var place : new String[] {"query", "header"})
        if (call.get(place).has(name)) return call.get(place).get(name).textValue();
      return "";
    }
  }

  public static class Util {
    public String base64Encode(String text) {
      return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    public String base64Decode(String text) {
      return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    }

    public String escapeJavaScript(String text) {
      return StringEscapeUtils.escapeJavaScript(text);
    }

    public String urlEncode(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    public String urlDecode(String text) {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
  }
}
