const { default: Runtime } = require("jest-runtime");

/** Big libraries that keep no state between tests: each worker loads them once, not once for each test file. */
const SHARED =
  /^(cdktf|constructs|esbuild|velocityjs|ajv|ajv-draft-04|fast-check|commander|aws4fetch)$|^@(cdktf|duckdb)\//;

module.exports = class SharingRuntime extends Runtime {
  requireModuleOrMock(from, name) {
    return SHARED.test(name) ? require(name) : super.requireModuleOrMock(from, name);
  }
};
