// Writes a review into the pull request: one comment, updated in place.
// usage: node .ci/comment.mjs FILE, with GITHUB_TOKEN and PULL_REQUEST (its number)
import { existsSync, readFileSync } from "node:fs";

/** What a review begins with. */
const MARKER = "<!-- clickstream plan-review -->";
const {
  GITHUB_TOKEN,
  GITHUB_API_URL = "https://api.github.com",
  GITHUB_SERVER_URL,
  GITHUB_REPOSITORY,
  GITHUB_RUN_ID,
  PULL_REQUEST,
} = process.env;
const [file] = process.argv.slice(2);
const run = `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`;

async function github(method, path, body) {
  const headers = {
    authorization: `Bearer ${GITHUB_TOKEN}`,
    accept: "application/vnd.github+json",
    "x-github-api-version": "2022-11-28",
  };
  const response = await fetch(`${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}/${path}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok)
    throw new Error(`comment: ${method} ${path} was answered ${response.status}: ${await response.text()}`);
  return response.json();
}

/** The comment that carries the marker, written by a bot: anybody could write one like it. */
async function ownComment() {
  for (let page = 1; ; page += 1) {
    const comments = await github("GET", `issues/${PULL_REQUEST}/comments?per_page=100&page=${page}`);
    const own = comments.find(({ body, user }) => body?.startsWith(MARKER) && user?.type === "Bot");
    if (own || comments.length < 100) return own;
  }
}

const review = existsSync(file) ? readFileSync(file, "utf8").trim() : "";
const body = `${review.startsWith(MARKER) ? review : `${MARKER}\nThe plans could not be reviewed.`}\n\n[This run](${run}) has the plans.`;
const own = await ownComment();
if (own) await github("PATCH", `issues/comments/${own.id}`, { body });
else await github("POST", `issues/${PULL_REQUEST}/comments`, { body });
