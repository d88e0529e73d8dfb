// Prints the keys of pseudonyms that a function with this environment has, in hex. They are an emulator's.
import { pseudonymKeys, type PseudonymSource } from "../handlers/pseudonyms/kms";

const {
  PSEUDONYMS = "",
  AWS_REGION = "",
  AWS_ACCESS_KEY_ID = "",
  AWS_SECRET_ACCESS_KEY = "",
  AWS_ENDPOINT_URL_KMS,
} = process.env;
const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
void pseudonymKeys(JSON.parse(PSEUDONYMS) as PseudonymSource, AWS_REGION, credentials, AWS_ENDPOINT_URL_KMS).then(
  (keys) => console.log(JSON.stringify(keys.map(({ key }) => Buffer.from(key).toString("hex")))),
  (error: unknown) => {
    console.error(String(error));
    process.exitCode = 1;
  },
);
