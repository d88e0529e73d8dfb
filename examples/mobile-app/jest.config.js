module.exports = { transform: { "^.+\\.ts$": "@swc/jest" }, testTimeout: 60_000 };
