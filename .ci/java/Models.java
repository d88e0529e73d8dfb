import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.fge.jackson.JsonLoader;
import com.github.fge.jsonschema.SchemaVersion;
import com.github.fge.jsonschema.cfg.ValidationConfiguration;
import com.github.fge.jsonschema.core.report.ProcessingMessage;
import com.github.fge.jsonschema.main.JsonSchemaFactory;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Holds bodies against a draft-04 model. Each line of input is {schema, bodies}; each line of output has for each body the
 * messages about it, none when it is valid, or null when it is no JSON or a number in it is too large for the validator.
 */
public class Models {
  private static final ObjectMapper JSON =
      new ObjectMapper().configure(JsonGenerator.Feature.ESCAPE_NON_ASCII, true);

  public static void main(String[] arguments) throws Exception {
    var draft04 = ValidationConfiguration.newBuilder().setDefaultVersion(SchemaVersion.DRAFTV4).freeze();
    var factory = JsonSchemaFactory.newBuilder().setValidationConfiguration(draft04).freeze();
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      var call = JSON.readTree(line);
      var schema = factory.getJsonSchema(JsonLoader.fromString(call.get("schema").textValue()));
      var verdicts = JSON.createArrayNode();
      for (var body : call.get("bodies")) {
        try {
          var messages = JSON.createArrayNode();
          for (ProcessingMessage message : schema.validate(JsonLoader.fromString(body.textValue()), false))
            messages.add(message.getMessage());
          verdicts.add(messages);
        } catch (Exception noVerdict) {
          verdicts.addNull();
        }
      }
      out.println(JSON.writeValueAsString(verdicts));
    }
  }
}
