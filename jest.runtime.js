const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const path = require("node:path");
const { transformSync } = require("@swc/core");
const { default: Runtime } = require("jest-runtime");
const [[, [, swc]]] = Object.entries(require("./jest.config.js").transform);

/** Big libraries that keep no state between tests: each worker loads them once, not once for each test file. */
const SHARED =
  /^(cdkt[fn]|constructs|esbuild|velocityjs|ajv|ajv-draft-04|fast-check|commander|aws4fetch)$|^@(cdkt[fn]|duckdb)\//;
/** The product's rooms likewise. What tests bring themselves has their globals. */
const TESTS = path.join(__dirname, "__tests__") + path.sep;
const FIXTURES = path.join(TESTS, "fixtures") + path.sep;

require.extensions[".ts"] = (module, file) =>
  module._compile(
    transformSync(readFileSync(file, "utf8"), { ...swc, filename: file, sourceMaps: "inline" }).code,
    file,
  );

/** CDKTF takes a trace of unlimited depth for each token; behind Jest's source maps these were more than half of the tests' time. */
require("cdktf/lib/tokens/private/stack-trace").captureStackTrace = () => [];

const ENVIRONMENT = { ...process.env };
const ERRORS = [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError];

module.exports = class SharingRuntime extends Runtime {
  constructor(config, environment, resolver, transformer, cacheFs, coverage, testPath, ...more) {
    super(config, environment, resolver, transformer, cacheFs, coverage, testPath, ...more);
    const { global: tests } = environment;
    // Who turns the clock has the product's rooms for itself, with the clock that is turned.
    this.shared = !readFileSync(testPath, "utf8").includes("useFakeTimers");
    if (!this.shared) return;
    globalThis.console = tests.console;
    tests.process.env = process.env = { ...ENVIRONMENT };
    for (const type of ERRORS) tests[type.name] = type;
  }

  requireModuleOrMock(from, name) {
    if (SHARED.test(name)) return require(name);
    if (this.shared && name.startsWith(".") && !from.includes("node_modules")) {
      const file = createRequire(from).resolve(name);
      if (file.endsWith(".ts") && (!file.startsWith(TESTS) || file.startsWith(FIXTURES))) return require(file);
    }
    return super.requireModuleOrMock(from, name);
  }
};
